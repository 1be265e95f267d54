"""Puts sentences and terms into the reader's language. A Refusal is a sentence for a person: said here."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.utils.translation import get_language, gettext, ngettext

from jiesu.kit import clock
from jiesu.rules import calendar
from jiesu.rules.spans import Span
from jiesu.rules.terms import Term
from jiesu.rules.verdict import Refusal, Sentence


def in_chinese() -> bool:
    """Whether the active language is Chinese (also where none is active: Chinese first)."""
    return (get_language() or "zh-hans").startswith("zh")


def label(term: Term) -> str:
    """The term by the name that the active language gives it."""
    return term.zh if in_chinese() else term.en


def as_term(value: object, vocabulary: str = "") -> object:
    """The Term of that vocabulary ("OrderState") where the value is one of its codes; else the value."""
    if not vocabulary or isinstance(value, Term):
        return value
    kind = next((kind for kind in Term.__subclasses__() if kind.__name__ == vocabulary), None)
    return kind(str(value)) if kind and value in [str(word) for word in kind] else value


def law_name(code: str) -> str:
    """A version of the law as a person calls it: "limits/2019-01-01" by its topic and day."""
    topic, slash, day = code.partition("/")
    return f"{show(as_term(topic, 'Topic'))} {day}" if slash else code


def say(what: Refusal | Sentence | Term | str) -> str:
    """The sentence in the active language, the terms in it by their labels, moments by the wall clock."""
    if isinstance(what, Term):
        return label(what)
    sentence = what.sentence if isinstance(what, Refusal) else what
    if isinstance(sentence, str):
        return gettext(sentence) if sentence else ""
    text = gettext(sentence.text)
    return text % {name: show(value) for name, value in sentence.values.items()} if sentence.values else text


def show(value: object) -> str:
    """Any value as a person reads it: terms by label, moments in Asia/Shanghai, nothing as an empty text."""
    match value:
        case None:
            return ""
        case Term() | Sentence() | Refusal():
            return say(value)
        case bool():
            return gettext("Yes") if value else gettext("No")
        case datetime():
            return moment(value)
        case date():
            return value.isoformat()
        case Fraction() | Span():
            return length(value) if isinstance(value, Span) else plain(value)
        case list() | tuple() | set() | frozenset():
            return ("、" if in_chinese() else ", ").join(show(item) for item in value)
        case _:
            return str(value)


def moment(value: datetime, *, seconds: bool = False) -> str:
    """`2026-11-22 13:05`, as a clock on a Beijing wall shows it."""
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    return clock.local(aware).strftime("%Y-%m-%d %H:%M:%S" if seconds else "%Y-%m-%d %H:%M")


def limit(value: datetime | None) -> str:
    """A limit by the wall clock: the end of a day is 24:00 of that day, as the law writes it; none is a dash."""
    if value is None:
        return "—"
    return calendar.wall(value if value.tzinfo else value.replace(tzinfo=UTC))


def length(value: Span) -> str:
    """A length of time of the law in words: "5 wd" as "5个工作日", "5 working days"."""
    if in_chinese():
        return f"{value.amount}{value.measure.zh}"
    unit = value.measure.en
    return f"{value.amount} {unit.removesuffix('s') if value.amount == 1 else unit}"


def plain(value: Fraction | Decimal | int, places: int = 2) -> str:
    """The number rounded half up, without trailing zeros."""
    number = _decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(value: Fraction | Decimal | int, places: int = 1) -> str:
    """A rate (1 = 100 %) as a percentage, rounded half up, with all its places."""
    rate = Fraction(value) * 100
    return f"{_decimal(rate).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}%"


def span(seconds: int) -> str:
    """A length of time in its two largest units: `2 天 3 小时`, `45 分钟`."""
    minutes = max(seconds, 0) // 60
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [
        (days, ngettext("%(n)d day", "%(n)d days", days)),
        (hours, ngettext("%(n)d hour", "%(n)d hours", hours)),
        (minutes, ngettext("%(n)d minute", "%(n)d minutes", minutes)),
    ]
    while len(parts) > 1 and not parts[0][0]:
        parts.pop(0)
    said = [text % {"n": n} for n, text in parts[:2] if n]
    return " ".join(said) or parts[-1][1] % {"n": 0}


def _decimal(value: Fraction | Decimal | int) -> Decimal:
    return (
        Decimal(value.numerator) / Decimal(value.denominator)
        if isinstance(value, Fraction)
        else Decimal(value)
    )
