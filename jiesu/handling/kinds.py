"""The words of handling: how one contacted, what was done, how it ended, what is kept as evidence."""

from __future__ import annotations

from jiesu.kit.filekinds import DOCUMENTS, SOUNDS, FileKind
from jiesu.rules.handling import Cause, Result, VisitRank
from jiesu.rules.terms import Term


class Way(Term):
    """How the requester was contacted (响应)."""

    PHONE = ("phone", "电话", "Telephone")
    VISIT = ("visit", "上门", "Visit")
    MESSAGE = ("message", "短信或微信", "Message")
    DESK = ("desk", "来访接待", "At our office")


class Reached(Term):
    """What came of the contact."""

    REACHED = ("reached", "已联系上", "Reached")
    NO_ANSWER = ("no_answer", "无人接听", "No answer")
    REFUSED = ("refused", "拒绝沟通", "Would not talk")
    WRONG = ("wrong", "号码有误", "Wrong number")
    ANONYMOUS = ("anonymous", "匿名，无法联系", "Anonymous, cannot be contacted")


class ActionKind(Term):
    """What was done about the matter (办理)."""

    VISIT = ("visit", "现场查看", "Visit to the place")
    REPAIR = ("repair", "维修处置", "Repair")
    TALK = ("talk", "沟通解释", "Talk and explain")
    MEDIATE = ("mediate", "协商调解", "Mediation")
    ENFORCE = ("enforce", "执法检查", "Enforcement")
    COORDINATE = ("coordinate", "协调联动", "Coordination with others")
    FACE = ("face", "面对面", "Face to face")
    INSIDE = ("inside", "内联对接", "Liaison inside the unit")
    OUTSIDE = ("outside", "外联协调", "Coordination with outside bodies")
    DOOR = ("door", "上门走访", "Visit at the door")
    SCENE = ("scene", "干部直达现场", "Official at the scene")
    MEET = ("meet", "见面答复", "Answer in person")
    DELIBERATE = ("deliberate", "协商议事", "Deliberation")
    INTERIM = ("interim", "阶段性答复", "Interim reply")
    OTHER = ("other", "其他", "Other")


class Face(Term):
    """The five face-to-faces (五个面对面, requirements R100-R105)."""

    OFFICIALS = ("officials", "机关干部与群众面对面", "Officials and the public")
    COMMITTEES = ("committees", "社区两委与居民面对面", "Community committees and residents")
    PROPERTY = ("property", "物业负责人与业主面对面", "Property manager and owners")
    SUPERVISION = ("supervision", "督办监察与承办人面对面", "Supervision and the handler")
    ENTERPRISES = ("enterprises", "办事处与企业面对面", "Sub-district office and enterprises")


class NoteKind(Term):
    """On what occasion a remark on a reply was made."""

    REVIEW = ("review", "审核意见", "Review")
    SEND_BACK = ("send_back", "退回原因", "Sent back")
    SIGN = ("sign", "签批意见", "Sign-off")


class AskingKind(Term):
    """What a unit asks of the level above (申请)."""

    EXTEND = ("extend", "延期", "An extension")
    EXEMPT = ("exempt", "特殊情形", "Special circumstances")
    REGISTER = ("register", "挂账", "The pending register")
    STRIKE = ("strike", "销账", "The write-off")


class Decision(Term):
    """What the level above decided."""

    GRANTED = ("granted", "准予", "Granted")
    DENIED = ("denied", "不予准许", "Denied")


BY_ACT = (
    ActionKind.VISIT, ActionKind.REPAIR, ActionKind.TALK, ActionKind.MEDIATE, ActionKind.ENFORCE,
    ActionKind.COORDINATE, ActionKind.FACE, ActionKind.INSIDE, ActionKind.OUTSIDE, ActionKind.OTHER,
)  # fmt: skip
"""What the plain page of handling (办理) records; the other kinds have pages of their own."""


