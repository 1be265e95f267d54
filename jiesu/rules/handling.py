"""How a unit works inside (承办规范): who signs before work begins, what must be there before a reply goes out.

Source: domain words R078, R094-R096, R224-R228, R477; the numbers are data (policies/*/handling/). A city without
this law asks for nothing more than the flow itself does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from jiesu.rules.matters import Matter, When
from jiesu.rules.terms import Grade, Term
from jiesu.rules.verdict import Sentence, Verdict


class VisitRank(Term):
    """Who visits at the door (三上门); the four printed ranks, the lowest first (e A40)."""

    CLERK = ("clerk", "办事人员", "Clerk")
    HEAD = ("head", "部门(社区)负责人", "Department or community head")
    LEADER = ("leader", "主管领导", "Leader in charge")
    MAIN = ("main", "主要领导", "Main leader")


class Result(Term):
    """How the unit says the matter ended (办理结果, R225, R477)."""

    SOLVED = ("solved", "已解决", "Solved")
    PARTLY = ("partly", "部分解决", "Partly solved")
    PLANNED = ("planned", "列入计划", "Planned")
    EXPLAINED = ("explained", "已解释说明", "Explained")
    NOT_SOLVED = ("not_solved", "未解决", "Not solved")
    PENDING = ("pending", "挂账", "In the pending register")
    EXCLUDED = ("excluded", "申请剔除", "To be excluded")
    OBJECTIVE = ("objective", "因客观原因无法办理", "Objectively not possible")


class Cause(Term):
    """Why there was something to ask for at all (根本原因, R363, R373). The list is assumed; “other” needs words."""

    FACILITY = ("facility", "设施老化失修", "Worn-out facilities")
    BUILT = ("built", "建设质量或历史遗留", "Building faults, or left over from history")
    PROPERTY = ("property", "物业履职不到位", "Property manager fails its duty")
    UPKEEP = ("upkeep", "日常管理巡查不到位", "Lack of upkeep and rounds")
    ENFORCEMENT = ("enforcement", "执法监管不到位", "Lack of enforcement")
    POLICY = ("policy", "政策规定缺失或不衔接", "Rules are missing or do not meet")
    DUTY = ("duty", "部门职责不清", "Unclear duties of offices")
    FUNDS = ("funds", "资金未落实", "Money is not there")
    MARKET = ("market", "经营主体违约违法", "A business breaks contract or law")
    DISPUTE = ("dispute", "邻里或民事纠纷", "Dispute between private parties")
    SERVICE = ("service", "服务态度或告知不到位", "Service or information was poor")
    EXPECTATION = ("expectation", "诉求超出政策规定", "What is asked goes beyond the rules")
    OTHER = ("other", "其他原因", "Another cause")


class Stage(Term):
    """What can be asked to have happened before a reply goes out."""

    SCREENED = ("screened", "甄别", "Screened")
    GRADED = ("graded", "难易分级", "Graded")
    HANDLER = ("handler", "明确办件人", "Named handler")
    CONTACTED = ("contacted", "联系诉求人", "Requester contacted")
    PLANNED = ("planned", "分步计划", "Plan with dated steps")
    ACTED = ("acted", "办理记录", "Something done")
    VISITED = ("visited", "上门走访", "Visit at the door")
    MET = ("met", "见面答复", "Answer in person")
    DOCUMENT = ("document", "书面回复", "Written reply")
    ASSISTED = ("assisted", "协办意见", "Assisting units are done")
    ANSWERED = ("answered", "回复内容", "Reply")
    REVIEWED = ("reviewed", "审核", "Review")
    TRACED = ("traced", "根本原因及说明", "Root cause, with a note")


class Material(Term):
    """What makes the materials of a reply complete (材料质量, R224)."""

    CONTACT = ("contact", "联系记录", "Record of the contact")
    ACTION = ("action", "办理记录", "Record of what was done")
    PLACE = ("place", "办理地点", "Place of what was done")
    EVIDENCE = ("evidence", "现场照片或录音", "Photograph or recording")
    WORDS = ("words", "回复要素齐全", "Reply says what, when, who")
    POLITE = ("polite", "用语得体", "Reply is polite")
    DISCREET = ("discreet", "未泄露个人信息", "Reply tells nothing personal")
    FACE = ("face", "面对面沟通", "Face to face or visit")


@dataclass(frozen=True, slots=True)
class Need:
    """A stage that must lie behind a reply: for which matters, results, grades, and from which round on."""

    stage: Stage
    when: When = field(default_factory=When)
    results: frozenset[Result] = frozenset()
    grades: frozenset[Grade] = frozenset()
    from_round: int = 1
    clause: str = ""

    def fits(self, case: Case) -> bool:
        """Whether the need is said of this reply."""
        return (
            case.round >= self.from_round
            and (not self.results or case.result in self.results)
            and (not self.grades or case.grade in self.grades)
            and self.when.why(case.matter) is not None
        )


@dataclass(frozen=True, slots=True)
class Case:
    """What the judge looks at: the matter, its grade, the round, the result that the reply says."""

    matter: Matter
    round: int = 1
    grade: Grade | None = None
    result: Result | None = None


@dataclass(frozen=True, slots=True)
class Endorsed:
    """A kind of order that the head signs before it is dispatched inside the unit."""

    when: When
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Points:
    """What one material is worth."""

    points: int
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Handling:
    """The law of work inside a unit, in force from one day on."""

    endorsed: Sequence[Endorsed] = ()
    ranks: Mapping[int, VisitRank] = field(default_factory=lambda: MappingProxyType({}))
    needs: Sequence[Need] = ()
    materials: Mapping[Material, Points] = field(default_factory=lambda: MappingProxyType({}))
    low_below: int = 0

    def __post_init__(self) -> None:
        if self.materials and sum(m.points for m in self.materials.values()) != 100:
            raise ValueError("points that add up to 100")
        order = list(VisitRank)
        given = [order.index(rank) for _, rank in sorted(self.ranks.items())]
        if given != sorted(given):
            raise ValueError("ranks that rise with the rounds")


def needs_endorsement(law: Handling, matter: Matter) -> Verdict[bool]:
    """Whether the head signs before the order is passed on or given to a person inside the unit (R078)."""
    line = next((one for one in law.endorsed if one.when.why(matter) is not None), None)
    return Verdict(line is not None, line.clause if line else "")


def rank_needed(law: Handling, round: int) -> VisitRank | None:
    """The lowest rank that must have visited in this round; none in the rounds before the law's first."""
    reached = [rank for first, rank in sorted(law.ranks.items()) if first <= round]
    return reached[-1] if reached else None


def high_enough(rank: VisitRank, needed: VisitRank) -> bool:
    """Whether a visit by this rank meets what is needed."""
    order = list(VisitRank)
    return order.index(rank) >= order.index(needed)


def missing(law: Handling, case: Case, done: Iterable[Stage]) -> Verdict[tuple[Stage, ...]]:
    """Which stages are asked of this reply and do not lie behind it; the clause of the first."""
    have = set(done)
    lacking = [need for need in law.needs if need.fits(case) and need.stage not in have]
    stages = tuple(dict.fromkeys(need.stage for need in lacking))
    said = tuple(Sentence("%(stage)s is missing.", {"stage": stage}) for stage in stages)
    return Verdict(stages, lacking[0].clause if lacking else "", said)


def quality(law: Handling, present: Iterable[Material]) -> int:
    """The points of the materials that are there, out of 100; 100 where the law scores nothing."""
    if not law.materials:
        return 100
    there = set(present)
    return sum(worth.points for material, worth in law.materials.items() if material in there)
