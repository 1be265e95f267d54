"""The words of intake alone: tags of a request, the emergency lines, the special branches of art 11.

Source: 《北京市接诉即办工作条例》 art 11 ¶3; requirements R013, R022-R030, R033, R045.
"""

from __future__ import annotations

from jiesu.reading.kinds import cues_of, kind_of
from jiesu.rules.terms import RequestType, Term


class Tag(Term):
    """What marks a request beside its type (标签). The law of limits and routing asks for some of them."""

    EPIDEMIC = ("epidemic", "疫情", "Epidemic")
    LIVELIHOOD = ("urgent_livelihood", "紧急民生", "Urgent livelihood")
    EMERGENCY = ("emergency", "应急", "Emergency")
    SUDDEN = ("sudden", "突发性", "Sudden")
    MASS = ("mass", "群体性", "Mass")
    EXTREME = ("extreme", "极端性", "Extreme")
    KEY = ("key", "重点诉求", "Key request")
    HISTORICAL = ("historical", "历史遗留", "Left over from history")
    LONGED_FOR = ("longed_for", "急难愁盼", "Urgent, difficult, worrying, longed-for")
    BEYOND_CITY = ("beyond_city", "超出市属管辖权", "Beyond the city's jurisdiction")
    SENSITIVE = ("sensitive", "敏感", "Sensitive")
    INSPECTION = ("inspection", "督查件", "For the inspection track")
    REPEAT = ("repeat", "重复诉求", "Repeated request")
    GREEN = ("green", "绿色通道", "Green channel")
    UNREASONABLE = ("unreasonable", "无理诉求", "Unreasonable request")


BY_HAND = tuple(tag for tag in Tag if tag not in (Tag.GREEN, Tag.UNREASONABLE))
"""The tags that a person ticks: green follows from the list, unreasonable from an approved judgement."""


class Finding(Term):
    """Whether a request is reasonable (R025, R026)."""

    REASONABLE = ("reasonable", "合理诉求", "Reasonable request")
    UNREASONABLE = ("unreasonable", "无理诉求", "Unreasonable request")


class Ruling(Term):
    """Where a judgement stands."""

    PROPOSED = ("proposed", "待审定", "To be approved")
    STANDS = ("stands", "已认定", "Stands")
    DECLINED = ("declined", "未予认定", "Not approved")


class How(Term):
    """How a place was verified (R034)."""

    CALL = ("call", "电话核实", "By telephone")
    MAP = ("map", "地图标定", "On the map")
    SITE = ("site", "现场核实", "On the spot")


class Duty(Term):
    """The four duties about enterprise requests that each need a named person (R470)."""

    RECEIVE = ("receive", "接收", "Receiving")
    DISPATCH = ("dispatch", "派单", "Dispatching")
    URGE = ("urge", "催办", "Urging")
    FOLLOW_UP = ("follow_up", "回访", "Following up")


class Adopted(Term):
    """What became of a suggestion (R466)."""

    ADOPTED = ("adopted", "已采纳", "Adopted")
    PARTLY = ("partly", "部分采纳", "Adopted in part")
    STUDIED = ("studied", "研究中", "Being studied")
    DECLINED = ("declined", "未采纳", "Not adopted")


class ArticleKind(Term):
    """What an article of the library is (R039, R464, R465)."""

    POLICY = ("policy", "政策", "Policy")
    ITEM = ("item", "办事事项", "Service item")
    ANSWER = ("answer", "标准答复", "Ready answer")
    SCRIPT = ("script", "话术", "Script")


class Kin(Term):
    """How an earlier request is akin to the one that is being told; the first ones come first on the desk."""

    URGING = ("urging", "催办在办工单", "Urges an open request")
    REPEAT = ("repeat", "同一诉求人重复", "Same requester again")
    OTHERS = ("others", "同地他人同一事项", "Same matter by others here")
    COPY = ("copy", "内容雷同", "Near-copy")


class Line(Term):
    """The emergency lines a caller is passed on to (一键转接)."""

    POLICE = ("110", "110 报警", "110 Police")
    FIRE = ("119", "119 火警", "119 Fire")
    AMBULANCE = ("120", "120 急救", "120 Ambulance")
    TRAFFIC = ("122", "122 交通事故", "122 Traffic accident")


