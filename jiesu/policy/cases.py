"""Cases of the law in case-workers' words: given this, the law says that. They run before a law is published.

A case: `case` (what it shows), `on` (the day whose law is asked), `ask` (what), `given`, `expect`.
Moments are wall clock; "2025-10-03 24:00" is the end of that day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import yaml

from jiesu.policy.decode import Decoder, compose
from jiesu.policy.files import Law, text_of
from jiesu.policy.questions import QUESTIONS, Laws, Question
from jiesu.policy.topics import Topic
from jiesu.rules.calendar import wall
from jiesu.rules.verdict import Refusal, Sentence, Verdict

_KEYS = ("case", "on", "ask", "given", "expect")


@dataclass(frozen=True, slots=True)
class Case:
    """One case, as read."""

    name: str
    place: str
    on: date
    question: Question
    expect: str


def read(topic: Topic, path: Path) -> list[Case]:
    """The cases of a file."""
    file = f"{topic}/cases/{path.name}"
    decoder = Decoder(file, marked=False)
    node = compose(text_of(path), file)
    if not isinstance(node, yaml.SequenceNode):
        decoder.refuse(node, "", "a list of cases")
    return [_case(decoder, item, f"[{n}]") for n, item in enumerate(node.value, 1)]


def run(case: Case, laws: Sequence[Law]) -> Sentence | None:
    """None if the case holds, else a sentence that says what the law said instead."""
    chosen = {
        law.topic: law.rules for law in sorted(laws, key=lambda law: law.starts) if _holds(law, case.on)
    }
    try:
        answer = case.question.answer(Laws(case.on, chosen))
    except Refusal as refusal:
        answer = f"refused: {refusal}"
    said = _text(answer)
    if said == case.expect:
        return None
    told = {"place": case.place, "case": case.name, "expected": case.expect, "said": said}
    return Sentence("%(place)s, “%(case)s”: expected %(expected)s, but the law says %(said)s.", told)


def _case(decoder: Decoder, node: yaml.Node, key: str) -> Case:
    pairs = decoder.pairs(node, key)
    for name in (*pairs, *_KEYS):
        if name not in pairs or name not in _KEYS:
            decoder.refuse(node, f"{key}.{name}", "exactly: " + ", ".join(_KEYS))
    ask = decoder.read(pairs["ask"], str, f"{key}.ask")
    if ask not in QUESTIONS:
        decoder.refuse(pairs["ask"], f"{key}.ask", "one of: " + ", ".join(QUESTIONS))
    return Case(
        name=decoder.read(pairs["case"], str, f"{key}.case"),
        place=f"{decoder.file}, line {node.start_mark.line + 1}",
        on=decoder.read(pairs["on"], date, f"{key}.on"),
        question=decoder.read(pairs["given"], QUESTIONS[ask], f"{key}.given"),
        expect=decoder.read(pairs["expect"], str, f"{key}.expect"),
    )


def _holds(law: Law, day: date) -> bool:
    return law.starts <= day and (law.until is None or day <= law.until)


def _text(answer: object) -> str:
    value = answer.value if isinstance(answer, Verdict) else answer
    if value is None:
        return "—"
    return wall(value) if isinstance(value, datetime) else str(value)
