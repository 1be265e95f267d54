"""Working aids (工作法): named checklists that a unit ticks on an order, as data.

Sources: R086, R097, R106-R117, R126-R132. What a seed names but does not explain is an assumed default and a city
changes it in policies/*/aids/.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from jiesu.rules.matters import Matter, When
from jiesu.rules.terms import Term


class Kind(Term):
    """What a working aid is."""

    CHECKLIST = ("checklist", "检查清单", "Checklist")
    NETWORK = ("network", "协同网络", "Networks with owners")
    INFERENCE = ("inference", "举一反三", "Inferences with tasks")
    SYSTEM = ("system", "制度清单", "Systems of the unit")
    LEDGER = ("ledger", "台账", "Ledger tables")


class Fact(Term):
    """What the house itself knows about a slot: shown beside it, so that nothing is said twice (R163)."""

    ROSTER = ("roster", "值守接件", "Claimed by whoever was on duty")
    CATALOGUE = ("catalogue", "派单依据", "Basis in the catalogue")
    SCREENING = ("screening", "甄别", "Screening")
    CONTACT = ("contact", "首次联系", "First contact")
    HANDLER = ("handler", "办件人", "Named handler")
    INSTRUCTION = ("instruction", "上级批示", "Instruction from above")
    CLAIM_TIME = ("claim_time", "接件用时", "Time to claim")
    ANSWER_TIME = ("answer_time", "办理用时", "Time to the signed reply")
    URGED = ("urged", "督办情况", "Urged or supervised")
    VISITED = ("visited", "上门回访", "Visited or followed up")
    PARTIES = ("parties", "联动单位", "Units and bodies that took part")


class Table(Term):
    """What a table of the ledger (台账) holds."""

    ALL = ("all", "全部诉求", "All requests")
    DOUBLE_NO = ("double_no", "双否诉求", "Double-no")
    REPEATED = ("repeated", "重复诉求", "Repeated")
    KEY = ("key", "重点诉求", "Key requests")
    HARD = ("hard", "疑难诉求", "Hard requests")
    PENDING = ("pending", "挂账诉求", "Pending")


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing to tick: its name, what the house knows about it, and what a ledger table holds."""

    name: str
    link: Fact | None = None
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Aid:
    """One working aid: its name, what it is, its slots, and to which orders it is offered."""

    name: str
    kind: Kind
    slots: Sequence[Slot]
    when: When = field(default_factory=When)
    clause: str = ""

    def __post_init__(self) -> None:
        if not self.slots or len({slot.name for slot in self.slots}) < len(self.slots):
            raise ValueError("slots, each with its own name")


@dataclass(frozen=True, slots=True)
class Aids:
    """The working aids of a city, in force from one day on; the keys are their codes."""

    profiles: Mapping[str, Aid] = field(default_factory=lambda: MappingProxyType({}))


PER_ORDER = frozenset({Kind.CHECKLIST, Kind.NETWORK, Kind.INFERENCE, Kind.SYSTEM})
"""Aids that are filled in on an order; a ledger is a view of many."""


def offered(law: Aids, matter: Matter) -> dict[str, Aid]:
    """The aids that are filled in on such a matter, by code."""
    return {
        code: aid
        for code, aid in law.profiles.items()
        if aid.kind in PER_ORDER and aid.when.why(matter) is not None
    }


def ledgers(law: Aids) -> dict[str, Aid]:
    """The ledgers with their tables, by code."""
    return {code: aid for code, aid in law.profiles.items() if aid.kind is Kind.LEDGER}
