"""The words of the trade. One word from the law to the button; each with its Chinese term.

Source of the words: requirements d.1-d.4; 《北京市接诉即办工作条例》 arts 2, 10-16, 23.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Term(StrEnum):
    """A word with its Chinese term (`zh`) and its English label (`en`); the value is the identifier."""

    zh: str
    en: str

    def __new__(cls, value: str, zh: str = "", en: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.zh = zh
        member.en = en or value.replace("_", " ").capitalize()
        return member

    def __str__(self) -> str:
        return str(self._value_)


class OrderState(Term):
    """Where an order (诉求工单) lies (requirements d.1). A state is an in-tray."""

    RECORDED = ("recorded", "已登记", "Recorded")
    ACCEPTED = ("accepted", "已受理", "Accepted")
    CONSULTED = ("consulted", "会商中", "In consultation")
    DISPATCHED = ("dispatched", "办理中", "With the units")
    REPLIED = ("replied", "已办结", "Replied")
    DRAWN = ("drawn", "待回访", "To be followed up")
    RATED = ("rated", "已回访", "Followed up")
    CLOSED = ("closed", "已归档", "Closed")
    ANSWERED = ("answered", "即时答复", "Answered at once")
    TRANSFERRED = ("transferred", "已转接", "Transferred")
    MERGED = ("merged", "已并单", "Merged")
    DIVIDED = ("divided", "已拆单", "Divided")
    WITHDRAWN = ("withdrawn", "已撤诉", "Withdrawn")


class AssignmentState(Term):
    """Where one unit's share of an order (派单) lies."""

    SENT = ("sent", "待接件", "To be claimed")
    CLAIMED = ("claimed", "已接件", "Claimed")
    ASSIGNED = ("assigned", "已明确办件人", "With a handler")
    RESPONDED = ("responded", "已响应", "Requester contacted")
    HANDLING = ("handling", "办理中", "In handling")
    PAUSED = ("paused", "待补充材料", "Waiting for material")
    ESCALATED = ("escalated", "分级协调中", "At a higher level")
    WHISTLED = ("whistled", "吹哨中", "Whistled")
    PENDING = ("pending", "挂账", "In the pending register")
    SUBMITTED = ("submitted", "待审核", "Submitted")
    REVIEWED = ("reviewed", "待签批", "Reviewed")
    SIGNED = ("signed", "已签批", "Signed off")
    FORWARDED = ("forwarded", "已转派", "Forwarded")
    OBJECTED = ("objected", "派单异议", "Objected")
    RECALLED = ("recalled", "已撤派", "Recalled")


