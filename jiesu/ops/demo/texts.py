"""Words of the demo: requests that read like citizens, and replies, filled in by the seeded stream."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import yaml

from jiesu.kit import clock
from jiesu.rules.terms import Level, RequestType

HERE = Path(__file__).resolve().parent
BUILDINGS = (
    "1号楼",
    "2号楼",
    "3号楼二单元",
    "5号楼",
    "6号楼一单元",
    "8号楼",
    "10号楼三单元",
    "12号楼",
    "甲3号楼",
    "15号楼",
)
GATES = ("东门", "西门", "南门", "北门", "正门", "地下车库入口")
ROADS = (
    "酒仙桥路",
    "望京街",
    "广顺北大街",
    "双井桥南路",
    "小关北里路",
    "机场辅路",
    "样例一街",
    "样例二路",
    "样例东路",
    "样例河边路",
)
SHOPS = (
    "某烧烤店",
    "某理发店",
    "某健身房",
    "某培训机构",
    "某超市",
    "某快餐店",
    "某美容院",
    "某便利店",
    "某火锅店",
)
LINES = ("样1", "样12", "样36", "样夜7", "样专5")
OPENINGS = (
    "",
    "",
    "",
    "您好，",
    "12345你好，",
    "来电反映：",
    "诉求人称，",
    "急！",
    "多次反映无果，",
    "请问，",
)
ENDINGS = (
    "", "", "", "希望尽快回复。", "请尽快处理。", "谢谢！", "望有关部门重视。", "再不解决我就继续打电话。",
    "已经拍了照片。", "方便的时候请电话联系我。", "工作日白天可以接电话。",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """One request in words, with what an attentive agent would note about it."""

    text: str
    title: str
    matter: str
    category: str
    request_type: RequestType
    level: Level | None
    enterprise: bool


class Writer:
    """Writes requests and replies; the same seed writes the same."""

    def __init__(self, stream: Random, code_named: Callable[[str], str] = str) -> None:
        self._stream = stream
        told = yaml.safe_load((HERE / "requests.yaml").read_text(encoding="utf-8"))
        self._matters: list[dict[str, Any]] = told
        self._codes = {m["matter"]: code_named(m["category"]) for m in told}
        self._weights = [len(m["texts"]) * (3 if m["matter"] in _FREQUENT else 1) for m in told]
        said = yaml.safe_load((HERE / "replies.yaml").read_text(encoding="utf-8"))
        self._actions: list[str] = said["actions"]
        self._replies: dict[str, list[str]] = said["replies"]

    def request(self, place: str, at: datetime) -> Words:
        """A request about a place, in season at that moment."""
        month = clock.local(at).month
        while True:
            matter = self._stream.choices(self._matters, self._weights)[0]
            if month in matter.get("season", (month,)):
                break
        body = self._stream.choice(matter["texts"]).format(**self._slots(place))
        text = self._stream.choice(OPENINGS) + body + self._stream.choice(ENDINGS)
        return Words(
            text=text,
            title=body.split("，")[0].split("。")[0][:40],
            matter=matter["matter"],
            category=self._codes[matter["matter"]],
            request_type=_type(matter, body),
            level=Level(matter["level"]) if "level" in matter and "请马上" in body else None,
            enterprise=bool(matter.get("enterprise")),
        )

    def action(self, unit: str) -> str:
        """What a handler did."""
        return self._stream.choice(self._actions).format(unit=unit)

    def reply(self, kind: str, values: Mapping[str, str]) -> str:
        """The reply of a unit; kind: solved, partly, not_solved."""
        return self._stream.choice(self._replies[kind]).format(**values)

    def _slots(self, place: str) -> dict[str, str]:
        pick = self._stream.choice
        return {
            "place": place,
            "building": pick(BUILDINGS),
            "gate": pick(GATES),
            "road": pick(ROADS),
            "shop": pick(SHOPS),
            "line": pick(LINES),
            "hour": str(pick((10, 11, 12, 13, 14, 15, 21, 22, 23))),
            "days": pick(("两", "三", "四", "五", "七", "十")),
            "times": pick(("两", "三", "四", "五", "六")),
            "month": str(pick((2, 3, 6, 8, 12))),
            "floor": str(pick((5, 6, 8, 11, 15, 18))),
        }


_FREQUENT = frozenset({"供暖", "物业管理", "停车", "市容环境", "电梯", "供水"})


def _type(matter: Mapping[str, Any], body: str) -> RequestType:
    if "表扬" in body or "点赞" in body:
        return RequestType.PRAISE
    if body.startswith("举报"):
        return RequestType.REPORT
    if body.startswith(("请问", "想咨询", "想问")) or "咨询" in body[:40]:
        return RequestType.INQUIRY
    return RequestType(matter["type"])
