"""Find personal data in free text, so that it can be masked before anything is learned, indexed or shown.

Law: 《个人信息保护法》 arts 6, 51; 《北京市接诉即办工作条例》 art 8 (the requester's privacy is protected).
Full width and traditional characters are understood. Masking keeps the length, so offsets stay true.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from jiesu.reading.folding import flat

MASK = "*"

_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石"
    "廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟"
    "殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤"
    "阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛"
    "仲虞敖巩明佘池查麻苑迟邝"
)
_COMPOUND_PAIRS = "欧阳上官司马诸葛司徒夏侯东方皇甫尉迟公孙慕容令狐宇文长孙端木轩辕南宫呼延独孤百里"
_COMPOUND = frozenset(_COMPOUND_PAIRS[i : i + 2] for i in range(0, len(_COMPOUND_PAIRS), 2))

_PLATES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_NUMBERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("email", re.compile(r"[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+")),
    (
        "id",
        re.compile(
            r"(?<!\d)[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dx](?![\dx])"
            r"|(?<!\d)[1-9]\d{7}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}(?!\d)"
        ),
    ),
    ("card", re.compile(r"(?<!\d)\d{4}(?:[ -]?\d{4}){3}(?:[ -]?\d{1,3})?(?!\d)")),
    ("mobile", re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")),
    (
        "phone",
        re.compile(r"(?<!\d)(?:\(?0\d{2,3}\)?[- ]?\d{7,8}|[48]00[- ]?\d{3}[- ]?\d{4})(?:-\d{1,5})?(?!\d)"),
    ),
    ("local", re.compile(r"(?:电话|手机|座机|号码)[:是为]{0,2} ?([2-9]\d{6,7})(?!\d)")),
    (
        "plate",
        re.compile(
            rf"[{_PLATES}][a-z][·・ ]?(?=[a-z0-9]{{0,6}}\d)"
            r"[a-hj-np-z0-9]{4,6}[a-z0-9挂学警港澳](?![a-z0-9])"
        ),
    ),
    ("account", re.compile(r"(?:微信号?|qq群?|抖音号|支付宝)[:是为号]{0,3} ?([a-z0-9_-]{5,20})")),
    ("number", re.compile(r"(?<!\d)\d{9,}(?!\d)")),
)
_NUMBERISH = re.compile(r"\d[\d\- ()]{5}|@|微信|qq|抖音|支付宝|[a-z][·・ ]?[a-z0-9]{5}")

_CUE = re.compile(
    r"(?:(?:我叫|名字[叫是]|名叫|姓名|联系人|投诉人|举报人|来电人|来信人|反映人|诉求人|申请人"
    r"|户主|收件人|署名)[:是为叫]{0,2} ?|(?:当事人|患者|死者|伤者|法人|负责人|经办人):?"
    r"|敬礼[!。]?:? ?|我是|本人(?:姓名|叫)?:?|家住)"
    r"(?=([一-鿿]{2,4})(.|$))",
    re.DOTALL,
)
_IDEOGRAPHS = re.compile("[一-鿿]+")
_TITLE = re.compile("先生|女士|小姐|同志|师傅|阿姨|大爷|大妈")
_WEAK = ("我是", "本人", "家住", "当事人", "患者", "死者", "伤者", "法人", "负责人", "经办人", "敬礼")
_NOT_NAMES = (
    "单位",
    "谢谢",
    "曾经",
    "全部",
    "全体",
    "常常",
    "时常",
    "应该",
    "向您",
    "向你",
    "向贵",
    "于是",
    "和",
    "查询",
    "项目",
)
_STRONG_END = frozenset(" ,。、;.!?:()\n0123456789")
_SOFT_END = _STRONG_END | frozenset("的是在于和与反电手联身住现男女来本")


@dataclass(frozen=True, slots=True)
class Found:
    """A piece of personal data: its kind and its half-open span in the text as given."""

    kind: str
    start: int
    end: int


def personal(text: str) -> list[Found]:
    """Personal data in `text`, in order, not overlapping: numbers, plates, addresses of mail, cued names."""
    text = flat(text)
    found: list[Found] = []
    if _NUMBERISH.search(text):
        for kind, pattern in _NUMBERS:
            group = 1 if pattern.groups else 0
            found += [Found(kind, *match.span(group)) for match in pattern.finditer(text)]
    found += [Found("name", start, end) for start, end in _cued(text)]
    found += [Found("name", start, end) for start, end in _titled(text)]
    kept: list[Found] = []
    for item in found:
        if all(item.end <= other.start or other.end <= item.start for other in kept):
            kept.append(item)
    return sorted(kept, key=lambda item: item.start)


def _cued(text: str) -> list[tuple[int, int]]:
    """Names behind a cue: 我叫…, 联系人: …"""
    spans = []
    for match in _CUE.finditer(text):
        ends = _STRONG_END if match.group().startswith(_WEAK) else _SOFT_END
        start = match.end()
        surname = _surname(text, start)
        for length in range(surname + 2, surname, -1) if surname else ():
            after = text[start + length : start + length + 1]
            name = text[start : start + length]
            if len(name) == length and _IDEOGRAPHS.fullmatch(name) and (not after or after in ends):
                spans.append((start, start + length))
                break
    return spans


def _titled(text: str) -> list[tuple[int, int]]:
    """Names before a title: 王女士, 李建国同志."""
    spans = []
    for match in _TITLE.finditer(text):
        end = match.start()
        begin = max(0, end - 4)
        for start in range(begin, end):
            surname = _surname(text, start)
            if surname and 0 <= end - start - surname <= 2 and _IDEOGRAPHS.fullmatch(text, start, end):
                spans.append((start, end))
                break
    return spans


def _surname(text: str, at: int) -> int:
    """Length of the surname that begins at `at`, or 0."""
    if text.startswith(_NOT_NAMES, at):
        return 0
    if text[at : at + 2] in _COMPOUND:
        return 2
    return 1 if text[at : at + 1] in _SURNAMES else 0


def mask(text: str, *, names: tuple[str, ...] = ()) -> str:
    """The text with personal data (and the `names` of known people) as `*`; the length stays the same."""
    for name in names:
        if len(name) > 1:
            text = text.replace(name, MASK * len(name))
    spots = personal(text)
    if not spots:
        return text
    parts, last = [], 0
    for spot in spots:
        parts += [text[last : spot.start], MASK * (spot.end - spot.start)]
        last = spot.end
    return "".join([*parts, text[last:]])
