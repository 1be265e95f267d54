"""When a matter happens, as the text says it: a day, since when, how long, how often (时间要素).

Nothing is reckoned: a span of the text is given, with why it counts. Years of documents and laws (〔2018〕12号, what
stands in 《》) and how old somebody is are not times of the matter. Source: requirements of the form of a request
(时间、地点、对象、诉求). Plain Chinese in the folded form of `folding.flat`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_N = "[0-9〇零一二两三四五六七八九十]"
_FEW = "(?:[0-9.]+|[一二两三四五六七八九十百]+|好几|几|数|多|半)"
_PART = "(?:凌晨|清晨|清早|早晨|早上|早间|上午|中午|下午|傍晚|晚上|晚间|夜间|夜里|半夜|深夜|午夜|当晚|当天)"
_CLOCK = (
    rf"(?:将近|大概|约)?(?:{_N}{{1,2}}(?:[:.][0-5][0-9]|[点时](?!间|候|到|[一-鿿]?[水滴])(?:半|整|多|左右|"
    rf"{_N}{{1,2}}分?)?)|[一二两三四五六七八九][一二两三四五六七八九]点)"
)
_YEAR = (
    r"(?:(?:19|20)[0-9]{2}年?(?=[.年/-]|年度)(?:年度?)?|(?<![0-9])[0-9]{2}年(?![代级后前来多])|[今去前明本当]年|"
    r"[二一][〇零一二三四五六七八九]{3}年)"
)
_MONTH = (
    r"(?:[01]?[0-9]|[一二三四五六七八九十]{1,2})月(?:份|(?:的)?(?:上|中|下)旬|初(?![一二三四五六七八九十])|底|中|"
    r"末)?"
)
_DAY = (
    r"(?:初[一二三四五六七八九十](?!中|级|年)|(?:[0-3]?[0-9l]|[一二三四五六七八九十]{1,3})(?:日|号(?!楼|线|院|栋|"
    r"门|房|[a-z])))"
)
_DATE = (
    rf"(?:{_YEAR}(?:度)?的?(?:{_MONTH}(?:{_DAY})?|[0-9]{{1,2}}底|年?[初底]|[上下]半年|[上下]期)?"
    rf"|(?<![0-9.])(?:19|20)[0-9]{{2}}[.\-/][01]?[0-9](?:[.\-/][0-3]?[0-9])?(?![0-9])"
    rf"|(?<![0-9个]){_MONTH}(?:{_DAY})?|(?<![0-9.\-至到第]){_DAY}(?=早|晚|上午|下午|中午|凌晨|夜|[,。,起至到]))"
)
_NEAR = (
    "(?:大前天|前天|昨天|昨日|昨晚|今天|今日|今早|今晚|前几天|前两天|前些天|前段时间|近日|近段时间|上个?月(?:底|"
    "初)?|上个?星期[一二三四五六日天]?|上周[一二三四五六日末]?|这几天|这两天|近几天|本周|本月"
    "|近期(?:以来)?|近来|最近(?=[几一两半]|,)|前几年|近几年|近年来|上半年|下半年|春节(?:前后|期间)?|国庆(?:期间|"
    "节)?|元旦(?:后|前)?|暑假|寒假|疫情期间)"
)
_LONG = (
    rf"(?:[近快]{_FEW}个?(?:年|月|天|周|星期|小时)(?:多|来)?|(?<![则要需等用每一二两三四]){_FEW}(?:多|"
    rf"余)?(?:个?半?月|年半?|个?星期|周|天)(?:多|左右)?(?:时间)?(?:(?=的难题|的问题)|以?来|以?前(?!后)|了|"
    rf"(?=[都没不仍,。;!]|一直|还|过去|$)))"
)
_SINCE = "(?:自?(?:入[春夏秋冬]|[春夏秋冬]季)以来|(?<=自)[一-鿿0-9]{1,10}以来|长期以来|一直以来)"
_OFTEN = (
    rf"(?:每(?:天|日|晚|周|夜|逢|到)(?:{_N}?[早晚夜周末雨汛]?(?:上|间|里|末|天|季|期)?)|天天|"
    rf"工作日(?:的)?(?:早晚(?!高峰)|早上|晚上)?|周末|双休日|节假日|(?:上下班|早晚?|"
    rf"晚)?(?:早晚)?高峰(?![乡村镇桥路山])(?:期间|时段|期|时间)?|[春夏秋冬]季(?:高温时段)?|平峰期?|雨天|下雨天)"
)
_POINT = (
    rf"(?:{_DATE}(?:的?{_PART})?(?:{_CLOCK})?|{_NEAR}(?:{_PART})?(?:{_CLOCK})?|"
    rf"{_OFTEN}(?:的?{_PART})?(?:{_CLOCK})?|{_PART}(?:的)?{_CLOCK}|(?<![0-9.:有早晚快慢])(?!一点|两点){_CLOCK})"
)
_TIME = re.compile(
    rf"{_SINCE}|{_LONG}|{_POINT}(?:(?:[^,。;、的]{{0,4}}?)(?:至|到|-{{1,3}}|—{{1,2}}|~)(?:次日|第二天|"
    rf"翌日)?{_POINT})?(?:以来|左右|以前|之前|前后|起)?"
)
_DOCUMENT = re.compile(
    r"《[^》]*》|[〔【\[(（](?:19|20)\d\d[〕】\])）]?[^,。]{0,6}号?|\d{4}[(（]\d+号|[\d.]+(?:万?元|米|公里|%|平)"
)
_FACT = re.compile("年|月|日|号|天|昨|周|星期|以来|期")
_VAGUE = re.compile("^(?:今[天日年]|明年|天天|周末|中午|每年|.{0,3}高峰.{0,2}|每天)$")
_WRITTEN = re.compile(
    "^(?:[之]?内|起?(?:施行|实施)|级|届|出生|的?规定|印发|颁布|国家|生)|^[前]?(?:解决|完成)"
)

_OTHERS = re.compile("生于$")


@dataclass(frozen=True, slots=True)
class When:
    """A time that the text names: half-open span, and how much it tells (0 to 3, without unit)."""

    start: int
    end: int
    weight: float


def times(plain: str) -> list[When]:
    """The times in a folded text, the most telling first; what tells as much in the order of the text."""
    away = [match.span() for match in _DOCUMENT.finditer(plain)]
    found = []
    for match in _TIME.finditer(plain):
        start, end = match.span()
        if plain[start:end].endswith(("了", "起")):
            end -= 1
        if (
            any(a < end and start < b for a, b in away)
            or _WRITTEN.match(plain, end)
            or _OTHERS.search(plain, 0, start)
        ):
            continue
        found.append(When(start, end, _weight(plain, start, end)))
    return sorted(found, key=lambda when: (-when.weight, when.start))


def _weight(plain: str, start: int, end: int) -> float:
    """More for a date, a duration, a frequency with its hours; less for a vague word."""
    said = plain[start:end]
    if _VAGUE.match(said):
        return 1.0
    return 2.0 if _FACT.search(said) or "点" in said else 1.5
