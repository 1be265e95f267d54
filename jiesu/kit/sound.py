"""Voice recordings as evidence: walked from the first byte to the last, and stripped of all that is not sound.

Names, places and covers that a telephone writes into a recording (ID3, LIST, udta) are taken out; whatever does not
belong to the recording makes it refused.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from jiesu.kit.filekinds import FileKind
from jiesu.rules.verdict import Refusal

_BRANDS = (b"M4A ", b"mp42", b"mp41", b"isom", b"iso2", b"M4B ", b"3gp4", b"3gp5")
_KEEPS = frozenset({b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide"})
_FMT = frozenset({b"fmt ", b"data", b"fact"})
_BITRATES = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}


def kind_of(data: bytes) -> FileKind | None:
    """Which kind of recording it is, by its first bytes."""
    if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
        return FileKind.WAV
    if data[:4] == b"OggS":
        return FileKind.OGG
    if data[4:8] == b"ftyp" and data[8:12] in _BRANDS:
        return FileKind.M4A
    if data[:3] == b"ID3" or (len(data) > 4 and _frame(data, 0)):
        return FileKind.MP3
    return None


def clean(name: str, data: bytes, kind: FileKind) -> bytes:
    """The recording and nothing else. Refusal where it holds something that is no sound."""
    try:
        return _CLEAN[kind](data)
    except (ValueError, struct.error, IndexError):
        raise Refusal("%(file)s cannot be read as a recording.", file=name) from None


def _wav(data: bytes) -> bytes:
    if len(data) < 12 or struct.unpack_from("<I", data, 4)[0] + 8 != len(data):
        raise ValueError("size")
    kept, at, seen = [], 12, set()
    while at < len(data):
        mark, size = data[at : at + 4], struct.unpack_from("<I", data, at + 4)[0]
        end = at + 8 + size
        if end > len(data):
            raise ValueError("chunk")
        if mark in _FMT:
            kept.append(data[at:end] + (b"\0" if size % 2 else b""))
            seen.add(mark)
        at = end + size % 2
    if not {b"fmt ", b"data"} <= seen:
        raise ValueError("no sound")
    body = b"WAVE" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _ogg(data: bytes) -> bytes:
    at, first = 0, True
    while at < len(data):
        if data[at : at + 4] != b"OggS" or data[at + 4] != 0:
            raise ValueError("page")
        segments = data[at + 26]
        table = data[at + 27 : at + 27 + segments]
        body = at + 27 + segments
        if first and not data[body:].startswith((b"OpusHead", b"\x01vorbis", b"Speex   ")):
            raise ValueError("no sound")
        first, at = False, body + sum(table)
    if at != len(data) or first:
        raise ValueError("end")
    return data


def _mp3(data: bytes) -> bytes:
    at = 0
    if data[:3] == b"ID3":
        a, b, c, d = data[6:10]
        at = 10 + (a << 21 | b << 14 | c << 7 | d)
    end = len(data) - 128 if data[-128:-125] == b"TAG" else len(data)
    start, frames = at, 0
    while at < end:
        step = _frame(data, at)
        if not step:
            break
        at, frames = at + step, frames + 1
    if frames < 2 or (at < end and data[at:end].strip(b"\0")):
        raise ValueError("frames")
    return data[start : min(at, end)]


def _frame(data: bytes, at: int) -> int:
    """The length of the MPEG audio layer III frame at a place; 0 where there is none."""
    if at + 4 > len(data) or data[at] != 0xFF or data[at + 1] & 0xE6 != 0xE2:
        return 0
    version = (data[at + 1] >> 3) & 3
    rate, sample = data[at + 2] >> 4, (data[at + 2] >> 2) & 3
    if version == 1 or rate in (0, 15) or sample == 3:
        return 0
    bits = _BITRATES[3 if version == 3 else 2][rate] * 1000
    return (144 if version == 3 else 72) * bits // _RATES[version][sample] + ((data[at + 2] >> 1) & 1)


def _m4a(data: bytes) -> bytes:
    out, found, at = bytearray(data), set(), 0
    for mark, start, size in _boxes(data, 0, len(data)):
        if mark not in _KEEPS:
            raise ValueError("box")
        found.add(mark)
        at = start + size
        if mark == b"moov":
            _moov(data, out, start, size)
        if mark in (b"free", b"skip", b"wide"):
            out[start + 8 : at] = bytes(size - 8)
    if at != len(data) or not {b"ftyp", b"moov", b"mdat"} <= found:
        raise ValueError("boxes")
    return bytes(out)


def _moov(data: bytes, out: bytearray, start: int, size: int) -> None:
    """Only sound tracks; what the telephone noted beside them (udta, meta) becomes empty space of the same size."""
    handlers = 0
    todo = [(start + 8, start + size)]
    while todo:
        begin, end = todo.pop()
        for mark, place, length in _boxes(data, begin, end):
            if mark in (b"trak", b"mdia"):
                todo.append((place + 8, place + length))
            elif mark == b"hdlr":
                handlers += data[place + 16 : place + 20] == b"soun"
                if data[place + 16 : place + 20] == b"vide":
                    raise ValueError("film")
            elif mark in (b"udta", b"meta", b"uuid"):
                out[place + 4 : place + 8] = b"free"
                out[place + 8 : place + length] = bytes(length - 8)
    if not handlers:
        raise ValueError("no sound")


def _boxes(data: bytes, begin: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    at = begin
    while at < end:
        size = struct.unpack_from(">I", data, at)[0]
        if size < 8 or at + size > end:
            raise ValueError("box size")
        yield data[at + 4 : at + 8], at, size
        at += size


_CLEAN = {FileKind.WAV: _wav, FileKind.OGG: _ogg, FileKind.MP3: _mp3, FileKind.M4A: _m4a}
