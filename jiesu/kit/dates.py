"""Reads dates as people and machines write them. What is ambiguous (3/5/2022) is refused, never guessed."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta, tzinfo

from jiesu.rules.verdict import Refusal

_CLOCK = (
    r"(?:[T\s]*(?P<half>上午|下午)?\s*(?P<H>\d{1,2})[:时点]"
    r"(?:(?P<M>\d{1,2})分?)?(?:[:]?(?P<S>\d{1,2})秒?(?:\.\d+)?)?)?"
)
_WRITTEN = re.compile(
    r"(?P<y>\d{4})\s*(?P<sep>[-/.年])\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})\s*日?\s*"
    r"(?:星期.|周.)?" + _CLOCK
)
_PACKED = re.compile(r"(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)(?:(?P<H>\d\d)(?P<M>\d\d)(?P<S>\d\d)?)?")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_SERIAL_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001  (a wall clock until the zone is put on)
_SERIALS = (18264.0, 73051.0)
"""Excel's numbers of 1950-01-01 and 2100-01-01: other five-digit numbers are no dates."""


def parse_when(text: str, zone: tzinfo) -> datetime:
    """The moment, aware, UTC. Without a zone it is a wall clock in `zone`; a bare day begins at 00:00.

    Read: 2022-03-05, 2022/3/5 10:11, 2022.3.5, 20220305, 20220305101112, 2022年3月5日 下午3时20分, the serial
    number of a spreadsheet, ISO 8601 with or without zone. Refusal for everything else.
    """
    words = unicodedata.normalize("NFKC", text).strip()
    try:
        moment = _read(words)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        return aware.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refusal("“%(written)s” is not a date that can be read.", written=text[:40]) from None


def _read(words: str) -> datetime:
    if match := _PACKED.fullmatch(words) or _WRITTEN.fullmatch(words):
        return _wall(match)
    if _SERIAL.fullmatch(words):
        return _from_serial(float(words))
    if not re.match(r"\d{4}-\d\d-\d\d[T ]\d\d", words):
        raise ValueError(words)
    return datetime.fromisoformat(words)


def _wall(match: re.Match[str]) -> datetime:
    part = match.groupdict()
    hour = int(part["H"] or 0)
    if part.get("half") == "下午" and hour < 12:
        hour += 12
    elif part.get("half") == "上午" and hour == 12:
        hour = 0
    return datetime(  # noqa: DTZ001  (a wall clock until the zone is put on)
        int(part["y"]), int(part["m"]), int(part["d"]), hour, int(part["M"] or 0), int(part["S"] or 0)
    )


def _from_serial(number: float) -> datetime:
    if not _SERIALS[0] <= number < _SERIALS[1]:
        raise ValueError(number)
    return _SERIAL_ZERO + timedelta(seconds=round(number * 86400))