class Verb(Term):
    """What can be done. The same word in flow, action, URL, template, event, test and glossary."""

    RECORD = ("record", "登记", "Record")
    ACCEPT = ("accept", "受理", "Accept")
    ANSWER = ("answer", "即时答复", "Answer at once")
    TRANSFER = ("transfer", "一键转接", "Transfer")
    MERGE = ("merge", "并单", "Merge")
    UNMERGE = ("unmerge", "撤销并单", "Undo the merge")
    SPLIT = ("split", "拆单", "Split")
    SUPPLEMENT = ("supplement", "补充", "Supplement")
    PRESS = ("press", "催单", "Press")
    FLAG = ("flag", "标记", "Flag")
    WITHDRAW = ("withdraw", "撤诉", "Withdraw")
    REVEAL = ("reveal", "查看明文", "Show in clear")
    CONSULT = ("consult", "派单会商", "Consult")
    OPINE = ("opine", "会商意见", "Give an opinion")
    CONCLUDE = ("conclude", "会商定案", "Conclude")
    DISPATCH = ("dispatch", "派单", "Dispatch")
    FORWARD = ("forward", "转派", "Forward")
    INSTRUCT = ("instruct", "批示", "Instruct")
    RECALL = ("recall", "撤派", "Recall")
    OBJECT = ("object", "派单异议", "Object")
    UPHOLD = ("uphold", "异议成立", "Uphold")
    REJECT = ("reject", "异议驳回", "Reject")
    CLAIM = ("claim", "接件", "Claim")
    SCREEN = ("screen", "甄别", "Screen")
    ENDORSE = ("endorse", "签批派单", "Endorse")
    ASSIGN = ("assign", "明确办件人", "Assign")
    RECUSE = ("recuse", "回避", "Recuse")
    CONTACT = ("contact", "响应", "Contact")
    GRADE = ("grade", "难易分级", "Grade")
    PLAN = ("plan", "分步计划", "Plan")
    ACT = ("act", "办理", "Act")
    VISIT = ("visit", "上门走访", "Visit")
    MEET = ("meet", "见面答复", "Answer in person")
    DELIBERATE = ("deliberate", "协商议事", "Deliberate")
    INTERIM = ("interim", "阶段性答复", "Interim reply")
    ELEVATE = ("elevate", "提级领办", "Elevate")
    ESCALATE = ("escalate", "分级协调", "Escalate")
    ADVISE = ("advise", "处理意见", "Advise")
    TAKE_BACK = ("take_back", "撤回协调", "Take back")
    PAUSE = ("pause", "中止计时", "Pause")
    RESUME = ("resume", "恢复计时", "Resume")
    EXTEND = ("extend", "申请延期", "Ask for an extension")
    EXEMPT = ("exempt", "申请特殊情形", "Claim special circumstances")
    REGISTER = ("register", "申请挂账", "Ask for the pending register")
    STRIKE = ("strike", "申请销账", "Ask for the write-off")
    GRANT = ("grant", "准予", "Grant")
    DENY = ("deny", "不予准许", "Deny")
    LIST = ("list", "准予挂账", "Enter in the register")
    REMIND = ("remind", "挂账提醒", "Remind")
    RENEW = ("renew", "挂账续期", "Renew")
    WRITE_OFF = ("write_off", "准予销账", "Write off")
    SUBMIT = ("submit", "提交", "Submit")
    SEND_BACK = ("send_back", "退回", "Send back")
    REVIEW = ("review", "审核", "Review")
    SIGN = ("sign", "签批", "Sign off")
    WHISTLE = ("whistle", "吹哨", "Whistle")
    CANCEL = ("cancel", "撤哨", "Cancel the whistle")
    RESPOND = ("respond", "响应哨声", "Answer the whistle")
    DECLINE = ("decline", "不予响应", "Decline the whistle")
    ARBITRATE = ("arbitrate", "协调裁定", "Rule on the refusal")
    REPORT_IN = ("report_in", "报到", "Report in")
    FEED_BACK = ("feed_back", "处置反馈", "Feed back")
    SETTLE = ("settle", "确认处置", "Settle the whistle")
    EVALUATE = ("evaluate", "双考评", "Evaluate")
    DRAW = ("draw", "抽取回访", "Draw")
    ATTEMPT = ("attempt", "回访尝试", "Attempt")
    RATE = ("rate", "回访评价", "Rate")
    GIVE_UP = ("give_up", "无效回访", "Give up")
    INFORM = ("inform", "回告", "Inform")
    CALL = ("call", "领导回访", "Leader's call")
    AUDIT = ("audit", "回访核验", "Audit")
    REHANDLE = ("rehandle", "再次办理", "Re-handle")
    CLOSE = ("close", "归档", "Close")
    URGE = ("urge", "催办", "Urge")
    SUPERVISE = ("supervise", "督办", "Supervise")
    INVESTIGATE = ("investigate", "查办", "Investigate")
    EXPLAIN = ("explain", "督办答复", "Explain")
    CONFIRM = ("confirm", "督办核实", "Confirm")
    INSIST = ("insist", "督办退回", "Insist")
    EXCLUDE = ("exclude", "申请剔除", "Ask for exclusion")
    COUNTERSIGN = ("countersign", "签批剔除", "Countersign")
    ALLOW = ("allow", "准予剔除", "Allow the exclusion")
    DISALLOW = ("disallow", "不予剔除", "Disallow the exclusion")


class Desk(Term):
    """A desk (工作台): where a person's work waits."""

    INTAKE = ("intake", "接诉台", "Intake")
    DISPATCH = ("dispatch", "派单台", "Dispatch")
    HANDLING = ("handling", "办理台", "Handling")
    WHISTLE = ("whistle", "吹哨报到", "Whistles")
    FOLLOWUP = ("followup", "回访台", "Follow-up")
    SUPERVISION = ("supervision", "督办台", "Supervision")
    ASSESSMENT = ("assessment", "考评台", "Assessment")
    INSIGHT = ("insight", "总览", "Overview")
    DIRECTORY = ("directory", "机构通讯录", "Directory")
    POLICY = ("policy", "法规库", "Law")
    LEDGER = ("ledger", "台账校验", "Ledger")
    NOTICES = ("notices", "消息", "Notices")


class Role(Term):
    """A role (角色) that a person holds in a unit (requirements d.4)."""

    AGENT = ("agent", "坐席人员", "Call-taker")
    DISPATCHER = ("dispatcher", "派单员", "Dispatcher")
    REQUEST_CENTRE = ("request_centre", "诉求中心", "Request centre")
    HANDLER = ("handler", "办件人", "Handler")
    HEAD = ("head", "部门(社区)负责人", "Department or community head")
    AREA_LEADER = ("area_leader", "分管包片领导", "Area leader")
    MAIN_LEADER = ("main_leader", "主要领导", "Main leader")
    DISTRICT_LEADER = ("district_leader", "分管区领导", "District leader in charge")
    FOLLOWUP_AGENT = ("followup_agent", "回访员", "Follow-up agent")
    SUPERVISOR = ("supervisor", "督办员", "Supervisor")
    DISCIPLINE = ("discipline", "纪检监察", "Discipline inspection")
    SPECIALIST = ("specialist", "服务专员", "Service specialist")
    GRID_WORKER = ("grid_worker", "网格员", "Grid worker")
    ASSESSOR = ("assessor", "考评员", "Assessor")
    LAW_EDITOR = ("law_editor", "法规管理员", "Law editor")
    ADMIN = ("admin", "系统管理员", "Administrator")
    REQUESTER = ("requester", "诉求人", "Requester")
    SYSTEM = ("system", "系统", "System")


