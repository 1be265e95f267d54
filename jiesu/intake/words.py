"""The words of intake alone: tags of a request, the emergency lines, the special branches of art 11.

Source: 《北京市接诉即办工作条例》 art 11 ¶3; requirements R013, R022-R030, R033, R045.
"""

from __future__ import annotations

from jiesu.rules.terms import RequestType, Term


class Tag(Term):
    """What marks a request beside its type (标签). The law of limits and routing asks for some of them."""

    EPIDEMIC = ("epidemic", "疫情", "Epidemic")
    LIVELIHOOD = ("livelihood", "紧急民生", "Urgent livelihood")
    EMERGENCY = ("emergency", "应急", "Emergency")
    SUDDEN = ("sudden", "突发性", "Sudden")
    MASS = ("mass", "群体性", "Mass")
    EXTREME = ("extreme", "极端性", "Extreme")
    KEY = ("key", "重点诉求", "Key request")
    HISTORICAL = ("historical", "历史遗留", "Left over from history")
    LONGED_FOR = ("longed_for", "急难愁盼", "Urgent, difficult, worrying, longed-for")


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
