"""The figures of the overview."""

from __future__ import annotations

from jiesu.rules.terms import Term


class Today(Term):
    """What is counted of today and of what is open now; each is a set of orders."""

    RECEIVED = ("received", "今日受理", "Received today")
    DISPATCHED = ("dispatched", "今日派单", "Dispatched today")
    REPLIED = ("replied", "今日办结", "Replied today")
    OVERDUE = ("overdue", "超期未办结", "Overdue")
    NEAR = ("near", "24小时内到期", "Due within 24 hours")
    DOUBLE_NO = ("double_no", "双否待再办", "Double-no to decide")


class Axis(Term):
    """By what orders are put together in a pivot: time, place, matter, unit, channel, kind, caller."""

    DAY = ("day", "按日", "By day")
    WEEK = ("week", "按周", "By week")
    MONTH = ("month", "按月", "By month")
    YEAR = ("year", "按年", "By year")
    DISTRICT = ("district", "按区", "By district")
    STREET = ("street", "按街道(乡镇)", "By street or township")
    COMMUNITY = ("community", "按社区(村)", "By community or village")
    MATTER_1 = ("matter_1", "按一级问题分类", "By matter, first level")
    MATTER_2 = ("matter_2", "按二级问题分类", "By matter, second level")
    MATTER_3 = ("matter_3", "按三级问题分类", "By matter, third level")
    BRANCH = ("branch", "按直接下级单位", "By unit directly below")
    UNIT = ("unit", "按主办单位", "By lead unit")
    CHANNEL = ("channel", "按受理渠道", "By channel")
    KIND = ("kind", "按诉求类型", "By kind of request")
    CALLER = ("caller", "按诉求人类型", "By kind of requester")


TIMES = (Axis.DAY, Axis.WEEK, Axis.MONTH, Axis.YEAR)


class Measure(Term):
    """What a cell of a pivot says."""

    ORDERS = ("orders", "受理量", "Volume of orders")
    VALID = ("valid", "有效回访量", "Number of valid follow-ups")
    RESPONSE = ("response", "响应率(最近回访)", "Response rate, latest follow-up")
    RESOLUTION = ("resolution", "解决率(最近回访)", "Resolution rate, latest follow-up")
    SATISFACTION = ("satisfaction", "满意率(最近回访)", "Satisfaction rate, latest follow-up")


class Report(Term):
    """Which report of the analysis desk."""

    DAY = ("day", "日分析通报", "Daily analysis bulletin")
    WEEK = ("week", "周分析通报", "Weekly analysis bulletin")
    MONTH = ("month", "月分析通报", "Monthly analysis bulletin")
    PACK = ("pack", "会议分析材料", "Analysis pack for a meeting")


class Meeting(Term):
    """For which meeting a pack is made."""

    COMMITTEE = ("committee", "工委会", "Street committee")
    DIRECTORS = ("directors", "主任办公会", "Director's meeting")
