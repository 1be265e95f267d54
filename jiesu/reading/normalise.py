"""One form for what people write: width, characters, case, figures; sentences and n-gram tokens.

Every step can be traced back: `Normalised.origin` gives the span in the text as it was written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from jiesu.reading.folding import fold, folding
from jiesu.reading.personal import MASK, Found, mask, personal

__all__ = [
    "MASK", "Found", "Normalised", "Span", "chinese_number", "dates", "fold", "mask", "money", "normalise",
    "personal", "search_tokens", "sentences",
]  # fmt: skip

_END = re.compile(r"[。!?!?;;\n]+[”’」』)\"]*")
_WORD = re.compile(r"[a-z0-9]+|[㐀-鿿]+")


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open piece of a text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Normalised:
    """A normalised text that remembers where each of its characters came from."""

    text: str
    source: str
    starts: tuple[int, ...] | None = None

    def origin(self, start: int, end: int) -> Span:
        """The span of `source` that became `text[start:end]`."""
        if not 0 <= start <= end <= len(self.text):
            raise IndexError((start, end))
        if self.starts is None:
            return Span(start, end, self.source[start:end])
        if start == end:
            place = self.starts[start] if start < len(self.text) else len(self.source)
            return Span(place, place, "")
        first, last = self.starts[start], self.starts[end - 1] + 1
        return Span(first, last, self.source[first:last])


def normalise(text: str, *, masked: bool = True) -> Normalised:
    """Fold `text` and, unless told otherwise, mask its personal data."""
    clean = mask(text) if masked else text
    result = fold(clean)
    table = folding()
    if len(result) == len(text) and all(len(table.get(ord(c), c)) == 1 for c in set(text)):
        return Normalised(result, text)
    starts = [i for i, c in enumerate(clean) for _ in table.get(ord(c), c)]
    return Normalised(result, text, tuple(starts))


def sentences(text: str) -> list[Span]:
    """The sentences of `text`, without the white space around them."""
    spans, last = [], 0
    for end in [*(m.end() for m in _END.finditer(text)), len(text)]:
        piece = text[last:end]
        bare = piece.strip()
        if bare:
            start = last + len(piece) - len(piece.lstrip())
            spans.append(Span(start, start + len(bare), bare))
        last = end
    return spans


def search_tokens(text: str) -> list[tuple[str, int]]:
    """(token, position) for a full-text index: characters and bigrams, words of Latin letters and digits.

    A character and the bigram that it begins share a position: a phrase query is exact at any length.
    Personal data is masked first and so never indexed.
    """
    tokens: list[tuple[str, int]] = []
    position = 0
    for match in _WORD.finditer(normalise(text).text):
        piece = match.group()
        if piece[0] <= "z":
            position += 1
            tokens.append((piece, position))
        else:
            for i, character in enumerate(piece):
                position += 1
                tokens.append((character, position))
                if i + 1 < len(piece):
                    tokens.append((piece[i : i + 2], position))
        position += 1  # a phrase does not reach over punctuation
    return tokens


_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2, "俩": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_BIG = {"万": 10_000, "亿": 100_000_000}
_NUMERAL = "[零〇一二两三四五六七八九十百千万亿]"


def chinese_number(text: str) -> int | None:
    """The value of a Chinese or Arabic numeral (二十三, 一万五, 两百〇三, 3万), or None."""
    if text.isdecimal():
        return int(text)
    if not text or not all(c in _DIGITS or c in _UNITS or c in _BIG for c in text):
        return None
    if all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total = section = digit = 0
    last = 1
    for c in text:
        if c in _DIGITS:
            digit = _DIGITS[c]
            last = 1 if digit == 0 else last
        elif c in _UNITS:
            section += (digit or 1) * _UNITS[c]
            digit, last = 0, _UNITS[c]
        else:
            total = (total + section + digit) * _BIG[c] if c == "亿" else total + (section + digit) * _BIG[c]
            section, digit, last = 0, 0, _BIG[c]
    return total + section + digit * (last // 10 if last > 10 else 1)


_DATE = re.compile(
    rf"(?:(?P<year>(?:19|20)\d\d|[二一][零〇一二三四五六七八九]{{3}})[年./-])"
    rf"?(?P<month>1[0-2]|0?[1-9]|{_NUMERAL}{{1,2}})(?:月|(?<=\d)[./-](?=\d))"
    rf"(?:(?P<day>[12]\d|3[01]|0?[1-9]|{_NUMERAL}{{1,3}})[日号]?)?(?!\d)"
)
_NEAR = {
    "大前天": -3,
    "前天": -2,
    "昨天": -1,
    "昨日": -1,
    "昨晚": -1,
    "今天": 0,
    "今日": 0,
    "今晨": 0,
    "明天": 1,
}
_MONEY = re.compile(
    rf"(?P<n>\d+(?:[,,]\d{{3}})*(?:\.\d+)?|{_NUMERAL}+)(?P<big>[万亿千百]?)(?:余|多)?(?:元|块钱?|人民币)"
)


def dates(text: str, today: date | None = None) -> list[tuple[Span, date | None]]:
    """Dates named in `text` with their value; a date without a year is the latest one not after `today`."""
    found: list[tuple[Span, date | None]] = []
    for match in _DATE.finditer(text):
        if match["day"] is None and match["year"] is None:
            continue
        found.append((Span(match.start(), match.end(), match.group()), _value(match, today)))
    if today is not None:
        for word, shift in _NEAR.items():
            found += [
                (Span(m.start(), m.end(), word), date.fromordinal(today.toordinal() + shift))
                for m in re.finditer(rf"(?<!大){word}", text)
            ]
    return sorted(found, key=lambda item: item[0].start)


def _value(match: re.Match[str], today: date | None) -> date | None:
    year = chinese_number(match["year"]) if match["year"] else None
    month = chinese_number(match["month"])
    day = chinese_number(match["day"]) if match["day"] else 1
    if month is None or day is None or (year is None and today is None):
        return None
    try:
        if year is not None:
            return date(year, month, day)
        assert today is not None
        this = date(today.year, month, day)
        return this if this <= today else date(today.year - 1, month, day)
    except ValueError:
        return None


def money(text: str) -> list[tuple[Span, int]]:
    """Sums of money in `text` in fen (hundredths of a yuan)."""
    found = []
    for match in _MONEY.finditer(text):
        plain = match["n"].replace(",", "").replace(",", "")
        scale = {"": 1, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}[match["big"]]
        if plain[0].isdigit():
            whole, _, part = plain.partition(".")
            fen = (int(whole) * 100 + int((part + "00")[:2])) if len(part) <= 2 else round(float(plain) * 100)
            fen = fen * scale
        else:
            fen = (chinese_number(plain) or 0) * 100 * scale
        found.append((Span(match.start(), match.end(), match.group()), fen))
    return found