class Finding(Term):
    """What screening found (甄别, R074)."""

    CLEAR = ("clear", "情况清楚，可以派件", "Clear, can be passed on")
    DUPLICATE = ("duplicate", "重复诉求", "Repeats another order")
    NOT_OURS = ("not_ours", "非本单位职责", "Not ours")
    EXCLUDED = ("excluded", "不予受理或可剔除事项", "Excluded matter")
    UNCLEAR = ("unclear", "情况不清，需核实", "Unclear")


class RecusalGround(Term):
    """Why somebody keeps away (回避, domain-rules 8.13)."""

    RESPONDENT = ("respondent", "被反映单位或人员", "Is whom the request is about")
    INTEREST = ("interest", "有利害关系", "Has an interest in it")
    RELATIVE = ("relative", "近亲属关系", "Is a relative")
    OTHER = ("other", "其他影响公正的情形", "Might not be fair for another reason")


class VisitKind(Term):
    """What sort of visit it was."""

    DOOR = ("door", "上门走访", "At the door")
    SCENE = ("scene", "干部直达现场", "Straight to the scene")


class DeliberationKind(Term):
    """What sort of deliberation it was (R120, R121, R133, R134)."""

    NEGOTIATION = ("negotiation", "诉求人参与协商", "Negotiation with the requester")
    APPRAISAL = ("appraisal", "群众评议", "Public appraisal")
    MEETING = ("meeting", "居民议事协商会", "Residents' meeting")
    JOINT = ("joint", "联合行动", "Joint action")


class Phase(Term):
    """The three phases of joint action (联谋、联抓、联办, R133)."""

    PLAN = ("plan", "联谋", "Joint planning")
    GRIP = ("grip", "联抓", "Joint grip")
    HANDLE = ("handle", "联办", "Joint handling")


class Body(Term):
    """Which bodies from elsewhere took part (央地联动、市区联动、多元参与, R162)."""

    CENTRAL = ("central", "中央单位", "Central bodies")
    GARRISON = ("garrison", "驻地部队", "Garrison")
    CITY = ("city", "市级单位", "City bodies")
    DISTRICT = ("district", "区级单位", "District bodies")
    ENTERPRISE = ("enterprise", "企业", "Enterprises")
    SOCIETY = ("society", "社会组织", "Social organisations")
    RESIDENTS = ("residents", "居民代表", "Residents")


class PartnerKind(Term):
    """What a partner is (R154)."""

    CENTRAL = ("central", "中央单位", "Central bodies")
    GARRISON = ("garrison", "驻地部队", "Garrison")
    OTHER = ("other", "其他", "Other")


class EscalationLevel(Term):
    """To which level an order is taken (分级协调, R090)."""

    DISTRICT = ("district", "区级", "District level")
    CITY = ("city", "市级", "City level")
    INDUSTRY = ("industry", "行业主管部门", "Department of the trade")


class TeamKind(Term):
    """What sort of team it is (R143, R144)."""

    TEAM = ("team", "疑难诉求专班", "Special team")
    TOPIC = ("topic", "一题一区领导", "One topic, one district leader")


class AlertKind(Term):
    """Of what the machine warns on an order (智能化系统预警, R136)."""

    DEADLINE = ("deadline", "时限预警", "Near its limit")
    REPEAT = ("repeat", "重复诉求预警", "Asked for again")
    MASS = ("mass", "群体诉求预警", "Asked for by many")
    KEY = ("key", "重点诉求预警", "Perhaps a key request")


class AlertState(Term):
    """Where a machine's warning stands: it has effect only once a person has confirmed it (人工核准, R137)."""

    RAISED = ("raised", "待核准", "To be verified")
    CONFIRMED = ("confirmed", "已核准", "Verified")
    DISMISSED = ("dismissed", "已排除", "Dismissed")


__all__ = [
    "BY_ACT",
    "DOCUMENTS",
    "SOUNDS",
    "ActionKind",
    "AlertKind",
    "AlertState",
    "Body",
    "Cause",
    "DeliberationKind",
    "EscalationLevel",
    "Face",
    "FileKind",
    "Finding",
    "NoteKind",
    "PartnerKind",
    "Phase",
    "Reached",
    "RecusalGround",
    "Result",
    "TeamKind",
    "VisitKind",
    "VisitRank",
    "Way",
]