class Branch(Term):
    """The special branches of art 11 ¶3: none of them is an ordinary dispatch."""

    S1 = ("S1", "应由110、119、120、122处理", "S1 For the emergency lines")
    S2 = ("S2", "应通过诉讼、仲裁、复议、信访等途径", "S2 For courts, review, petition offices")
    S3 = ("S3", "正在办理或已办结，无新情况新理由", "S3 In progress or finished, nothing new")
    S4 = ("S4", "涉及国家秘密、商业秘密、个人隐私", "S4 Secrets or privacy")
    S5 = ("S5", "超出职责范围，应由市场或社会解决", "S5 Beyond the units' duties")
    S6 = ("S6", "违反法律法规或公序良俗", "S6 Against law or good morals")


SPOKEN: tuple[tuple[RequestType, tuple[str, ...]], ...] = (
    (RequestType.REPORT, ("举报", "检举", "揭发")),
    (RequestType.COMPLAINT, ("投诉", "强烈不满", "不作为", "态度恶劣")),
    (RequestType.PRAISE, ("表扬", "感谢信", "点赞", "致谢")),
    (RequestType.SUGGESTION, ("建议", "希望能增设", "提议")),
    (RequestType.INQUIRY, ("咨询", "请问", "想了解", "如何办理", "怎么办理", "是什么", "何时")),
)
"""Words by which a request says itself what it is; the first line that fits decides, else it asks for help."""

SURE = 0.6
"""The share from which what was learned decides the type (measured on public requests, docs/reading.md)."""

SURE_BY_CUSTOM = 0.7
"""The confidence from which the types that this installation's people confirmed decide (measured there too)."""

SAME_TYPE = {
    "需求": RequestType.HELP,
    "诉求": RequestType.HELP,
    "求决": RequestType.HELP,
    "意见": RequestType.SUGGESTION,
    "意见建议": RequestType.SUGGESTION,
    "感谢": RequestType.PRAISE,
    "检举": RequestType.REPORT,
    "查询": RequestType.INQUIRY,
    "help": RequestType.HELP,
    "need": RequestType.HELP,
    "request": RequestType.HELP,
    "question": RequestType.INQUIRY,
    "consultation": RequestType.INQUIRY,
}
"""Words of other lists for the same types: the Opinion of 2020 says 需求 for 求助 (R021)."""


def type_named(word: str) -> RequestType | None:
    """The type that a word names, in Chinese, in English or by code; None where it names none."""
    said = word.strip().lower().removesuffix("类").removesuffix("件")
    for kind in RequestType:
        if said in (str(kind), kind.zh, kind.en.lower()):
            return kind
    return SAME_TYPE.get(said)


def type_spoken(text: str) -> RequestType:
    """The type as the text itself says it; a request that names none asks for help."""
    return next((kind for kind, cues in SPOKEN if any(cue in text for cue in cues)), RequestType.HELP)


def type_read(title: str, text: str) -> RequestType:
    """The type by cues that public requests taught, where they are sure enough; else as the text itself says it.
    Praise, of which those requests held none, is always told by its own words."""
    spoken = type_spoken(f"{title}\n{text}")
    if spoken is RequestType.PRAISE:
        return spoken
    found = kind_of(title, text)
    return (type_named(found.kind) if found.share >= SURE else None) or spoken


def words_of_type(kind: RequestType, text: str) -> tuple[str, ...]:
    """The words of the text that name the type."""
    said = tuple(cue for named, cues in SPOKEN if named is kind for cue in cues if cue in text)
    return said or (cues_of(text, kind.zh) if kind is not RequestType.HELP else ())


SCRIPTS: dict[Branch, str] = {
    Branch.S1: "您反映的情况由110、119、120、122处理，我现在为您转接，请不要挂机。",
    Branch.S2: "您反映的事项应当通过诉讼、仲裁、行政复议或者信访等途径解决，办理机构和方式是……",
    Branch.S3: "您反映的事项正在办理（已经办结），没有新的情况和理由，不再重复派单；办理情况是……",
    Branch.S4: "您反映的事项涉及国家秘密、商业秘密或者个人隐私，不能通过热线办理，请向……反映。",
    Branch.S5: "您反映的事项不属于政府部门职责范围，可以通过市场或者社会途径解决，例如……",
    Branch.S6: "您的要求不符合法律法规（公序良俗），不能办理，依据是……",
}
"""What may be said on each special branch: a beginning that the agent completes (assumed)."""
