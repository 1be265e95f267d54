"""Where a matter is, as the text says it: the longest whole phrase of place (地点要素), likeliest first.

A phrase is a run of components (district, town, village, road, estate, site, water), each told by its ending, with the
numbers behind them (3栋, 18号, 二期) and what says where beside it (对面, 交叉口, 楼下). It does not run across words
that are no part of a name (`place_forms.CUT`). What weighs: how exactly it says where, whether the title says it, how
early it stands, whether it is introduced as the place (位于 …) or only as where somebody comes from. For the gazetteer
and the topics, which want single names, see `locate.places`. Personal data is left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from jiesu.reading import place_forms as forms
from jiesu.reading.personal import personal

LONGEST_NAME = 9
"""So many characters may stand before the ending of a component (assumed)."""
LONGEST_GENERIC = 16
"""A phrase that names nothing has so many characters at most (assumed)."""
LEAST = 0.8
"""Below this weight nothing counts as a place."""
SHARE = 0.5
"""Nor what weighs less than this share of the first (chosen on the half that served to write the rules)."""
NEXT, SHORT = 4, 12
"""A component follows closely within so many characters; so long may a place behind 的 be (assumed)."""
_WORTH = {"area": 1.0, "town": 1.5, "village": 2.0, "road": 2.0, "estate": 2.5, "site": 2.0, "water": 1.8,
          "weak": 1.5, "place": 2.0}  # fmt: skip
_LEAD = re.compile(
    "^(?:[0-9]+[.)])?(?:[0-9]+(?=[一-鿿])(?![0-9]*[号栋期路街组]))?(?:尤其|同时|另外|首先|其次|当时|当地|时候|再|"
    "才|只|不|非|没|能|会|要|需|黑臭|双向|单向|方向|等|和(?!平|谐)|新建(?!路)|建设|进行|治理|整治|改造|解决|处理|"
    "维修|修复|拆除|禁止|严禁|取缔|管理|查处|严查|彻查|原|距离?|距|离)+"
)
_MASKED = re.compile("[a-z][0-9]{0,2}[省市区县]")
_HERE = re.compile("(?:位于|坐落在|地处|发生在|家住|住在|我是|作为|我们是|居住在|关于)$")
_FROM = re.compile("(?:户口|户籍|妻子是|老家|原籍|来自|毕业|开往|前往|去往|到)[^,。]{0,2}$")
_OFFICE = re.compile(
    "^(?:政府|委|局|人民政府|公安|领导|纪委|检察|法院|交警|城管|教育|住建|人社|国土|环保|规划|水务|电力|卫生)"
)


@dataclass(frozen=True, slots=True)
class Where:
    """A place that the text names: half-open span, and how likely it is the place of the matter (without unit)."""

    start: int
    end: int
    weight: float


@dataclass(slots=True)
class _Phrase:
    """A phrase while it grows: where it begins and ends, and the kinds of its components."""

    start: int
    end: int
    kinds: list[str]
    near: bool = False


class _Endings:
    """The first ending from a place on. Places are asked in order; an ending that is still ahead is not sought again,
    so that the work grows with the length of the text and not with its square."""

    def __init__(self, plain: str) -> None:
        self._plain = plain
        self._asked = False
        self._next: re.Match[str] | None = None

    def after(self, at: int) -> re.Match[str] | None:
        if not self._asked or (self._next is not None and self._next.start() < at):
            self._next, self._asked = forms.ENDING.search(self._plain, at), True
        return self._next


def place_names(plain: str, title: int = 0, away: Sequence[tuple[int, int]] = ()) -> list[Where]:
    """The places in a folded text whose first `title` characters are the title, the likeliest first.

    `away` are spans that belong to no place (times).
    """
    hidden = [(f.start, f.end) for f in personal(plain)]
    endings = _Endings(plain)
    phrases = [p for a, b in _runs(plain, away) for p in _phrases(plain, a, b, endings)]
    phrases = _joined(plain, [p for p in phrases if not any(a < p.end and p.start < b for a, b in hidden)])
    weighed = [(p, _weight(plain, p, title)) for p in phrases]
    return _whole(plain, [Where(p.start, p.end, w) for p, w in weighed])


def _runs(plain: str, away: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The pieces that hold no word at which a phrase ends."""
    runs, last = [], 0
    for start, end in sorted([*(cut.span() for cut in forms.CUT.finditer(plain)), *away]):
        if start > last:
            runs.append((last, start))
        last = max(last, end)
    if last < len(plain):
        runs.append((last, len(plain)))
    return runs


def _phrases(plain: str, start: int, stop: int, endings: _Endings) -> list[_Phrase]:
    """The phrases of one run: components that follow each other closely."""
    lead = _LEAD.match(plain[start:stop])
    at = start = start + (lead.end() if lead else 0)
    found: list[_Phrase] = []
    while at < stop and (ending := endings.after(at)) and ending.end() <= stop:
        last, end = found[-1] if found else None, ending.end()
        if last is None or not _follows(last, ending):
            begin = _begin(ending, start, last)
            at = end
            if _generic(plain[begin:end]):
                continue
            found.append(last := _Phrase(begin, end, []))
        last.end, last.near = end, False
        last.kinds.append(str(ending.lastgroup))
        at = _behind(plain, last, stop)
    if found:
        _owned(plain, found[-1], stop)
    return [p for p in found if not _generic(plain[p.start : p.end])]


