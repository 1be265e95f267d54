"""The four elements of a request (时间、地点、对象、诉求), each as the text says it, with why, likeliest first.

Time by `times`, place by `place_names`, whom it is about by `parties` (or, where no name is complained about, by the
word for whoever is blamed: 物业, 开发商, 施工方), what is wanted by `asks`. Personal data is masked before anything
is read (《个人信息保护法》 arts 6, 51). Nothing is invented: every element is a span of the text.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from jiesu.reading.asks import asks
from jiesu.reading.folding import flat
from jiesu.reading.parties import NOBODY_KNOWN, Register, parties
from jiesu.reading.personal import mask
from jiesu.reading.place_forms import CUT
from jiesu.reading.place_names import place_names
from jiesu.reading.times import times

MOST = 4
"""So many of an element are given at most."""


class Why(StrEnum):
    """What speaks for an element."""

    NAMED = "named"
    TITLE = "title"
    WORDS = "words"
    ROLE = "role"


@dataclass(frozen=True, slots=True)
class Element:
    """A piece of the text: as written (masked), its half-open span in title + line break + text, why, and the words."""

    text: str
    start: int
    end: int
    why: Why
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Elements:
    """时间, 地点, 对象, 诉求: what the form asks for, each at most MOST times, the likeliest first."""

    times: tuple[Element, ...]
    places: tuple[Element, ...]
    targets: tuple[Element, ...]
    wants: tuple[Element, ...]


def elements(title: str, text: str, *, known: Register = NOBODY_KNOWN) -> Elements:
    """The four elements of a request; `known` are the parties of the installation."""
    clean = mask(f"{title}\n{text}")
    plain, head = flat(clean), len(title)

    def told(start: int, end: int, why: Why = Why.NAMED, words: tuple[str, ...] = ()) -> Element:
        return Element(
            clean[start:end], start, end, Why.TITLE if end <= head and why is Why.NAMED else why, words
        )

    when = times(plain)
    where = place_names(plain, head, [(w.start, w.end) for w in when])
    wanted = asks(plain, head)
    blamed = [p for p in parties(title, text, known=known) if p.complained]
    named = [told(*p.span, Why.WORDS, p.reasons) for p in blamed if p.kind != "compound"]
    homes = [told(*p.span, Why.WORDS, p.reasons) for p in blamed if p.kind == "compound"]
    roles = [] if named else [told(*span, Why.ROLE) for span in _roles(plain)]
    return Elements(
        _first([told(w.start, w.end) for w in when]),
        _first([told(w.start, w.end) for w in where]),
        _first(named or roles or homes),
        _first([told(w.start, w.end, Why.WORDS, (w.cue,)) for w in wanted]),
    )  # fmt: skip


def _first(found: list[Element]) -> tuple[Element, ...]:
    """At most MOST, each text once."""
    once: dict[str, Element] = {}
    for one in found:
        once.setdefault(one.text, one)
    return tuple(once.values())[:MOST]


_ROLE = re.compile(
    "物业(?:管理)?公司|物业(?!费|管理|服务|企|行|纠|税|局|大|义|园)|开发商|施工(?:方|单位|队|人员)|工程队|承建方|"
    "用人单位|村干部|村委会|村委|社区(?=干部|工作人员|居委会|不)|城管(?!局|部门|执法局|来|管)|商家|店家|房东|"
    "中介|老板|包工头|学校(?=[^,。]{0,6}(?:收|要求|强制|不|乱|违|拒|辞退|规定))|医院(?=[^,。]{0,6}(?:收|不|乱|违|"
    "拒|误))|(?:搅拌|加工|造纸|养猪|养鸡|养牛|养殖|屠宰|采石|砂石|化工|水泥|塑料|家具|砖|石料)[厂场站]|(?:饭|餐|"
    "酒|火锅|烧烤|夜宵|粉|面|快餐|棋牌)[店馆](?!老板)|餐厅|菜馆|夜宵摊点?|烧烤摊|夜市|酒吧|ktv|培训机构|快递公司|"
    "渣土车|销售人员|置业顾问"
)
_PUBLIC = re.compile("村|社区|城管|学校|医院")
_ASKED = re.compile("(?:请|希望|恳请|要求|建议|望|责令|督促|联系|成立|召开|选举)[^,。]{0,6}$")


_NAMED = re.compile("[店馆厂场站市吧]$|ktv$|餐厅$|摊点?$|机构$")
"""Words for a business, before which its name may stand: 喜万年私家菜馆."""
_OPENS = re.compile("(?:摆|经营|新?开)?")
_WRONG = re.compile("噪|扰民|油烟|占道|污染|臭|脏|违[规法章]|拖欠|不退|退费|欺|骗|强制|中毒|乱")
LONGEST = 8


def _roles(plain: str) -> list[tuple[int, int]]:
    """The word for whoever is blamed, where no name is; not an office that is asked for help. The two commonest."""
    spots: dict[str, tuple[int, int]] = {}
    count: Counter[str] = Counter()
    wronged = _WRONG.search(plain) is not None
    for match in _ROLE.finditer(plain):
        word, start = match.group(), match.start()
        if _PUBLIC.match(word) and _ASKED.search(plain, max(0, start - 8), start):
            continue
        if _NAMED.search(word) and not wronged:
            continue
        count[word] += 1
        spots.setdefault(word, (_name_of(plain, start) if _NAMED.search(word) else start, match.end()))
    return [spots[word] for word in sorted(spots, key=lambda word: (-count[word], spots[word]))[:2]]


def _name_of(plain: str, start: int) -> int:
    """Where the name before a word for a business begins: behind the last word across which no name runs."""
    ends = [cut.end() for cut in CUT.finditer(plain, max(0, start - LONGEST), start)]
    begin = ends[-1] if ends else start
    return _OPENS.match(plain, begin).end() if begin < start else start  # type: ignore[union-attr]
