"""The record of changes in words: what was done to what, with names for codes and terms for identifiers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jiesu.directory import queries
from jiesu.directory.kinds import UnitKind
from jiesu.directory.models import Change
from jiesu.kit.people import Names
from jiesu.kit.words import as_term, in_chinese, show
from jiesu.rules.terms import Role, Term

DEEDS: Mapping[str, Any] = {
    "add": pgettext_lazy("change", "Added"),
    "rename": pgettext_lazy("change", "Renamed"),
    "move": pgettext_lazy("change", "Moved"),
    "end": pgettext_lazy("change", "Ended"),
    "also_called": pgettext_lazy("change", "Other names added"),
    "set_population": pgettext_lazy("change", "Population set"),
    "set_password": pgettext_lazy("change", "Password set"),
    "give_seat": pgettext_lazy("change", "Seat given"),
    "end_seat": pgettext_lazy("change", "Seat ended"),
    "dismiss": pgettext_lazy("change", "Dismissed"),
    "delegate": pgettext_lazy("change", "Standing in agreed"),
    "end_delegation": pgettext_lazy("change", "Standing in ended"),
    "import": pgettext_lazy("change", "File brought in"),
    "add_shifts": pgettext_lazy("change", "Shifts added"),
    "end_shift": pgettext_lazy("change", "Shift taken off"),
}
SUBJECTS: Mapping[str, Any] = {
    "area": _("Area"), "unit": _("Unit"), "person": pgettext_lazy("change", "Person"),
    "border": pgettext_lazy("change", "Border zone"),
    "source": pgettext_lazy("change", "Source"), "directory": pgettext_lazy("change", "Directory"),
}  # fmt: skip
FACTS: Mapping[str, Any] = {
    "unit": _("Unit"), "role": _("Role"), "to": pgettext_lazy("change", "Who stands in"),
    "parent": pgettext_lazy("change", "Beneath"), "kind": _("Kind of unit"),
    "before": pgettext_lazy("change", "Before"),
    "after": pgettext_lazy("change", "After"), "since": _("From"), "on": pgettext_lazy("change", "Last day"),
    "names": _("Other names"), "year": pgettext_lazy("change", "Year"), "people": pgettext_lazy("change", "Residents"),
    "number": _("Line number"), "counts": _("Counts in the assessment"), "read": _("Rows read"),
    "imported": pgettext_lazy("change", "Brought in"), "known": _("Already known"), "refused": _("Refused"),
}  # fmt: skip
_TERMS: Mapping[str, type[Term]] = {"role": Role, "kind": UnitKind}


class Record:
    """Tells the changes of one page: each table of names is read once, and only where it is needed."""

    def __init__(self) -> None:
        self.names = Names()

    def who(self, change: Change) -> str:
        """Who did it."""
        return self.names(change.by)

    def what(self, change: Change) -> str:
        """What was done."""
        return str(DEEDS.get(change.verb, change.verb))

    def kind(self, change: Change) -> str:
        """To what kind of thing."""
        return str(SUBJECTS.get(change.subject, change.subject))

    def subject(self, change: Change) -> str:
        """The name of what was changed."""
        return self._named(change.subject, change.code)

    def facts(self, change: Change) -> str:
        """The facts as a line of words."""
        colon, comma = ("：", "；") if in_chinese() else (": ", "; ")
        names = [name for name in FACTS if name in change.facts]
        told = ((FACTS[name], self._value(change, name, change.facts[name])) for name in names)
        return comma.join(f"{title}{colon}{text}" for title, text in told if text)

    def _value(self, change: Change, name: str, fact: Any) -> str:
        if name in _TERMS:
            return show(as_term(fact, _TERMS[name].__name__))
        if name == "unit":
            return self._named("unit", fact)
        if name == "parent":
            return self._named(change.subject, fact or "")
        if name == "to":
            return self.names(f"person:{fact}")
        return self._path(change, str(fact)) if change.verb == "move" else show(fact)

    def _path(self, change: Change, path: str) -> str:
        return " / ".join(self._named(change.subject, code) for code in path.split("/") if code)

    def _named(self, subject: str, code: str) -> str:
        if subject == "person":
            return self.names(f"person:{code}")
        return self._places.get(subject, {}).get(code, code)

    @cached_property
    def _places(self) -> dict[str, dict[str, str]]:
        return {
            "unit": dict(queries.units().values_list("code", "name")),
            "area": dict(queries.areas().values_list("code", "name")),
            "source": {source.code: source.name for source in queries.sources()},
        }
