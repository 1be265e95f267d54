"""Where the names of parties stand in a text, and one form for the names of one party (see `parties`)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from jiesu.reading.folding import flat
from jiesu.reading.party_forms import (
    AREA,
    BARE,
    COMMON,
    FORM,
    HOMED,
    LINE,
    NOBODY,
    QUOTED,
    SELF,
    STOP,
    TITLED,
    WRONGED,
)

FIRMS = {"company", "property", "developer"}
WINDOW = 26
"""So many characters before an ending may belong to the name."""
_LEGAL = re.compile("(?:有限责任|股份有限|有限)?公司$|集团$")
_BRACKETS = re.compile(r"[()\[\]【】《》“”\"' ·•\-—.]")
_BRANCH = re.compile(
    "^(?P<head>.{2,}?(?:公司|集团|超市|银行|酒店|饭店))(?P<branch>.{1,8}(?:店|分公司|支行|分校|校区))$"
)


@dataclass(frozen=True, slots=True)
class Known:
    """A party that is known already: its key, its kind, and every name it goes by (the first is its own)."""

    key: str
    kind: str
    names: tuple[str, ...]


class Register:
    """Known parties by their names; the longest name that stands somewhere counts."""

    def __init__(self, known: Sequence[Known] = ()) -> None:
        self._by_name: dict[str, Known] = {}
        for one in known:
            for name in one.names:
                if len(plain := flat(name).strip()) > 1:
                    self._by_name.setdefault(plain, one)
        lengths: dict[str, set[int]] = defaultdict(set)
        for name in self._by_name:
            lengths[name[:2]].add(len(name))
        self._lengths = {start: sorted(found, reverse=True) for start, found in lengths.items()}

    def mentions(self, text: str) -> Iterator[tuple[int, int, Known]]:
        """Start, end and party of every mention in a folded text, left to right, not overlapping."""
        at = 0
        while at < len(text) - 1:
            for length in self._lengths.get(text[at : at + 2], ()):
                if one := self._by_name.get(text[at : at + length]):
                    yield at, at + length, one
                    at += length - 1
                    break
            at += 1


@dataclass(slots=True)
class Case:
    """One name with everywhere it stands."""

    kind: str
    spans: list[tuple[int, int]] = field(default_factory=list)
    weight: float = 0.0
    reasons: list[str] = field(default_factory=list)
    key: str = ""

    def speak(self, weight: float, reason: str) -> None:
        """Add a reason once, with its weight."""
        if reason not in self.reasons:
            self.weight += weight
            self.reasons.append(reason)


@dataclass(frozen=True, slots=True)
class Name:
    """A name taken apart: whole (normalised), short (without legal form and area), branch (or empty)."""

    whole: str
    short: str
    branch: str = ""


def normal(name: str) -> Name:
    """One form for the names of one party: width, case, brackets and signs, leading areas, legal form, branch.

    "甲市乙区幸福物业管理有限公司（望京分公司）" → whole 幸福物业管理有限公司, short 幸福物业管理,
    branch 望京分公司.
    """
    text = flat(name).strip()
    branch = ""
    if found := re.search(r"[(（\[【](?P<in>[^)）\]】]{1,12})[)）\]】]?$", text):
        branch, text = found["in"], text[: found.start()]
    elif found := _BRANCH.match(text):
        branch, text = found["branch"], found["head"]
    text = _BRACKETS.sub("", text)
    whole = text[area_end(text, len(text)) :]
    if len(whole) < 2 or FORM.fullmatch(whole):
        whole = text[_last_area(text, area_end(text, len(text))) :]
    short = _LEGAL.sub("", whole)
    return Name(whole, short if len(short) >= 2 else whole, _BRACKETS.sub("", branch))


class _Board:
    """The names found so far; a stretch of text belongs to one name."""

    def __init__(self) -> None:
        self.cases: dict[str, Case] = {}
        self._taken: list[tuple[int, int]] = []

    def add(self, name: str, kind: str, start: int, end: int, key: str = "") -> None:
        """A name at a place, unless the place belongs to another one."""
        if any(a < end and start < b for a, b in self._taken):
            return
        self._taken.append((start, end))
        self.cases.setdefault(_merged(name, kind, self.cases), Case(kind, key=key)).spans.append((start, end))


def named(whole: str, title: int, register: Register) -> dict[str, Case]:
    """Every name in a folded, masked text with its spans: known ones first, then lines, forms, marked names."""
    board = _Board()
    for start, end, one in register.mentions(whole):
        board.add(flat(one.names[0]), one.kind, start, end, one.key)
    for match in LINE.finditer(whole):
        board.add(match.group(), "transit", *match.span())
    for match in FORM.finditer(whole):
        begin = _begin(whole, match.start())
        begin = match.start() if begin is None and SELF.fullmatch(match.group()) else begin
        if begin is not None and "*" not in whole[begin : match.end()]:
            board.add(whole[begin : match.end()], match.lastgroup or "", begin, match.end())
    for match in QUOTED.finditer(whole):
        which = match.lastgroup if match.lastgroup in ("b", "c") else "a"
        board.add(match[which], "shop", *match.span(which))
    _titled(board, whole, title)
    return board.cases


def _titled(board: _Board, whole: str, title: int) -> None:
    """Names without an ending, before a word of the title that only parties bring along (…欠薪, …电梯)."""
    for form, kind in ((WRONGED, "company"), (HOMED, "compound")):
        for match in form.finditer(whole, 0, title):
            begin, end = _begin(whole, match.start()), match.start()
            if begin is not None and 3 <= end - begin <= 12 and not NOBODY.search(whole, begin, end):
                board.add(whole[begin:end], kind, begin, end)


def _merged(name: str, kind: str, cases: Mapping[str, Case]) -> str:
    """The name under which it is known already: the same without areas and legal form; else itself."""
    return next((other for other, case in cases.items() if _same(name, kind, other, case.kind)), name)


def _same(name: str, kind: str, other: str, of: str) -> bool:
    mine, theirs = normal(name).short, normal(other).short
    firms = {kind, of} <= FIRMS
    if not firms and kind != of:
        return False
    if mine == theirs:
        return True
    short, long = sorted((mine, theirs), key=len)
    return len(short) >= (2 if firms else 3) and (long.startswith(short) if firms else short in long)


def _begin(whole: str, ending: int) -> int | None:
    """Where the name begins whose ending begins there; None where nothing but common words stands before it."""
    start = max(0, ending - WINDOW)
    for match in re.finditer(r"[^一-鿿a-z0-9*]", whole[start:ending]):
        start = max(start, max(0, ending - WINDOW) + match.end())
    piece = whole[start:ending]
    for match in STOP.finditer(piece):
        start = ending - len(piece) + match.end()
    piece = whole[start:ending]
    cut = area_end(piece, len(piece))
    core = piece[cut:]
    if cut and (not core or TITLED.match(core)):
        wide = _last_area(piece, cut)
        small = re.search("[镇乡村组]|街道|社区", piece[wide:cut]) or core
        return start + wide if small or not COMMON.match(whole, ending) else None
    return None if len(core) < 2 - bool(cut) or BARE.match(core) else start + cut


def area_end(text: str, end: int) -> int:
    """Where the pieces of an address end with which a text begins."""
    at = 0
    while (match := AREA.match(text, at)) and match.end() <= end:
        at = match.end()
    return at if at < len(text) or end < len(text) or at == end else 0


def _last_area(text: str, cut: int) -> int:
    """Where the last piece of the address begins: it is what tells one 镇医院 from another."""
    at = last = 0
    while at < cut and (match := AREA.match(text, at)):
        last, at = at, match.end()
    return last
