"""The words of handling: how one contacted, what was done, how it ended, what is kept as evidence."""

from __future__ import annotations

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
    OTHER = ("other", "其他", "Other")


class Face(Term):
    """The five face-to-faces (五个面对面, requirements R100-R105)."""

    OFFICIALS = ("officials", "机关干部与群众面对面", "Officials and the public")
    COMMITTEES = ("committees", "社区两委与居民面对面", "Community committees and residents")
    PROPERTY = ("property", "物业负责人与业主面对面", "Property manager and owners")
    SUPERVISION = ("supervision", "督办监察与承办人面对面", "Supervision and the handler")
    ENTERPRISES = ("enterprises", "办事处与企业面对面", "Sub-district office and enterprises")


class Result(Term):
    """How the unit says the matter ended (办理结果)."""

    SOLVED = ("solved", "已解决", "Solved")
    PARTLY = ("partly", "部分解决", "Partly solved")
    PLANNED = ("planned", "列入计划", "Planned")
    EXPLAINED = ("explained", "已解释说明", "Explained")
    NOT_SOLVED = ("not_solved", "未解决", "Not solved")


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


class FileKind(Term):
    """Kinds of evidence that are taken, by what is really in the file."""

    JPEG = ("jpeg", "JPEG 图片", "JPEG image")
    PNG = ("png", "PNG 图片", "PNG image")
    WEBP = ("webp", "WebP 图片", "WebP image")
    PDF = ("pdf", "PDF 文档", "PDF document")
    DOCX = ("docx", "Word 文档", "Word document")
    XLSX = ("xlsx", "Excel 表格", "Excel workbook")
