"""What is said of a party in a request: accused, failed, asked for help, a place, whoever suffers (see `parties`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from jiesu.reading.party_forms import LINE, NUMERAL
from jiesu.reading.party_names import FIRMS, Case


@dataclass(frozen=True, slots=True)
class Spot:
    """What stands around a name."""

    before: str
    after: str

    @property
    def clause(self) -> str:
        """The rest of its clause."""
        return _CLAUSE.split(self.after)[0]

    @property
    def next(self) -> str:
        """The clause after it."""
        return "".join(_CLAUSE.split(self.after)[1:2])


_COMMON = {
    "company": "该公司|该厂|该企业|此公司|公司(?=以|拒|一直|却|从|不|已)",
    "school": "校方|该校|(?<!初中)(?<!个)学校(?=不|拒|又|还|收|以|对|要|强|在)|幼儿园(?=不|未|内|拒|收)",
    "hospital": "院方|该院|医院(?=不|给|概|催|拒|一直|承|安)|医生(?=打|不|态)",
    "shop": "该店|商家|店家|老板|该超市",
    "platform": "该平台|平台(?=不|拒)",
    "office": "工作人员(?=要求|说|不|态度|给)|他们(?=说|不|要)",
}
_SAID = re.compile("^(?:的?(?:人|工作人员|领导))?(?:就|都|却|又|总|也|总是|一直)?(?:说|称|答复|回复|解释)")
_OBJECT = re.compile(
    "(?:建议|希望|调整|撤销|取消|合并|延长|更换|恢复|开通|增加)(?:一下|将|把|公交|双向|[一-鿿]{2}(?=公交))*(?:[0-9]{1,3}|[路快通专、,和])*$"
)
_ACCUSED = re.compile(
    "(?:投诉|举报|控告|揭发|曝光|彻查|严查|查处|查查|试问|状告|反对|取缔)[^,。!?;\n]{0,10}$|(?:反映|关于)[^,。!?;\n]{0,10}$"
)
_DONE = re.compile(
    "违法|违规|违章|违反|违建|乱收费|收费|非法|补课|不退|退费|拖欠|欠薪|欠[了我钱款]|拒[绝不收]|推[脱诿]|袒|敷衍|不作为|不[理管给让开办发肯承同]|未[给经缴批]|没有|至今|从未|拖|收了|收取|承建|为由|要求我|开发的|没有[^,。]{0,6}(?:证|批|给|发|解决)"
    "|污染|噪[音声]|扰民|油烟|臭|占道|占用|侵占|假[冒合货]|冒充|骗|坑|垄断|强[制迫行]|虚假|故障|漏水|渗水|质量|豆腐渣|开裂|变形|停水|停电|停暖|不热|态度|辱骂|殴打|打牌|乱|差|贵|涨价|太高|泄[露漏]"
    "|开除|撵|辞退|裁员|挪用|超出|超载|额度不够|房产证|交房|产证|跑路|传销|返利|过期|变质|缺斤|异味|中毒|不卫生|卖[假病]|牟|转包|破坏|恢复|退场|何时|怎么不|怎么没有|素质|要求我|严重|拥堵|责任|赔"
)
_FAULT = re.compile(
    "电梯|物业|房产证|产权?证|漏水|渗水|违[建章规法]|停水|停电|质量|开裂|开发商|收费|停车|供暖|暖气|交房|没办理|坑|维修|公摊|消防|二次供水|脱落"
)
"""What a compound itself is blamed for; stench and noise come from elsewhere."""
_YOU = re.compile("^[,?!]?你们?(?!好)")
_URGED = re.compile("(?:督促|敦促|责令|责成|促使)(?:一下)?$")
_WORK = re.compile(
    "工资|欠薪|薪[资水金]|血汗钱|社保|医保|养老保险|五险|加班|辞退|裁员|开除|劳动合同|同工|待遇|工龄|编制|工伤|受伤"
)
_ASKED = re.compile(
    "(?:请|恳请|希望|盼|望|要求|强烈要求|求|呼吁|建议|期待|督促|敦促|促|指示|牵头|联合|向|找|打|问|咨询|报|投诉到|告到|反馈[给到])(?:一下|了)?[^,。!?;\n]{0,8}$"
)
_CALLED = re.compile(
    "^(?:各位)?(?:领导|局长|主任|书记|市长|县长|同志|您好|你好|[:、])|^[^,。!?;\n]{0,12}(?:牵头|查一查|介入|重视|处理一下|调查|给予|解决|查处|管一管|保护|出面|部门)"
)
_WHERE = re.compile("(?:在|位于|到|从|至|往|靠近|邻|对面|建在|就读|开往|离|连接)[^,。!?;\n]{0,6}$")
_BESIDE = re.compile(
    "^(?:的)?(?:旧址|遗址|宿舍|家属[区院]|旁|(?:住宅)?小区楼下|楼下|附近|对面|旁边|隔壁|围墙|周边|门口|门前|外面?的?|路口|那边|后面|前面|到|至|西门|东门|南门|北门|方向|[一二三]楼|一楼|以[东南西北]|物业大楼)"
)
_HURT = re.compile("(?:影响|危害|危及|威胁|扰|干扰|祸及)(?:了|到|着)?[^,。!?;\n]{0,8}$")
_OWN = re.compile(
    "(?:我是|本人是|我们是|我家|家住|住在|居住在|来自|作为|户籍在?|就读|进了|入职|应聘到?|我[父母老爱家妻丈小][^,。]{0,3}在|购买了?|买了?)[^,。!?;\n]{0,8}$"
)
_KEEPER = re.compile("(?:物业|开发商)(?P<rest>[^。!?]{0,30})")
_BLAME = re.compile("做|投诉|答复|指责|报酬|督促")
_LEARNS = re.compile("^(?:就读|读书|上学|毕业|[0-9一二三四五六]年级)")
_LIKE = re.compile(
    "(?:与|和|有|跟|由|类似于?|如|比如|例如|乘坐|换乘|接驳|替代线路:?|原|相对|代替|靠|依靠|、)$"
)
_INSTEAD = re.compile("^[^,。!?;\n]{0,10}(?:替代|重合|重叠|重复率|互换|都延迟|完全)")
_CHANGE = re.compile(
    "^[^,。!?;\n]{0,14}(?:调整|延长|增加|更换|加站|改|公交|之乱|增停|撤销|合并|取消|缩短|分段|间隔|末班|首末|司机|乘务|售票|监票|拒载|甩站|不停|脱杆|区间|投入|拥挤|爆满|挤不上|经过|增设|扩充|问题|营业)"
)
_LIST = re.compile(f"^[、,和/]?(?:{NUMERAL}|路|快|通|专|、|,|和|/)*(?:建议)?(?=调整|延长|更换|加站|改)")
_CLAUSE = re.compile("[,。!?;\n:]")


def weigh(whole: str, cases: Mapping[str, Case], title: int) -> None:
    """Add up what speaks for and against each name of a folded text being the party complained about."""
    for name, case in cases.items():
        _weigh(name, case, whole, title)
    _roles(whole, cases)


def _weigh(name: str, case: Case, whole: str, title: int) -> None:
    """Add up what speaks for and against a name being the party complained about."""
    against: dict[str, int] = {}
    for start, end in case.spans:
        spot = Spot(whole[max(0, start - 16) : start], whole[end : end + 40])
        doubt = _line(case, spot) if LINE.fullmatch(name) else _body(case, spot)
        against[doubt] = against.get(doubt, 0) + 1
        if end <= title and not doubt:
            case.speak(1.5, "标题中提到")
        elif 0 < start - title <= 8:
            case.speak(0.5, "开头就提到")
    for doubt, weight in AGAINST.items():
        if 2 * against.get(doubt, 0) > len(case.spans):
            case.speak(weight, doubt)
    if len(case.spans) > 1:
        case.speak(0.5, "文中多次提到")
    if case.kind in FIRMS and len(name) >= 5:
        case.speak(1.0 if "有限" in name else 0.5, "写明了单位名称")
    _meant(case, whole)


AGAINST = {
    "只是作比较或替代": -2.5,
    "是请求帮助的部门": -2.0,
    "是受影响的一方": -2.0,
    "只说明地点": -1.0,
}
"""What speaks against, where most mentions say so."""


def _line(case: Case, spot: Spot) -> str:
    """A line of transport: what is said of its service; or that it only serves to compare."""
    if _OBJECT.search(spot.before) and not _INSTEAD.match(spot.after):
        case.speak(1.5, "建议的对象")
    elif _LIKE.search(spot.before) or _INSTEAD.match(spot.after):
        return "只是作比较或替代"
    if _CHANGE.match(spot.after) or _LIST.match(spot.after):
        case.speak(1.5, "说的是这条线路的运营")
    return ""


def _body(case: Case, spot: Spot) -> str:
    """Any other party: accused, said to have done or failed; or asked, suffering, a place."""
    public = case.kind in ("office", "committee")
    _accused(case, spot, public)
    if public and not _answers(spot) and _asked(spot):
        return "是请求帮助的部门"
    if _HURT.search(spot.before):
        return "是受影响的一方"
    if _only_where(spot, public):
        return "只说明地点"
    fault = _FAULT if case.kind == "compound" else _DONE
    if fault.search(spot.clause):
        case.speak(1.5 if public else 2.0, "说它做了或没有做")
    elif fault.search(spot.next):
        case.speak(1.0, "接着说它做了或没有做")
    return ""


def _answers(spot: Spot) -> bool:
    """Whether it is spoken to, acts, or is quoted here."""
    return bool(_YOU.match(spot.after) or spot.before.endswith("被") or _SAID.match(spot.after))


def _accused(case: Case, spot: Spot, public: bool) -> None:
    if _YOU.match(spot.after) or spot.before.endswith("被"):
        case.speak(2.0, "直接指责它")
    elif _SAID.match(spot.after):
        case.speak(1.0, "引用了它的答复")
    elif public and _asked(spot):
        return
    if not public and _URGED.search(spot.before):
        case.speak(1.5, "要求督促它履行")
    if _ACCUSED.search(spot.before):
        case.speak(1.5 if public else 1.0, "直接投诉或举报")


def _only_where(spot: Spot, public: bool) -> bool:
    if _BESIDE.match(spot.after):
        return True
    return not public and bool(_WHERE.search(spot.before)) and not _DONE.match(spot.after)


def _asked(spot: Spot) -> bool:
    """Whether an office is asked for help here, not accused."""
    accused = re.search("(?:投诉|举报|试问|控告)[^,。]{0,6}$", spot.before)
    return not accused and bool(_ASKED.search(spot.before) or _CALLED.match(spot.after))


def _meant(case: Case, whole: str) -> None:
    """Whether the text goes on to speak of it by a common word (校方, 该公司), and what it says."""
    word = _COMMON.get(case.kind)
    found = list(re.finditer(word, whole[case.spans[0][1] :])) if word else []
    if found:
        case.speak(0.5, f"后文以“{found[0].group()}”指称")
        rest = whole[case.spans[0][1] :]
        if any(_DONE.search(rest[m.end() : m.end() + 16]) for m in found):
            case.speak(1.0, "后文说它做了或没有做")


def _roles(whole: str, cases: Mapping[str, Case]) -> None:
    """Own employer, own school or home; the property manager or developer of the compound that is named."""
    work = bool(_WORK.search(whole))
    for case in cases.values():
        before = whole[max(0, case.spans[0][0] - 12) : case.spans[0][0]]
        after = whole[case.spans[-1][1] : case.spans[-1][1] + 6]
        if _OWN.search(before) or _LEARNS.match(after):
            if work and case.kind not in ("compound",):
                case.speak(2.0, "诉求人的用人单位，说的是劳动报酬")
            elif case.kind != "compound" or not any(_BLAME.search(why) for why in case.reasons):
                case.speak(-1.5, "诉求人自己的住处或学校")
    named = any(case.kind in ("property", "developer") for case in cases.values())
    blamed = not named and any(_DONE.search(m["rest"]) for m in _KEEPER.finditer(whole))
    for case in cases.values():
        if case.kind == "compound" and blamed:
            case.speak(1.0, "小区的物业或开发商被指责")
        if case.kind in ("compound", "office") and not any(_BLAME.search(why) for why in case.reasons):
            case.speak(-1.0, "没有说它做了什么")