class RequestType(Term):
    """Kinds of request (诉求类型): regulation art 2; 表扬 is practice."""

    INQUIRY = ("inquiry", "咨询", "Inquiry")
    HELP = ("help", "求助", "Request for help")
    COMPLAINT = ("complaint", "投诉", "Complaint")
    REPORT = ("report", "举报", "Report of irregularities")
    SUGGESTION = ("suggestion", "建议", "Suggestion")
    PRAISE = ("praise", "表扬", "Praise")


class Level(Term):
    """Urgency level (响应级别): the four-level limits and the special clocks (domain-rules 8.2)."""

    P1 = ("P1", "特急", "Level 1, 2 hours")
    P2 = ("P2", "紧急", "Level 2, 24 hours")
    P3 = ("P3", "一般", "Level 3, 7 days")
    P4 = ("P4", "疑难", "Level 4, 15 days")
    C = ("C", "咨询", "Inquiry, 24 hours")
    L = ("L", "法定", "Statutory limit")


class Grade(Term):
    """How hard a matter is (难易分级): R094-R096, R155."""

    SIMPLE = ("simple", "简单", "Simple")
    COMPLEX = ("complex", "复杂", "Complex")
    HARD = ("hard", "一般疑难", "Hard")
    VERY_HARD = ("very_hard", "特别复杂疑难", "Very hard")


class UnitRole(Term):
    """What part a unit has in an order: 主办 or 协办 (regulation art 14)."""

    LEAD = ("lead", "主办", "Lead")
    ASSIST = ("assist", "协办", "Assisting")


class Mode(Term):
    """How a share came to its unit (派单方式); the four multiple modes are kept apart (e A11)."""

    DIRECT = ("direct", "直派", "Direct")
    FORWARDED = ("forwarded", "转派", "Forwarded")
    DUAL = ("dual", "双派", "Dual, street and district")
    DUAL_SEND = ("dual_send", "双派遣", "Dual, street and department")
    DUAL_ORDER = ("dual_order", "双派单", "Dual order, police and local government")
    MULTI = ("multi", "一单多派", "One order, several units")


class Solved(Term):
    """Follow-up question 2 (是否解决)."""

    YES = ("yes", "已解决", "Solved")
    PARTLY = ("partly", "部分解决", "Partly solved")
    NO = ("no", "未解决", "Not solved")


class Satisfied(Term):
    """Follow-up question 3 (是否满意)."""

    YES = ("yes", "满意", "Satisfied")
    BASICALLY = ("basically", "基本满意", "Basically satisfied")
    NO = ("no", "不满意", "Dissatisfied")


class Outcome(Term):
    """What a valid follow-up says: 双是, 双否 or in between."""

    DOUBLE_YES = ("double_yes", "双是", "Double-yes")
    MIXED = ("mixed", "非双是", "Not double-yes")
    DOUBLE_NO = ("double_no", "双否", "Double-no")
    INVALID = ("invalid", "无效回访", "No valid follow-up")


class Channel(Term):
    """How a request reached us (受理渠道). Sources within a channel are directory data."""

    PHONE = ("phone", "电话", "Telephone")
    WEB = ("web", "网站", "Website")
    WECHAT = ("wechat", "微信", "WeChat")
    APP = ("app", "客户端", "App")
    BOARD = ("board", "人民网留言板", "Message board")
    MEDIA = ("media", "媒体", "Media")
    LEADER = ("leader", "领导交办", "Leader's assignment")
    GRID = ("grid", "网格上报", "Grid")
    LETTER = ("letter", "来信", "Letter")
    ENTERPRISE = ("enterprise", "企业热线", "Enterprise line")
    MERGED_LINE = ("merged_line", "并入热线", "Merged hotline")
    OTHER = ("other", "其他", "Other")


class Basis(Term):
    """What a value of the law rests on; the screen shows it."""

    REGULATION = ("regulation", "法规", "Regulation")
    PRACTICE = ("practice", "实践", "Practice")
    SEED = ("seed", "来源文件", "Source document")
    ASSUMED = ("assumed", "假定", "Assumed")
