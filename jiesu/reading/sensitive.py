"""Words that must not wait: extreme acts, mass acts, danger to life, minors; with negation understood.

Law: 《北京市接诉即办工作条例》 art 14 (urgent, sudden and mass requests are dispatched at once, to the police too);
requirements R065, R343, R351. A hit is a reason for a person to look, never a judgement of the requester.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from jiesu.reading.folding import flat

KINDS: dict[str, tuple[str, ...]] = {
    "extreme": (
        "自杀", "自尽", "轻生", "跳楼", "跳河", "跳桥", "自焚", "不想活",
        "活不下去", "同归于尽", "上吊", "割腕", "喝农药", "喝药自", "报复社会", "以死",
        "砍人", "杀人", "杀了他", "弄死", "炸掉", "炸了", "放火", "纵火",
        "投毒", "拼命", "死给你", "一起死",
    ),
    "mass": (
        "集体上访", "群体上访", "集体维权", "拉横幅", "围堵", "堵路", "堵门", "静坐",
        "游行", "示威", "罢工", "罢课", "罢市", "聚集", "集访", "进京上访",
        "联名上访", "集体抗议", "越级上访",
    ),
    "emergency": (
        "着火", "起火", "火灾", "爆炸", "煤气泄漏", "燃气泄漏", "漏气", "触电",
        "漏电", "坍塌", "塌方", "塌陷", "被困", "溺水", "中毒", "昏迷",
        "休克", "大出血", "猝死", "井盖丢失", "电梯困人", "高空坠物", "决堤", "洪水",
    ),
    "violence": (
        "家暴", "家庭暴力", "殴打", "打伤", "持刀", "绑架", "拐卖", "强奸",
        "性侵", "猥亵", "非法拘禁", "霸凌", "虐待",
    ),
    "minor": (
        "未成年", "儿童", "小孩", "孩子", "幼儿", "婴儿", "小学生", "中学生",
        "初中生", "女童", "男童", "留守儿童", "学生被",
    ),
    "report": (
        "举报", "贪污", "受贿", "行贿", "贪腐", "腐败", "挪用公款", "包庇",
        "保护伞", "渎职", "以权谋私", "索贿",
    ),
}  # fmt: skip
WEIGHT = {"extreme": 5, "emergency": 4, "violence": 4, "mass": 3, "report": 2, "minor": 1}
_NEGATION = re.compile(
    r"(?:不会|不要|没有|没|未|并未|并非|不是|不想|不能|绝不|不再|无|防止|避免|预防|严禁|禁止|谨防|杜绝|以免|防|如果|万一|演练|宣传|"
    r"知识|培训)[^。!?;,\n]{0,5}$"
)
_AFTER = re.compile(r"(?:演练|演习|知识|宣传|培训|预案|隐患排查|式服务|是谣言|的传言|片|电影|游戏|险种|保险)")
_NOT_DENIED = frozenset({"不想活", "活不下去"})
_WORDS = {word: kind for kind, words in KINDS.items() for word in words}
_ANY = re.compile("|".join(sorted(map(re.escape, _WORDS), key=len, reverse=True)))


@dataclass(frozen=True, slots=True)
class Alarm:
    """A word that was found: its kind, where it stands, and whether it is denied or only talked about."""

    kind: str
    word: str
    start: int
    end: int
    denied: bool


def alarms(text: str, *, more: dict[str, str] | None = None) -> list[Alarm]:
    """All sensitive words in `text`; `more` adds words of the installation (word → kind)."""
    plain = flat(text)
    found = [_alarm(plain, m.start(), m.end(), _WORDS[m.group()]) for m in _ANY.finditer(plain)]
    for word, kind in (more or {}).items():
        found += [_alarm(plain, m.start(), m.end(), kind) for m in re.finditer(re.escape(flat(word)), plain)]
    return sorted(found, key=lambda a: (a.start, a.end))


def _alarm(plain: str, start: int, end: int, kind: str) -> Alarm:
    word = plain[start:end]
    before, after = plain[max(0, start - 9) : start], plain[end : end + 5]
    denied = word not in _NOT_DENIED and bool(_NEGATION.search(before) or _AFTER.match(after))
    return Alarm(kind, word, start, end, denied)


def urgency(text: str, *, more: dict[str, str] | None = None) -> tuple[int, list[Alarm]]:
    """0 (ordinary) to 5 (at once), by the gravest word that is not denied; with the words that decided."""
    open_ = [alarm for alarm in alarms(text, more=more) if not alarm.denied]
    return max((WEIGHT.get(alarm.kind, 2) for alarm in open_), default=0), open_


def needs_person(text: str, *, request_type: str = "") -> tuple[str, ...]:
    """Why an order may never be dispatched automatically: kinds of alarm, or that it is a report (举报)."""
    kinds = dict.fromkeys(alarm.kind for alarm in urgency(text)[1])
    if request_type in ("举报", "report"):
        kinds["report"] = None
    return tuple(kinds)
