"""A request in at most two hundred characters: extractive, masked, nothing invented (摘要).

The summary holds what a reader needs first: the title, where, who, since when, what is wanted, each by the clause that
says it, in the order of the text; the room that is left goes to clauses that say something new, early ones and those
that name a fault first. Where clauses are left out stands “…”. Greetings, thanks and rhetorical questions are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from jiesu.reading.asks import RHETORIC
from jiesu.reading.elements import Elements, elements
from jiesu.reading.personal import mask
from jiesu.reading.quality import pairs

SUMMARY = 200
_CLAUSE = re.compile(
    "[^,，。.!！?？;；\n]*(?:(?<=[\\da-z])\\.(?=[\\da-z])[^,，。.!！?？;；\n]*)*(?:[,，。.!！?？;；\n…]+[”’」』)]*|$)"
)
_EMPTY = re.compile(
    "^(?:尊敬|敬爱|您好|你好|谢谢|感谢|致礼|此致|敬礼|祝|打扰|领导|各位|[一-鿿]{1,4}(?:书记|局长|市长|县长|厅长|"
    "主任)[::,]?$|不胜|万分|拜托|在此|特此投诉|以上|盼复|望回复|辛苦)[^。]{0,12}$|^\\W*$"
)
_HELLO_AT = re.compile(
    "^(?:尊敬的?|敬爱的?)[^:：,，!！。]{0,14}[:：,，!！。]?(?:[您你]们?好[!！,，。]*)?|"
    "^[您你]们?好[!！:：,，。]*|^[一-鿿]{1,4}(?:书记|局长|市长|县长|厅长|"
    "区长|主任)(?:[:：,，!！]|(?=[您你]))(?:[您你]们?好[!！,，。]*)?"
)
_FAULT = re.compile(
    "没有|不[给让能准退办发管理到]|无法|未|拒|影响|扰民|拖欠|违|私自|擅自|强制|强行|乱|臭|黑|脏|污|噪音|坏|堵|漏|"
    "塌|裂|断|停[水电工]|危险|安全|隐患|收费|费用|欠|骗|被|导致|造成|严重|困难|不便|拥堵|重复|缺"
)


@dataclass(frozen=True, slots=True)
class _Clause:
    """A clause with its marks: half-open span."""

    start: int
    end: int
    text: str


def summary(text: str, *, title: str = "", told: Elements | None = None, limit: int = SUMMARY) -> str:
    """The clauses that say most, in their order, masked, within `limit` characters; the title comes first.

    `told` are the elements of title and text where they are known already.
    """
    clean, head = mask(text), mask(title.strip())
    lead = f"{head}{'' if head[-1] in '。.!！?？' else '。'}" if head else ""
    if len(lead) + len(clean.strip()) <= limit:
        return lead + clean.strip()
    clauses = _clauses(clean)
    if not clauses:
        return (lead + clean)[: limit - 1] + "…"
    chosen = _chosen(
        clauses, _wanted(told or elements(title, text), len(title) + 1), pairs(head), limit - len(lead)
    )
    return lead + _written(clauses, sorted(chosen))


def _clauses(clean: str) -> list[_Clause]:
    """The clauses that say something."""
    found = []
    for match in _CLAUSE.finditer(clean):
        said = match.group()
        hello = _HELLO_AT.match(said)
        start = match.start() + (hello.end() if hello else 0)
        piece = clean[start : match.end()].strip()
        if len(piece) > 2 and not _EMPTY.match(piece.rstrip(",，。.!！?？;；")):
            start += len(clean[start : match.end()]) - len(clean[start : match.end()].lstrip())
            found.append(_Clause(start, start + len(piece), piece))
    return found


def _wanted(told: Elements, shift: int) -> list[tuple[int, int]]:
    """Spans in the text that a summary must hold, the most needed first; `shift` is where the text begins."""
    asked = [want for want in told.wants if want.start >= shift][:2]
    found = (*asked, *told.places[:1], *told.targets[:1], *told.times[:1])
    return [(one.start - shift, one.end - shift) for one in found if one.start >= shift]


def _chosen(clauses: list[_Clause], wanted: Iterable[tuple[int, int]], told: set[str], room: int) -> set[int]:
    """The numbers of the clauses that fit into the room."""
    own = [pairs(clause.text) for clause in clauses]
    chosen: set[int] = set()
    told = set(told)

    def take(numbers: list[int]) -> None:
        nonlocal room
        cost = sum(len(clauses[i].text) + 1 for i in numbers if i not in chosen)
        if cost <= room:
            room -= cost
            chosen.update(numbers)
            for i in numbers:
                told.update(own[i])

    for start, end in wanted:
        take([i for i, clause in enumerate(clauses) if clause.start < end and start < clause.end])
    rest = [i for i in range(len(clauses)) if i not in chosen]
    while rest and room > 6:
        best = max(rest, key=lambda i: (_gain(clauses, own, told, i), -i))
        rest.remove(best)
        if _gain(clauses, own, told, best) > 0:
            take([best])
    return chosen


def _gain(clauses: list[_Clause], own: list[set[str]], told: set[str], i: int) -> float:
    """What a clause adds, by its length: new pairs of characters, more early in the text and for a fault."""
    said = clauses[i].text
    new = len(own[i] - told) / (len(said) + 4)
    if len(own[i] - told) < 0.4 * len(own[i]):
        return 0.0
    value = new * (1.5 if _FAULT.search(said) else 1.0) * (0.4 if RHETORIC.search(said) else 1.0)
    return value / (1 + DECAY * clauses[i].start / max(1, clauses[-1].end))


DECAY = 2.0


def _written(clauses: list[_Clause], numbers: list[int]) -> str:
    """The clauses one behind the other; “…” where something is left out."""
    parts: list[str] = []
    for place, number in enumerate(numbers):
        said = clauses[number].text
        gap = place + 1 < len(numbers) and numbers[place + 1] != number + 1
        last = place + 1 == len(numbers)
        bare = said.rstrip(",，")
        more = gap or (last and number + 1 < len(clauses))
        if bare == said:
            parts.append(said if last or not said[-1].isalnum() else said + "。")
        else:
            parts.append(bare + "…" * more if gap or last else said)
    return "".join(parts)
