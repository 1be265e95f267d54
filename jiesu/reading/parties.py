"""Whom a request is about (被诉主体): companies, compounds, shops, schools, lines, offices; never a private person.

A party is told by the form of its name (`party_forms`) or because it is known already (a register of names), and by
what is said of it: accused, in the title, said to have done or failed; not the office that is asked for help, not a
place that only says where, not whoever suffers, not the requester's own home or school. The own employer counts
where the request is about pay, insurance or dismissal. Weights add up; from LEAST on a party counts as complained
about. Personal data is masked before anything is read (《个人信息保护法》 arts 6, 51).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from jiesu.reading.folding import flat
from jiesu.reading.party_names import Known, Name, Register, named, normal
from jiesu.reading.party_roles import weigh
from jiesu.reading.personal import mask

__all__ = ["LEAST", "Known", "Name", "Party", "Register", "complained", "normal", "parties", "taught"]

LEAST = 2.0
"""From this weight on a party counts as complained about."""
MOST = 4
NOBODY_KNOWN = Register()


@dataclass(frozen=True, slots=True)
class Party:
    """A candidate: name as written, normalised, kind; half-open span in title + line break + text; why.

    `weight` is without unit; `complained` says whether it reaches LEAST. `key` is that of the known party, or empty.
    """

    name: str
    plain: str
    kind: str
    span: tuple[int, int]
    weight: float
    complained: bool
    reasons: tuple[str, ...]
    key: str = ""


def parties(title: str, text: str, *, known: Register = NOBODY_KNOWN, most: int = MOST) -> list[Party]:
    """Whom the request may be about, likeliest first, at most `most`; who reaches LEAST is `complained` about."""
    whole = flat(mask(f"{title}\n{text}"))
    cases = named(whole, len(title), known)
    weigh(whole, cases, len(title))
    found = sorted(cases.items(), key=lambda item: (-item[1].weight, item[1].spans[0]))
    top = found[0][1].weight if found else 0.0
    return [
        Party(
            f"{title}\n{text}"[slice(*case.spans[0])], name, case.kind, case.spans[0], round(case.weight, 2),
            case.weight >= max(LEAST, top / 3), tuple(case.reasons), case.key,
        )
        for name, case in found[:most]
        if case.weight > 0
    ]  # fmt: skip


def complained(title: str, text: str, *, known: Register = NOBODY_KNOWN) -> list[Party]:
    """Only the parties that count as complained about, likeliest first."""
    return [party for party in parties(title, text, known=known) if party.complained]


def taught(pairs: Iterable[tuple[str, str]], *, least: int = 2) -> dict[str, str]:
    """Names (normalised) that people used for one and the same key at least `least` times: name → key."""
    seen: dict[str, dict[str, int]] = {}
    for name, key in pairs:
        seen.setdefault(normal(name).short, {}).setdefault(key, 0)
        seen[normal(name).short][key] += 1
    return {
        name: next(iter(keys))
        for name, keys in seen.items()
        if len(keys) == 1 and next(iter(keys.values())) >= least
    }
