"""The words of dispatch: grounds of an objection, rulings, what became of a suggestion."""

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
