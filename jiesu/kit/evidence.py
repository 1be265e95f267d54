"""Evidence files: what is in them is looked at, never what they say they are; images are drawn anew.

A photograph is decoded and encoded again, so that nothing but the picture remains: no EXIF, no place, no
appended archive. Recordings: jiesu.kit.sound.
Documents are taken only in their plain form: no macros, no scripts, nothing before or behind.
"""

from __future__ import annotations

import hashlib
import io
import re
import secrets
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

from django.conf import settings
from PIL import Image, ImageOps, UnidentifiedImageError

from jiesu.kit import sound
from jiesu.kit.filekinds import SOUNDS, FileKind
from jiesu.rules.verdict import Refusal

MOST_BYTES = 10 * 1024 * 1024
MOST_FILES = 9
MOST_PIXELS = 50_000_000
MOST_UNPACKED = 100 * 1024 * 1024
FOLDER = "evidence"

MIME = {
    FileKind.JPEG: "image/jpeg",
    FileKind.PNG: "image/png",
    FileKind.WEBP: "image/webp",
    FileKind.PDF: "application/pdf",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.M4A: "audio/mp4",
    FileKind.MP3: "audio/mpeg",
    FileKind.WAV: "audio/wav",
    FileKind.OGG: "audio/ogg",
}
SUFFIXES = {
    FileKind.JPEG: (".jpg", ".jpeg"),
    FileKind.PNG: (".png",),
    FileKind.WEBP: (".webp",),
    FileKind.PDF: (".pdf",),
    FileKind.DOCX: (".docx",),
    FileKind.XLSX: (".xlsx",),
    FileKind.M4A: (".m4a", ".mp4", ".3gp"),
    FileKind.MP3: (".mp3",),
    FileKind.WAV: (".wav",),
    FileKind.OGG: (".ogg", ".opus", ".oga"),
}
_ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA)\b")
_MAIN = {FileKind.DOCX: "word/document.xml", FileKind.XLSX: "xl/workbook.xml"}


class Upload(Protocol):
    """What a form hands over."""

    name: str | None

    def read(self, size: int = ..., /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be kept: its shown name, its kind, and the bytes that are stored."""

    name: str
    kind: FileKind
    content: bytes

    @property
    def digest(self) -> str:
        """SHA-256 of what is stored."""
        return hashlib.sha256(self.content).hexdigest()


def check_all(uploads: Iterable[Upload]) -> list[Checked]:
    """Every file, checked. Refusal with the file's name where one cannot be taken."""
    found = list(uploads)
    if len(found) > MOST_FILES:
        raise Refusal("At most %(n)s files go with one entry.", n=MOST_FILES)
    return [check(upload) for upload in found]


def check(upload: Upload) -> Checked:
    """One file by its content. Refusal where it is too large, of another kind, or more than it seems."""
    name = _shown(upload.name or "")
    data = upload.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise Refusal("%(file)s is larger than %(most)s MB.", file=name, most=MOST_BYTES // 1024 // 1024)
    if not data:
        raise Refusal("%(file)s is empty.", file=name)
    kind = _kind(data)
    if kind is None:
        raise Refusal(
            "%(file)s is none of: JPEG, PNG, WebP, PDF, Word, Excel, M4A, MP3, WAV, OGG.", file=name
        )
    if not name.lower().endswith(SUFFIXES[kind]):
        raise Refusal(
            "The name of %(file)s says something else than its content: %(kind)s.", file=name, kind=kind
        )
    return Checked(name, kind, _CLEAN[kind](name, data, kind))


@contextmanager
def kept(files: Sequence[Checked]) -> Iterator[list[str]]:
    """Write the files under random names; where the work inside fails they are taken away again."""
    folder = Path(settings.MEDIA_ROOT) / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    names = [f"{secrets.token_hex(16)}{SUFFIXES[file.kind][0]}" for file in files]
    try:
        for name, file in zip(names, files, strict=True):
            (folder / name).write_bytes(file.content)
        yield names
    except BaseException:
        for name in names:
            (folder / name).unlink(missing_ok=True)
        raise


def opened(stored: str) -> IO[bytes]:
    """A kept file. Refusal where it is missing."""
    path = Path(settings.MEDIA_ROOT) / FOLDER / Path(stored).name
    try:
        return path.open("rb")
    except OSError:
        raise Refusal("The file is not there any more.") from None


def _shown(name: str) -> str:
    """The last part of a name, without control characters."""
    last = re.split(r"[\\/]", name)[-1]
    return re.sub(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069\"<>]", "", last).strip()[-120:] or "file"


def _kind(data: bytes) -> FileKind | None:
    if data.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind.PNG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return FileKind.WEBP
    if data.startswith(b"%PDF-"):
        return FileKind.PDF
    return _office(data) if data.startswith(b"PK\x03\x04") else sound.kind_of(data)


def _office(data: bytes) -> FileKind | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = set(packed.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return None
    if "[Content_Types].xml" not in names:
        return None
    return next((kind for kind, main in _MAIN.items() if main in names), None)


def _image(name: str, data: bytes, kind: FileKind) -> bytes:
    try:
        with Image.open(io.BytesIO(data), formats=[kind.name]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Refusal(
                    "%(file)s has more than %(most)s million pixels.", file=name, most=MOST_PIXELS // 10**6
                )
            upright = ImageOps.exif_transpose(picture)
            plain = upright.convert(
                "RGB" if kind is FileKind.JPEG or upright.mode not in _WITH_ALPHA else "RGBA"
            )
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise Refusal("%(file)s cannot be read as an image.", file=name) from None
    bare = Image.frombytes(plain.mode, plain.size, plain.tobytes())
    out = io.BytesIO()
    bare.save(out, kind.name, **({} if kind is FileKind.PNG else {"quality": 88}))
    return out.getvalue()


def _pdf(name: str, data: bytes, kind: FileKind) -> bytes:
    tail = data.rstrip(b"\r\n\t \0")
    if not tail.endswith(b"%%EOF") or b"PK\x05\x06" in data[-70_000:]:
        raise Refusal("%(file)s holds more than the document.", file=name)
    if _ACTIVE.search(data):
        raise Refusal("%(file)s holds scripts or other files.", file=name)
    return data


def _document(name: str, data: bytes, kind: FileKind) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        entries = packed.infolist()
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise Refusal("%(file)s unpacks to more than can be taken.", file=name)
    if any(_is_active(entry.filename.lower()) for entry in entries):
        raise Refusal("%(file)s holds scripts or other files.", file=name)
    if data[-22:-18] != b"PK\x05\x06":
        raise Refusal("%(file)s holds more than the document.", file=name)
    return data


def _is_active(name: str) -> bool:
    return (name.endswith(".bin") and "vba" in name) or "/embeddings/" in name or "/activex/" in name


_WITH_ALPHA = frozenset({"RGBA", "LA", "PA", "P"})
_CLEAN: dict[FileKind, Callable[[str, bytes, FileKind], bytes]] = {
    FileKind.JPEG: _image,
    FileKind.PNG: _image,
    FileKind.WEBP: _image,
    FileKind.PDF: _pdf,
    FileKind.DOCX: _document,
    FileKind.XLSX: _document,
    **dict.fromkeys(SOUNDS, sound.clean),
}
