"""Tags and filters that every template of the house has: term, say, due, when, pct, mask, icon …"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import template
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from jiesu.kit import clock, doors, words
from jiesu.kit.stamps import Stamp
from jiesu.rules.early import Light
from jiesu.rules.reach import Actor
from jiesu.rules.terms import AssignmentState, OrderState, Outcome, Satisfied, Solved, Term
from jiesu.rules.thresholds import Colour
from jiesu.rules.verdict import Refusal, Sentence

register = template.Library()

_TONES: tuple[tuple[Term, str], ...] = (
    (OrderState.RECORDED, "blue"),
    (OrderState.ACCEPTED, "blue"),
    (OrderState.CONSULTED, "purple"),
    (OrderState.DISPATCHED, "azure"),
    (OrderState.REPLIED, "teal"),
    (OrderState.DRAWN, "purple"),
    (OrderState.RATED, "green"),
    (OrderState.ANSWERED, "green"),
    (AssignmentState.SENT, "blue"),
    (AssignmentState.CLAIMED, "blue"),
    (AssignmentState.ASSIGNED, "azure"),
    (AssignmentState.RESPONDED, "azure"),
    (AssignmentState.HANDLING, "azure"),
    (AssignmentState.PAUSED, "orange"),
    (AssignmentState.ESCALATED, "orange"),
    (AssignmentState.WHISTLED, "purple"),
    (AssignmentState.PENDING, "orange"),
    (AssignmentState.SUBMITTED, "purple"),
    (AssignmentState.REVIEWED, "purple"),
    (AssignmentState.SIGNED, "green"),
    (AssignmentState.OBJECTED, "orange"),
    (Solved.YES, "green"),
    (Solved.PARTLY, "orange"),
    (Solved.NO, "red"),
    (Satisfied.YES, "green"),
    (Satisfied.BASICALLY, "orange"),
    (Satisfied.NO, "red"),
    (Outcome.DOUBLE_YES, "green"),
    (Outcome.MIXED, "orange"),
    (Outcome.DOUBLE_NO, "red"),
    (Colour.BLUE, "blue"),
    (Colour.YELLOW, "orange"),
    (Colour.ORANGE, "orange"),
    (Colour.RED, "red"),
    (Light.DONE, "green"),
    (Light.LATE, "red"),
    (Light.NEAR, "orange"),
    (Light.DUE, "blue"),
)
TONES = {(type(word), str(word)): tone for word, tone in _TONES}
"""The tone of a state's badge; what is not named is grey."""

SOON = timedelta(hours=24)
"""A limit nearer than this is shown as pressing."""


@register.filter
def term(value: Term | str | None, vocabulary: str = "") -> str:
    """A Term by its label in the active language; `|term:"OrderState"` for a code that came as plain text."""
    return words.show(words.as_term(value, vocabulary))


@register.filter
def law(value: str | None) -> str:
    """The name of a version of the law: "limits/2019-01-01" by its topic and day."""
    return words.law_name(value or "")


@register.filter
def opens(address: str, actor: Actor) -> bool:
    """Whether the page at that address lets the actor in: `{% if desk|opens:actor %}`."""
    return doors.opens(address, actor)


@register.filter
def say(value: Refusal | Sentence | Term | str) -> str:
    """A sentence in the active language."""
    return words.say(value)


@register.filter
def when(value: datetime | None, form: str = "") -> SafeString | str:
    """A moment by a clock on a Beijing wall; `|when:"seconds"` with seconds, `|when:"limit"` ends days at 24:00."""
    if value is None or value == "":
        return "—"
    shown = words.limit(value) if form == "limit" else words.moment(value, seconds=form == "seconds")
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), shown)


@register.filter
def day(value: date | datetime | None) -> str:
    """The day, in Asia/Shanghai."""
    if value is None or value == "":
        return "—"
    return (clock.local(value) if isinstance(value, datetime) else value).strftime("%Y-%m-%d")


