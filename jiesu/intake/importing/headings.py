"""Which column of a file means what: guessed from its header, in Chinese or English, as people name them."""

from __future__ import annotations

from collections.abc import Sequence

from jiesu.kit.tables import header_name
from jiesu.reading.normalise import fold

FIELDS: dict[str, tuple[str, ...]] = {
    "external_no": (
        "工单编号", "工单号", "编号", "来电编号", "受理编号", "诉求编号", "信件编号", "事项编号", "单号", "流水号",
        "letter_id", "request_id", "case_enquiry_id", "servicerequestnum", "uniquekey", "ticket_id", "case_id",
        "order_no", "doc_id", "msg_id", "留言编号", "number", "no", "id",
    ),
    "received_at": (
        "来电时间", "受理时间", "诉求时间", "登记时间", "来信时间", "留言时间", "提交时间", "反映时间", "创建时间",
        "发生时间", "日期", "时间", "received_at", "received", "createddate", "created_at", "created", "open_dt",
        "opened",        "submitted_at", "datetime", "time", "date",
    ),
    "text": (
        "诉求内容", "主要内容", "工单内容", "来电内容", "来信内容", "留言详情", "留言内容", "反映内容", "问题描述",
        "事件描述", "内容", "正文", "详情", "body", "text", "content", "description", "message", "details", "request",
        "descriptor",
    ),
    "title": (
        "诉求标题", "工单标题", "标题", "主题", "留言主题", "来信标题", "subject", "title", "headline", "summary",
        "case_title", "complainttype", "srtype",
    ),
    "name": (
        "来电人", "来电人姓名", "诉求人", "诉求人姓名", "联系人", "姓名", "反映人", "来信人", "申请人", "caller",
        "callername", "name", "requester", "citizen", "contact",
    ),
    "phone": (
        "联系电话", "来电号码", "电话号码", "手机号码", "手机号", "手机", "电话", "联系方式", "来电电话", "phone",
        "telephone", "mobile", "phone_number", "phonenumber", "tel",
    ),
    "request_type": (
        "诉求类型", "诉求性质", "工单类型", "事项类型", "信件类型", "类型", "性质", "request_type", "requesttype",
        "type",        "nature", "kind",
    ),
    "category": (
        "问题分类", "诉求分类", "问题类别", "事项分类", "分类", "类别", "一级标签", "一级分类", "category", "label",
        "class", "reason",
    ),
    "area": (
        "被反映街道", "街道", "街道(乡镇)", "所属街道", "街乡镇", "属地", "被反映区", "所属区", "区域", "区县", "社区",
        "area", "street", "township", "district", "neighborhood", "borough", "community",
    ),
    "place": (
        "地址", "诉求地址", "事发地址", "被反映地址", "详细地址", "地点", "位置", "点位", "address", "incidentaddress",
        "place", "location",
    ),
    "channel": (
        "受理渠道", "诉求渠道", "来源渠道", "受理方式", "渠道", "channel", "methodreceived", "opendatachanneltype",
    ),
    "source": ("来源", "诉求来源", "source"),
    "unit": (
        "承办单位", "主办单位", "办理单位", "责任单位", "被反映单位", "答复单位", "回复单位", "institution",
        "handling_unit", "agency", "department", "unit",
    ),
    "reply": (
        "回复", "答复", "回复内容", "答复内容", "办理结果", "答复意见", "reply", "answer", "resolutiondescription",
    ),
    "replied_at": (
        "办结时间", "回复时间", "答复时间", "完成时间", "reply_time", "replied_at", "closed_at", "closed_dt",
        "closeddate", "closedate",
    ),
    "anonymous": ("是否匿名", "匿名", "anonymous"),
    "confidential": ("是否保密", "保密", "confidential"),
    "kind": ("诉求主体", "诉求人类型", "主体类型", "caller_kind", "requester_kind"),
    "tags": ("标签", "tags"),
    "lon": ("经度", "lon", "lng", "longitude"),
    "lat": ("纬度", "lat", "latitude"),
}  # fmt: skip
"""Field -> the headers that mean it, the surest first."""

NEEDED = ("text", "title")
"""One of these must be there: everything else may be missing."""


def guessed(headers: Sequence[str]) -> dict[str, str]:
    """Field -> header, for a file's (normalised) headers. Each header serves one field; the surest name wins.

    Traditional characters are read like simplified ones (訴求內容 is 诉求内容).
    """
    free = {fold(header): header for header in headers}
    found: dict[str, str] = {}
    ranks = max(len(names) for names in FIELDS.values())
    for rank in range(ranks):
        for field, names in FIELDS.items():
            if field in found or rank >= len(names):
                continue
            if header := free.pop(header_name(names[rank]), None):
                found[field] = header
    return found


def ignored(headers: Sequence[str], columns: dict[str, str]) -> list[str]:
    """The headers that serve no field."""
    used = set(columns.values())
    return [header for header in headers if header not in used]
