"""The words of follow-up: the question by text message and what we answer. No leading words (domain-rules 8.5)."""

from __future__ import annotations

from django.conf import settings

from jiesu.orders import face as orders
from jiesu.orders.face import Order

QUESTION = (
    "【接诉即办】您反映的“{title}”（编号{number}）已由{unit}答复。请回复三位数字：第一位 是否与您联系：1是 2否；"
    "第二位 是否解决：1已解决 2部分解决 3未解决；第三位 是否满意：1满意 2基本满意 3不满意。例：111。"
    "也可凭编号和查询码{code}{where}评价。退订回TD。"
)
NEXT = {
    1: "【接诉即办】承办单位是否与您联系过？请回复：1是 2否。",
    2: "【接诉即办】您反映的问题是否得到解决？请回复：1已解决 2部分解决 3未解决。",
    3: "【接诉即办】您对办理结果是否满意？请回复：1满意 2基本满意 3不满意。",
}
RESULT = (
    "【接诉即办】您反映的“{title}”（编号{number}）已由{unit}办理并答复。"
    "凭编号和查询码{code}可{where}查看答复、作出评价。退订回TD。"
)
LATE = (
    "【接诉即办】您反映的“{title}”（编号{number}）已超过办理时限，我们正在督促承办单位，将尽快向您答复。"
    "凭编号和查询码{code}可{where}查看进展。"
)
THANKS = "【接诉即办】已收到您的评价，感谢您的反馈。"
STOPPED = "【接诉即办】已收到，不再向您发送回访短信。"


def question(order: Order) -> str:
    """The question about an order. The language of a requester is Chinese."""
    unit = order.lead.name if order.lead else "承办单位"
    return QUESTION.format(unit=unit, **_known(order))


def result(order: Order) -> str:
    """That an order was answered; of a merged one the unit is that of the order it was merged into."""
    told = order.merged_into or order
    return RESULT.format(unit=told.lead.name if told.lead else "承办单位", **_known(order))


def late(order: Order) -> str:
    """That the limit of an order has passed."""
    return LATE.format(**_known(order))


def _known(order: Order) -> dict[str, str]:
    code = orders.tracking_code(order.number)
    return {"title": order.title[:30], "number": order.number, "code": code, "where": _where()}


def _where() -> str:
    """The address of the public pages, where the installation says one; never with a number or a code in it."""
    return f"到 {settings.PUBLIC_URL}/public/track/ " if settings.PUBLIC_URL else "在网上"