@register.filter
def pct(value: Fraction | Decimal | int | None, places: int = 1) -> str:
    """A rate (1 = 100 %) as a percentage; no rate (nothing to divide by) is a dash."""
    return "—" if value is None or value == "" else words.percent(value, places)


@register.filter
def num(value: Fraction | Decimal | int | None, places: int = 2) -> str:
    """A number rounded half up, without trailing zeros."""
    return "—" if value is None or value == "" else words.plain(value, places)


@register.filter
def mask(value: str | None) -> str:
    """Personal text with its middle hidden: 138****0001, 张*, 张*丰."""
    text = str(value or "")
    if len(text) >= 7:
        return text[:3] + "*" * (len(text) - 7) + text[-4:]
    return (
        text[:1] + "*" * max(len(text) - 2, 1) + text[-1:]
        if len(text) > 2
        else text[:1] + "*" * (len(text) - 1)
    )


@register.filter
def span(value: timedelta | int) -> str:
    """A length of time in words."""
    return words.span(int(value.total_seconds()) if isinstance(value, timedelta) else value)


@register.simple_tag(takes_context=True)
def due(context: Context, limit: datetime | None, done: datetime | None = None) -> SafeString:
    """The due badge: how much time is left, by how much it is over, or that it was kept; colour and words."""
    return due_badge(limit, context.get("now") or clock.now(), done)


def due_badge(limit: datetime | None, now: datetime, done: datetime | None = None) -> SafeString:
    """The badge as HTML. Colour never speaks alone."""
    if not limit:
        return format_html('<span class="due due-none">{}</span>', gettext("No limit"))
    tone, text = due_words(limit, now, done)
    return format_html('<span class="due due-{}" title="{}">{}</span>', tone, words.limit(limit), text)


def due_words(limit: datetime, now: datetime, done: datetime | None = None) -> tuple[str, str]:
    """Tone ("kept", "late", "over", "soon", "calm") and words of a limit, as it stands at `now`."""
    left = int((limit - (done or now)).total_seconds())
    length = words.span(abs(left))
    if done:
        return (
            ("kept", gettext("In time"))
            if left >= 0
            else ("late", gettext("Late by %(span)s") % {"span": length})
        )
    if left < 0:
        return "over", gettext("Overdue by %(span)s") % {"span": length}
    return "soon" if left < SOON.total_seconds() else "calm", gettext("%(span)s left") % {"span": length}


@register.filter
def badge(value: Term | str | None, vocabulary: str = "") -> SafeString | str:
    """A state as a badge with its tone; `|badge:"OrderState"` for a code that came as plain text."""
    word = words.as_term(value, vocabulary)
    if not word:
        return "—"
    tone = TONES.get((type(word), str(word)), "grey") if isinstance(word, Term) else "grey"
    return format_html('<span class="state state-{}">{}</span>', tone, words.show(word))


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite (see kit/assets/icons.txt); with a label it speaks, without it is decoration."""
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon" {}><use href="{}#{}"></use></svg>', spoken, static("kit/dist/icons.svg"), name
    )


@register.simple_tag(takes_context=True)
def stamp_now(context: Context, first: date | None = None, last: date | None = None) -> Stamp:
    """The stamp of figures counted for this page: now, for whoever asks, of the days that are named. A stamp that the
    page has already stays."""
    known = context.get("stamp")
    if isinstance(known, Stamp):
        return known
    scope = str(getattr(context.get("request"), "scope", ""))
    return Stamp(context.get("now") or clock.now(), scope, first, last)


@register.filter
def attr(value: object, name: str) -> Any:
    """An attribute or key by a name that only the page knows (listing cells)."""
    return value.get(name, "") if isinstance(value, Mapping) else getattr(value, name, "")


@register.filter
def figure(value: object, unit: str = "") -> str:
    """A figure of a chart in its table: with its unit, or a dash where there is none."""
    return "—" if value is None or value == "" else f"{value}{unit}"


@register.filter
def at(rows: object, place: int) -> Any:
    """The item at a place of a list; nothing where there is none."""
    return rows[place] if isinstance(rows, list | tuple) and place < len(rows) else ""
