"""Where: gazetteer of the installation and what the text itself names as a place; candidates with reasons.

The gazetteer is built from the directory (areas, streets, communities, points) and from what history teaches
(aliases and old names). Ambiguity is answered with several candidates and a question, never with a guess.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from jiesu.reading.folding import flat
from jiesu.reading.normalise import Span
from jiesu.reading.personal import personal

_KINDS = (
    "自治县|开发区|高新区|新区|街道|社区|小区|花园|家园|公寓|大厦|大楼|广场|市场|商场|超市|学校|小学|中学|大学|学院|幼儿园|医院|卫生院|公园|"
    "工业园|产业园|地铁站|公交站|火车站|高铁站|加油站|收费站|大道|大街|胡同|高速|立交桥|大桥|水库|新城|新村|苑|府|城|湾|里|"
    "路口|路|街|巷|桥|站|镇|乡|村|组|区|县|市"
)
_NAMED = re.compile(
    rf"(?:[a-z]?\d{{0,2}}(?:省|市|区|县))?((?:[a-z]\d{{0,2}}|[一-鿿]){{1,9}}?(?:{_KINDS}))"
    rf"(?:(\d+[号弄](?:院|楼)?)|(\d+(?:栋|号楼|幢)))?"
)
_SPLIT = re.compile(
    r"[^\w一-鿿]+|(?:位于|坐落在|家住|住在|关于|投诉|反映|咨询|举报|附近|对面|旁边|请问|建议|希望|我们|本人|因为|由于|这个|那个|有的|的|在|是|和|与|及|到|从|把|被|对|我|有)"
)
_NEARBY = re.compile(r"附近|对面|旁边|路口|交叉口|门口|斜对面|周边|东侧|西侧|南侧|北侧|隔壁")
_GENERIC = frozenset(
    re.split(
        ",",
        "小区,社区,街道,学校,小学,中学,大学,医院,公园,市场,超市,商场,广场,大厦,大楼,我市,本市,全市,我区,全区,我县,全县,"
        "各区,城市,农村,地区,城区,市区,同小区,整个小区,老小区,一个小区,幼儿园,公交站,地铁站",
    )
)


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the gazetteer: its code, names (the first is the official one), level and area path."""

    code: str
    names: tuple[str, ...]
    level: str
    path: str = ""
    polygon: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that the text may mean, how surely (shares add up to 1), and why."""

    place: Place
    share: float
    reasons: tuple[str, ...]
    span: tuple[int, int]


class _Board:
    """What speaks for each place, added up."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[Place, float, tuple[str, ...], tuple[int, int]]] = {}

    def speak(self, place: Place, weight: float, reason: str, span: tuple[int, int] = (0, 0)) -> None:
        _, old, reasons, first = self._found.get(place.code, (place, 0.0, (), span))
        self._found[place.code] = (place, old + weight, (*reasons, reason), first)

    def places(self) -> list[Place]:
        return [place for place, *_ in self._found.values()]

    def ranked(self) -> list[Candidate]:
        total = sum(weight**2 for _, weight, *_ in self._found.values()) or 1.0
        found = [Candidate(p, w**2 / total, r, s) for p, w, r, s in self._found.values()]
        return sorted(found, key=lambda c: (-c.share, -c.place.path.count("/"), c.place.code))


