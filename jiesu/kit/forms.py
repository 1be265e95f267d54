"""Forms in the house's dress, and `told`: the one call a view makes."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, ParamSpec, TypeVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS

from jiesu.kit.words import label, say
from jiesu.rules.terms import Term
from jiesu.rules.verdict import Refusal

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T", bound=Term)


def told(form: forms.BaseForm, action: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R | None:
    """Makes the one call. A Refusal becomes an error of the form, in the reader's language, and gives None.

    Keyword `field` is not taken: a refusal belongs to the whole form.
    """
    try:
        return action(*args, **kwargs)
    except Refusal as refusal:
        form.add_error(None, say(refusal))
        return None


def options(terms: type[T], *, empty: str | None = None) -> Callable[[], list[tuple[str, str]]]:
    """The choices of a vocabulary, said in the language of whoever looks (call time, not import time)."""

    def choices() -> list[tuple[str, str]]:
        first = [("", say(empty))] if empty is not None else []
        return first + [(str(term), label(term)) for term in terms]

    return choices


class TermField(forms.TypedChoiceField):
    """A choice among the members of one vocabulary; its clean value is the Term, or None where left open."""

    def __init__(
        self, terms: type[Term], *, empty: str = "", only: tuple[Term, ...] = (), **kwargs: Any
    ) -> None:
        super().__init__(coerce=terms, empty_value=None, **kwargs)
        radios = isinstance(self.widget, forms.RadioSelect)
        words = only or tuple(terms)

        def choices() -> list[tuple[str, str]]:
            first = [] if radios and self.required else [("", say(empty) or "—")]
            return first + [(str(word), label(word)) for word in words]

        self.choices = choices


class Moment(forms.DateTimeInput):
    """Date and time by the browser's own picker (Asia/Shanghai)."""

    input_type = "datetime-local"

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__(attrs=dict(attrs or {}), format="%Y-%m-%dT%H:%M")


class Day(forms.DateInput):
    """A day by the browser's own picker."""

    input_type = "date"

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__(attrs=dict(attrs or {}), format="%Y-%m-%d")


class Dressed(forms.BaseForm):
    """What every form of the house has: house widgets, and an idempotency key."""

    private: ClassVar[frozenset[str]] = frozenset()
    """Names of fields that hold personal data: never kept as a draft in the browser."""

    def dress(self) -> None:
        """Gives every widget the house's classes."""
        for name, field in self.fields.items():
            _dress(field.widget)
            if name in self.private:
                field.widget.attrs["data-private"] = ""
                field.widget.attrs.setdefault("autocomplete", "off")

    @property
    def key(self) -> str:
        """The idempotency key: the same form sent twice carries the same key (pass it to the action)."""
        return str(self.data.get("idem") or self.fresh_key)[:64]

    @property
    def fresh_key(self) -> str:
        if not hasattr(self, "_fresh"):
            self._fresh = secrets.token_urlsafe(16)
        return self._fresh

    @property
    def errors_in_fields(self) -> bool:
        """Whether a field, not only the whole form, has an error."""
        return any(name != NON_FIELD_ERRORS for name in self.errors)


class HouseForm(Dressed, forms.Form):
    """The base of the rooms' forms. Show with `{% include "kit/form.html" %}` or field by field."""

    use_required_attribute = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.dress()


class HouseModelForm(Dressed, forms.ModelForm):  # type: ignore[type-arg]
    """The same for a form over one row of reference data."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.dress()


_CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxInput, "form-check-input"),
    (forms.Select, "form-select"),
    (forms.Widget, "form-control"),
)


def _dress(widget: forms.Widget) -> None:
    if widget.is_hidden or isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return
    wanted = next(css for kind, css in _CLASSES if isinstance(widget, kind))
    have = str(widget.attrs.get("class", ""))
    widget.attrs["class"] = f"{have} {wanted}".strip() if wanted not in have.split() else have
    if isinstance(widget, forms.Textarea):
        widget.attrs["rows"] = 4 if widget.attrs.get("rows") in ("10", None) else widget.attrs["rows"]
        widget.attrs.pop("cols", None)
