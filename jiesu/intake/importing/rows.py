"""One row of a file becomes a draft, or a list of sentences about what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from jiesu.callers import queries as callers
from jiesu.intake import queries
from jiesu.intake.drafts import Draft
from jiesu.intake.importing.mapping import Mapping
from jiesu.intake.words import Tag, type_named
from jiesu.kit import clock
from jiesu.kit.tables import Cells, parse_when
from jiesu.rules.terms import Channel
from jiesu.rules.verdict import Refusal, Sentence

YES = frozenset({"1", "是", "y", "yes", "true", "t", "匿名", "保密", "匿名者"})
NO = frozenset({"", "0", "否", "n", "no", "false", "f", "公开", "实名"})
CHANNELS: tuple[tuple[Channel, tuple[str, ...]], ...] = (
    (Channel.BOARD, ("人民网", "留言板", "board")),
    (Channel.ENTERPRISE, ("企业",)),
    (Channel.WECHAT, ("微信", "wechat")),
    (Channel.APP, ("app", "客户端", "mobile", "citizensconnect")),
    (Channel.PHONE, ("电话", "来电", "热线", "phone", "call", "telephone")),
    (Channel.WEB, ("网站", "网络", "网页", "互联网", "web", "online", "internet", "self service", "api")),
    (Channel.LETTER, ("信件", "来信", "信箱", "letter", "mail")),
    (Channel.MEDIA, ("媒体", "media")),
    (Channel.LEADER, ("领导", "交办", "leader")),
    (Channel.GRID, ("网格", "grid")),
)
LONG = {"external_no": 80, "title": 1000, "name": 120, "phone": 60, "place": 300, "unit": 200}
TOO_LATE = timedelta(days=1)


@dataclass(slots=True)
class Row:
    """A good row: its number in the file, what was told, and what the file tells of its past."""

    number: int
    cells: Cells
    draft: Draft
    unit: str = ""
    reply: str = ""
    replied_at: datetime | None = None


@dataclass(slots=True)
class Refused:
    """A bad row and why, each reason a sentence."""

    number: int
    cells: Cells
    why: list[Sentence] = field(default_factory=list)


class Rows:
    """Reads the rows of one import."""

    def __init__(self, mapping: Mapping, *, source: str, at: datetime) -> None:
        self.mapping, self.source, self.at = mapping, source, at
        self._area: Callable[[str], str] = lru_cache(maxsize=4096)(queries.area_called)

    def read(self, number: int, cells: Cells) -> Row | Refused:
        """The row as a draft, or everything that is wrong with it."""
        said = {name: self.mapping.of(name, cells) for name in (*self.mapping.columns, *self.mapping.fixed)}
        wrong = [*cells.faults, *self._too_long(said)]
        received = self._moment("received_at", said, wrong)
        replied = self._moment("replied_at", said, wrong)
        if not said.get("text") and not said.get("title") and not cells.faults:
            wrong.append(self._about("text", "there is no text: nothing says what is asked for."))
        phone, (lon, lat) = self._phone(said, wrong), self._point(said, wrong)
        if wrong:
            return Refused(number, cells, wrong)
        name, anonymous = _who(said)
        area = self._area(said.get("area", ""))
        place = (
            said.get("place", "") if area else " ".join(filter(None, (said.get("area"), said.get("place"))))
        )
        draft = Draft(
            text=said.get("text") or said["title"], title=said.get("title", ""), name=name, phone=phone,
            kind="enterprise" if "企业" in said.get("kind", "") or said.get("kind") == "enterprise" else "person",
            channel=_channel(said), source=self.source, external_no=said.get("external_no", ""),
            request_type=type_named(said.get("request_type", "")), category=said.get("category", ""), area=area,
            place=place[:300], lon=lon, lat=lat, confidential=_flag(said.get("confidential", "")) or None,
            anonymous=anonymous, tags=_tags(said.get("tags", "")), received_at=received,
        )  # fmt: skip
        return Row(number, cells, draft, said.get("unit", ""), said.get("reply", ""), replied)

    def _too_long(self, said: dict[str, str]) -> list[Sentence]:
        return [
            self._about(name, "there are more than %(most)s characters.", most=most)
            for name, most in LONG.items()
            if len(said.get(name, "")) > most
        ]

    def _moment(self, name: str, said: dict[str, str], wrong: list[Sentence]) -> datetime | None:
        words = said.get(name, "")
        if not words:
            return None
        try:
            moment = parse_when(words, clock.ZONE)
        except Refusal as refusal:
            wrong.append(self._about(name, refusal.sentence.text, **refusal.sentence.values))
            return None
        if moment > self.at + TOO_LATE:
            wrong.append(self._about(name, "“%(written)s” lies in the future.", written=words[:40]))
        return moment

    def _phone(self, said: dict[str, str], wrong: list[Sentence]) -> str:
        """A masked number (138****0001) is none; one that cannot be dialled is a fault."""
        words = said.get("phone", "")
        if not words or "*" in words or "×" in words or words.lower() in ("无", "-", "none", "n/a"):
            return ""
        if not callers.is_phone(words):
            wrong.append(self._about("phone", "that is not a telephone number."))
        return words

    def _point(self, said: dict[str, str], wrong: list[Sentence]) -> tuple[str, str]:
        lon, lat = said.get("lon", ""), said.get("lat", "")
        if not lon or not lat:
            return "", ""
        try:
            point = [Decimal(word).quantize(Decimal("0.000001")) for word in (lon, lat)]
            if abs(point[0]) > 180 or abs(point[1]) > 90:
                raise InvalidOperation
        except InvalidOperation:
            wrong.append(
                self._about("lon", "“%(written)s” is no point on a map.", written=f"{lon}, {lat}"[:40])
            )
            return "", ""
        return str(point[0]), str(point[1])

    def _about(self, name: str, text: str, **values: object) -> Sentence:
        return Sentence("Column “%(column)s”: " + text, {"column": self.mapping.header(name), **values})


def _who(said: dict[str, str]) -> tuple[str, bool]:
    """Name and whether anonymous. Some files write the name where others write yes or no."""
    word = said.get("anonymous", "").strip()
    if word.lower() in YES:
        return "", True
    if word.lower() in NO:
        return said.get("name", ""), False
    return said.get("name", "") or word[:120], False


def _flag(word: str) -> bool:
    return word.strip().lower() in YES


@lru_cache(maxsize=512)
def _channel_named(word: str) -> Channel:
    said = word.lower()
    for channel in Channel:
        if said in (str(channel), channel.zh, channel.en.lower()):
            return channel
    return next((c for c, cues in CHANNELS if any(cue in said for cue in cues)), Channel.OTHER)


def _channel(said: dict[str, str]) -> Channel:
    return _channel_named(said.get("channel") or said.get("source") or "")


@lru_cache(maxsize=512)
def _tags(words: str) -> tuple[str, ...]:
    wanted = {
        part.strip() for part in words.replace("，", ",").replace("、", ",").replace(";", ",").split(",")
    }
    return tuple(str(tag) for tag in Tag if {str(tag), tag.zh, tag.en} & wanted)