def _generic(name: str) -> bool:
    """Whether nothing in it names. What is long names something: the pattern is tried on short names alone."""
    return len(name) <= LONGEST_GENERIC and forms.GENERIC.match(name) is not None


def _follows(last: _Phrase, ending: re.Match[str]) -> bool:
    """Whether a component belongs to the phrase before it. A masked area begins a phrase of its own."""
    gap = ending.start() - last.end
    if gap and _MASKED.match(ending.group()):
        return False
    return gap <= NEXT or (gap <= LONGEST_NAME and not last.near)


def _begin(ending: re.Match[str], start: int, last: _Phrase | None) -> int:
    """Where the name before the ending of a first component begins."""
    if _MASKED.match(ending.group()):
        return ending.start()
    if ending.lastgroup != "area":
        return max(last.end if last else start, ending.start() - LONGEST_NAME)
    if last is None and ending.end() - start <= 4:
        return start
    return max(last.end if last else start, ending.end() - 3)


def _owned(plain: str, phrase: _Phrase, stop: int) -> None:
    """Take in a name without an ending behind an area (a3区优山美地|物业), or a number (吴凤村西社9号)."""
    owned = forms.OWNED.match(plain, phrase.end, stop)
    if owned and set(phrase.kinds) <= {"area", "town", "road", "village", "number"}:
        phrase.end = owned.end(owned.lastindex or 0)
        phrase.kinds.append("estate")


def _behind(plain: str, phrase: _Phrase, stop: int) -> int:
    """Take in the numbers behind a component and what says where beside it; where to go on."""
    while (number := forms.NUMBER.match(plain, phrase.end, stop)) and number.end() > phrase.end:
        phrase.end = number.end()
        phrase.kinds.append("number")
    near = forms.NEAR.match(plain, phrase.end) or (
        forms.CROSSING.match(plain, phrase.end) if phrase.kinds[-1] == "road" else None
    )
    if near and near.end() > phrase.end:
        phrase.end = near.end()
        phrase.near = True
    return phrase.end


def _joined(plain: str, phrases: list[_Phrase]) -> list[_Phrase]:
    """Phrases that are one: area + 的 + place, place + 旁边的 + place, place + (place), place + 至 + place."""
    found: list[_Phrase] = []
    for phrase in phrases:
        last = found[-1] if found else None
        if last and _one(plain, last, phrase):
            last.end = phrase.end + (plain[phrase.start - 1] == "(")
            last.near = phrase.near
            last.kinds += phrase.kinds
        else:
            found.append(phrase)
    return found


def _one(plain: str, last: _Phrase, phrase: _Phrase) -> bool:
    """Whether two phrases are one."""
    between, said = plain[last.end : phrase.start], plain[phrase.start : phrase.end]
    if between == "的":
        return len(said) <= SHORT and (last.near or set(last.kinds) <= {"area", "town"})
    if between == "(":
        return plain[phrase.end : phrase.end + 1] == ")"
    if between in ("和", "与", "及"):
        return said.endswith(("交叉口", "交汇处", "交界处", "路口", "段", "地区", "一带"))
    return between in ("至", "到", "---", "—", "——", "-") and not last.near


def _weight(plain: str, phrase: _Phrase, title: int) -> float:
    """How likely a phrase is the place of the matter."""
    worth = sorted((_WORTH.get(kind, 0.7) for kind in set(phrase.kinds)), reverse=True)
    weight = worth[0] + 0.4 * sum(worth[1:])
    weight += 0.5 if phrase.near else 0.0
    weight += 1.5 if phrase.start < title else 0.0
    before = plain[max(0, phrase.start - 6) : phrase.start]
    weight += 1.0 if _HERE.search(before) else 0.0
    weight -= 1.0 if _FROM.search(before) else 0.0
    weight -= 1.5 if _OFFICE.match(plain, phrase.end) else 0.0
    return weight - min(1.5, max(0, phrase.start - title) / 200)


def _whole(plain: str, found: list[Where]) -> list[Where]:
    """Without those that another one holds; the same name once, at its best."""
    best: dict[str, Where] = {}
    for one in found:
        name = plain[one.start : one.end]
        if name not in best or one.weight > best[name].weight:
            best[name] = one
    kept = [w for n, w in best.items() if not any(_beats(o, x, n, w) for o, x in best.items() if o != n)]
    top = max((w.weight for w in kept), default=0.0)
    kept = [w for w in kept if w.weight >= max(LEAST, SHARE * top)]
    return sorted(kept, key=lambda w: (-w.weight, w.start))


def _beats(other: str, its: Where, name: str, own: Where) -> bool:
    """Whether a longer name stands for this one, or a much likelier one within it."""
    return (name in other and its.weight >= own.weight - 1) or (other in name and its.weight > own.weight + 1)
