"""A model column that holds a Term: a string in the database, the word of the trade in Python."""

from __future__ import annotations

from typing import Any

from django.db import models

from jiesu.rules.terms import Term


class TermField(models.CharField):  # type: ignore[type-arg]
    """`state = TermField(OrderState, max_length=12)`. Reads back as the Term; an empty string stays empty.

    In migrations it is a plain CharField: a new word in a vocabulary is no change of the table.
    """

    def __init__(self, terms: type[Term] | None = None, **kwargs: Any) -> None:
        self.terms = terms
        super().__init__(**kwargs)

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def from_db_value(self, value: str | None, *_: object) -> Any:
        return self.to_python(value)

    def to_python(self, value: Any) -> Any:
        if self.terms is None or value in (None, "") or isinstance(value, self.terms):
            return value
        return self.terms(value)

    def get_prep_value(self, value: Any) -> Any:
        return None if value is None else str(value)