@dataclass(slots=True)
class Gazetteer:
    """Names → places. `learn` adds what confirmed orders teach."""

    entries: Sequence[Place]
    prior: Mapping[str, int] = field(default_factory=dict)
    _names: dict[str, list[Place]] = field(default_factory=lambda: defaultdict(list), init=False)
    _lengths: list[int] = field(default_factory=list, init=False)
    _codes: dict[str, Place] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        for entry in self.entries:
            self._codes[entry.code] = entry
            for name in entry.names:
                self._name(name, entry)
        self.prior = dict(self.prior)

    def _name(self, name: str, entry: Place) -> None:
        plain = flat(name.strip())
        if len(plain) >= 2 and entry not in self._names[plain]:
            self._names[plain].append(entry)
            self._lengths = sorted({*self._lengths, len(plain)}, reverse=True)

    def learn(self, name: str, code: str) -> None:
        """A name (alias, old name, new compound) that confirmed orders used for a place."""
        self._name(name, self._codes[code])
        assert isinstance(self.prior, dict)
        self.prior[code] = self.prior.get(code, 0) + 1

    def mentions(self, text: str) -> list[tuple[int, int, list[Place]]]:
        """Longest names first, left to right, not overlapping."""
        plain = flat(text)
        found, at = [], 0
        while at < len(plain):
            for length in self._lengths:
                places_ = self._names.get(plain[at : at + length])
                if places_:
                    found.append((at, at + length, places_))
                    at += length
                    break
            else:
                at += 1
        return found

    def locate(
        self, text: str, *, point: tuple[float, float] | None = None, within: str = "", limit: int = 5
    ) -> list[Candidate]:
        """Candidates, likeliest first, from the names in `text`, a point (lon, lat), and the desk's area."""
        board = _Board()
        self._named(text, board)
        for entry in self.entries:
            if point is not None and entry.polygon and inside(point, entry.polygon):
                board.speak(entry, 2.0, "坐标落在该区域内")
        for place in board.places():
            if within and place.path.startswith(within):
                board.speak(place, 0.5, "在本受理单位辖区内")
            if self.prior.get(place.code):
                board.speak(place, min(0.5, 0.1 * self.prior[place.code]), "历史工单曾用此地点")
        return board.ranked()[:limit]

    def _named(self, text: str, board: _Board) -> None:
        mentioned = self.mentions(text)
        named = {place.code for *_, places_ in mentioned for place in places_}
        for start, end, places_ in mentioned:
            near = _NEARBY.match(text, end)
            for place in places_:
                weight = (1.0 + 0.3 * place.path.count("/")) / len(places_) * (0.8 if near else 1.0)
                reason = f"文中提到“{text[start:end]}”" + (f"({near.group()})" if near else "")
                board.speak(place, weight, reason, (start, end))
                above = [code for code in place.path.strip("/").split("/") if code in named - {place.code}]
                if above:
                    board.speak(place, float(len(above)), "文中也提到它所在的上级区域")

    def ambiguous(self, candidates: Sequence[Candidate], *, lead: float = 0.15) -> bool:
        """Whether a person must be asked: nothing found, or the first two are too close and not one in the other."""
        if not candidates:
            return True
        if len(candidates) == 1:
            return False
        first, second = candidates[0], candidates[1]
        nested = first.place.path.startswith(second.place.path) or second.place.path.startswith(
            first.place.path
        )
        return not (nested and first.place.path != second.place.path) and first.share - second.share < lead


def inside(point: tuple[float, float], polygon: Sequence[tuple[float, float]]) -> bool:
    """Whether a point lies in a polygon (ray casting; the ring need not be closed)."""
    x, y = point
    within = False
    for (x1, y1), (x2, y2) in zip(polygon, [*polygon[1:], polygon[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            within = not within
    return within


def places(text: str) -> list[Span]:
    """What the text itself names as a place, by its endings (小区, 路, 街道 …); personal data is left out."""
    plain = flat(text)
    hidden = [(f.start, f.end) for f in personal(text)]
    found, last = [], 0
    for cut in [*_SPLIT.finditer(plain), None]:
        end = cut.start() if cut else len(plain)
        for match in _NAMED.finditer(plain, last, end):
            start, stop = match.span(1)
            name = plain[start:stop]
            short = name in _GENERIC or len(name) < 3
            if not short and not any(a < stop and start < b for a, b in hidden):
                found.append(Span(start, match.end(), text[start : match.end()]))
        last = cut.end() if cut else end
    return found


def teach(gazetteer: Gazetteer, confirmed: Iterable[tuple[str, str]], *, least: int = 3) -> int:
    """Learn names from (text, confirmed place code): a name that `least` orders used for one place alone."""
    used: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for text, code in confirmed:
        for name in {span.text for span in places(text)}:
            used[name][code] += 1
    learned = 0
    for name, codes in used.items():
        code, count = max(codes.items(), key=lambda item: item[1])
        if count >= least and count >= 0.9 * sum(codes.values()) and not gazetteer.mentions(name):
            gazetteer.learn(name, code)
            learned += 1
    return learned
