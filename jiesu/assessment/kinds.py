"""The figures of a score sheet. Each is a set of orders; clicking the figure shows that set."""

from __future__ import annotations

from jiesu.rules.terms import Term

YEARS = range(2000, 2101)
"""The years that results may be asked for."""


class ExclusionStep(Term):
    """Where an application for exclusion (剔除) stands."""

    ASKED = ("asked", "待分管领导签批", "Waits for the area leader")
    COUNTERSIGNED = ("countersigned", "待主要领导签批", "Waits for the main leader")
    SIGNED = ("signed", "待考评裁定", "Waits for the assessor")
    ALLOWED = ("allowed", "准予剔除", "Excluded")
    DISALLOWED = ("disallowed", "不予剔除", "Stays in the rates")


class RewardKind(Term):
    """What a unit or a person can be rewarded or blamed with (奖惩分明)."""

    COLLECTIVE = ("collective", "先进办件集体", "Advanced handling collective")
    HANDLER = ("handler", "最美办件人", "Most beautiful handler")
    PRAISE = ("praise", "通报表扬", "Commended")
    CRITICISM = ("criticism", "通报批评", "Criticised")
    TALK = ("talk", "约谈提醒", "Reminded in a talk")
    PENALTY = ("penalty", "追责问责", "Held to account")


class Figure(Term):
    """What is counted of a unit's orders in a period."""

    ORDERS = ("orders", "办理诉求", "Orders handled")
    DIRECT = ("direct", "市级直派", "Sent directly")
    FORWARDED = ("forwarded", "区级转派", "Forwarded by the district")
    EXCLUDED = ("excluded", "不计入考评", "Not counted")
    VALID = ("valid", "有效回访", "Valid follow-ups")
    DIRECT_VALID = ("direct_valid", "直派纳入考评", "Sent directly and counted")
    CONTACTED = ("contacted", "已联系", "Contacted")
    SOLVED = ("solved", "已解决", "Solved")
    PARTLY = ("partly", "部分解决", "Partly solved")
    SATISFIED = ("satisfied", "满意", "Satisfied")
    BASICALLY = ("basically", "基本满意", "Basically satisfied")
    DOUBLE_YES = ("double_yes", "双是", "Double-yes")
    DOUBLE_NO = ("double_no", "双否", "Double-no")
    LOWERING = ("lowering", "拉低成绩", "Lowering the result")
