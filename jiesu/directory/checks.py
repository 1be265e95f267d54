"""What every change of the directory asks first: who does it, and whether the row is well written."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr

from jiesu.directory.models import Change, Person
from jiesu.directory.models.shared import Placed
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Role, Term
from jiesu.rules.verdict import NotYours, Refusal, Sentence

Word = TypeVar("Word", bound=Term)
Row = TypeVar("Row", bound=models.Model)
Place = TypeVar("Place", bound=Placed)


def administers(by: Actor) -> None:
    """Refusal where the actor does not keep the directory."""
    if not by.holds(Role.ADMIN, Role.SYSTEM):
        raise NotYours("Only an administrator changes the directory.")


def well_written(row: Row) -> Row:
    """The row, where every field of it is. Refusal with the first field that is not. Asks no database."""
    links = [field.name for field in row._meta.fields if field.is_relation]
    try:
        row.clean_fields(exclude=links)
    except ValidationError as wrong:
        name, messages = next(iter(wrong.message_dict.items()))
        raise Refusal("“%(field)s”: %(problem)s", field=Sentence(name), problem=messages[0]) from None
    begin, end = getattr(row, "valid_from", None), getattr(row, "valid_to", None)
    if begin and end and end < begin:
        raise Refusal("The last day %(end)s lies before the first day %(begin)s.", end=end, begin=begin)
    return row


def word(terms: type[Word], value: str, what: str) -> Word:
    """The term of that identifier, Chinese (社区(村): also 社区 or 村) or English name. Refusal for others."""
    text = unicodedata.normalize("NFKC", str(value)).strip()
    for term in terms:
        names = {str(term).lower(), term.en, term.zh, *re.split(r"[()]", term.zh)} - {""}
        if text in names or text.lower() in names:
            return term
    raise Refusal("“%(value)s” is no %(what)s that is known.", value=text, what=Sentence(what))


def note(
    verb: str, row: models.Model, *, by: Actor, at: datetime, **facts: str | int | bool | date | None
) -> None:
    """Keep who changed what, and when."""
    name = row.login if isinstance(row, Person) else getattr(row, "code", str(row.pk))
    said = {key: str(value) if isinstance(value, date) else value for key, value in facts.items()}
    Change.objects.create(
        verb=verb, subject=row._meta.model_name or "", code=name, by=by.key, at=at, facts=said
    )


def path_under(parent: Placed | None, code: str) -> str:
    """The path of a code beneath its parent."""
    return f"{parent.path if parent else '/'}{code}/"


def replant(node: Place, parent: Place | None) -> None:
    """Move a node and all beneath it; one update. Refusal where it would come to hang on itself."""
    if parent is not None and parent.path.startswith(node.path):
        raise Refusal("“%(name)s” cannot hang beneath itself.", name=node.name)
    before, after = node.path, path_under(parent, node.code)
    kind = type(node)
    kind._default_manager.filter(pk=node.pk).update(parent=parent)
    if before != after:
        beneath = kind._default_manager.filter(path__startswith=before)
        beneath.update(path=Concat(Value(after), Substr(F("path"), len(before) + 1)))
    node.refresh_from_db()
