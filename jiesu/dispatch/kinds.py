"""The words of dispatch: grounds of an objection, rulings, what became of a suggestion, of an instruction."""

from __future__ import annotations

from jiesu.rules.terms import Term


class Ground(Term):
    """Grounds on which a unit may object to its dispatch (domain-rules 8.3)."""

    NOT_OURS = ("not_ours", "非本单位职责", "Not our duty")
    NOT_HERE = ("not_here", "非本辖区", "Not in our area")
    WRONG_SUBJECT = ("wrong_subject", "主体错误", "Wrong subject")
    HAS_UNIT = ("has_unit", "已有承办单位", "Another unit has it already")
    SPECIAL = ("special", "属特殊情形", "A special circumstance")


class Ruling(Term):
    """What was decided on an objection."""

    UPHELD = ("upheld", "异议成立", "Upheld")
    REJECTED = ("rejected", "异议驳回", "Rejected")


class Fate(Term):
    """What became of a suggestion when its order was dispatched."""

    AUTOMATIC = ("automatic", "自动派单", "Dispatched automatically")
    CONFIRMED = ("confirmed", "采纳建议", "Suggestion confirmed")
    CHANGED = ("changed", "改派其他单位", "Another unit chosen")


class Contest(Term):
    """One unit against its dispatch, or two and more against each other (e A10)."""

    OBJECTION = ("objection", "派单异议", "Objection")
    DISPUTE = ("dispute", "派单争议", "Dispute")


class Change(Term):
    """What a proposal changes in the duty catalogue."""

    ADD = ("add", "增加承办单位", "Add a body")
    DROP = ("drop", "取消承办单位", "Drop a body")
    MOVE = ("move", "调整承办单位", "Move to another body")


class Decision(Term):
    """What was decided on a proposal for the catalogue."""

    ADOPTED = ("adopted", "采纳", "Adopted")
    DECLINED = ("declined", "不予采纳", "Declined")


class Execution(Term):
    """How far an instruction was carried out."""

    OPEN = ("open", "落实中", "Being carried out")
    LATE = ("late", "逾期未落实", "Overdue")
    DONE = ("done", "已落实", "Carried out")
