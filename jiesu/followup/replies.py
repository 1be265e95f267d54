"""Reading a requester's text message: "122", "1", "是", "已解决 不满意", "TD".

The three questions stand in a fixed order. Three digits answer all of them; words that name a question
answer that one; a bare digit, yes or no answers the first question that is still open. What is not
understood is not guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

from jiesu.rules.terms import Satisfied, Solved

T = TypeVar("T")
CONTACTED: Mapping[str, bool] = MappingProxyType({"1": True, "2": False})
SOLVED: Mapping[str, Solved] = MappingProxyType(dict(zip("123", Solved, strict=True)))
SATISFIED: Mapping[str, Satisfied] = MappingProxyType(dict(zip("123", Satisfied, strict=True)))

_STOP = re.compile(r"^(td|t|退订|拒绝(回访)?|不参与)$")
_CLAUSES = re.compile(r"[\s,，.。、;；!！?？:：/]+")
Patterns = tuple[tuple[re.Pattern[str], T], ...]
_CONTACTED: Patterns[bool] = (
    (re.compile("[没未不无][有人给]{0,3}(跟我|和我)?联系"), False),
    (re.compile("联系(过|了|上)|[已有]联系|^联系$"), True),
)
_SOLVED: Patterns[Solved] = (
    (re.compile("部分解决|解决了?[一大]?部分|没有?(完全|彻底|全部)解决|没有?解决(完|彻底)"), Solved.PARTLY),
    (re.compile("[没未不无][^联已]{0,6}(解决|处理)|解决不"), Solved.NO),
    (re.compile("解决|处理好了"), Solved.YES),
)
_SATISFIED: Patterns[Satisfied] = (
    (re.compile("[不没未][^基比决]{0,4}满意"), Satisfied.NO),
    (re.compile("(基本|比较|还算)满意|^一般$"), Satisfied.BASICALLY),
    (re.compile("满意"), Satisfied.YES),
)
_YES = re.compile(r"^(是|是的|有|对|嗯|好|yes|y)$")
_NO = re.compile(r"^(否|不|不是|没有|没|无|no|n)$")


@dataclass(frozen=True, slots=True)
class Said:
    """What is answered so far. None: still open. `stop`: the requester does not want to be asked."""

    contacted: bool | None = None
    solved: Solved | None = None
    satisfied: Satisfied | None = None
    stop: bool = False

    @property
    def complete(self) -> bool:
        """Whether all three questions are answered (有效回访)."""
        return None not in (self.contacted, self.solved, self.satisfied)

    @property
    def empty(self) -> bool:
        """Whether nothing was understood."""
        return self == Said()

    @property
    def question(self) -> int:
        """The first open question: 1, 2, 3; 0 where none is open."""
        return next(
            (n for n, v in enumerate((self.contacted, self.solved, self.satisfied), 1) if v is None), 0
        )

    def with_more(self, other: Said) -> Said:
        """Both together; what was said later counts."""
        return Said(
            self.contacted if other.contacted is None else other.contacted,
            other.solved or self.solved,
            other.satisfied or self.satisfied,
            other.stop or self.stop,
        )


NOTHING = Said()


def parse(text: str, before: Said = NOTHING) -> Said:
    """What a message says, given what was answered before it. An empty Said where it is not understood."""
    clauses = [c for c in _CLAUSES.split(unicodedata.normalize("NFKC", text).strip().lower()) if c]
    words = "".join(clauses)
    if _STOP.match(words):
        return Said(stop=True)
    if words.isdigit():
        return _digits(words, before)
    said = NOTHING
    for clause in clauses:
        named = Said(_named(_CONTACTED, clause), _named(_SOLVED, clause), _named(_SATISFIED, clause))
        said = said.with_more(_bare(clause, before.with_more(said)) if named.empty else named)
    return said


def _digits(words: str, before: Said) -> Said:
    if len(words) == 1:
        return _answer(before.question or 3, words)
    if len(words) == 3 and words[0] in CONTACTED and words[1] in SOLVED and words[2] in SATISFIED:
        return Said(CONTACTED[words[0]], SOLVED[words[1]], SATISFIED[words[2]])
    return Said()


def _bare(words: str, before: Said) -> Said:
    question = before.question or 3
    if _YES.match(words):
        return _answer(question, "1")
    if _NO.match(words):
        return _answer(question, "2" if question == 1 else "3")
    return Said()


def _answer(question: int, code: str) -> Said:
    if question == 1:
        return Said(contacted=CONTACTED.get(code))
    return Said(solved=SOLVED.get(code)) if question == 2 else Said(satisfied=SATISFIED.get(code))


def _named(patterns: Patterns[T], words: str) -> T | None:
    return next((value for pattern, value in patterns if pattern.search(words)), None)
