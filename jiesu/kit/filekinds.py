"""The kinds of file that are taken as evidence, by what is really in them."""

from __future__ import annotations

from jiesu.rules.terms import Term


class FileKind(Term):
    """Kinds of evidence that are taken, by what is really in the file."""

    JPEG = ("jpeg", "JPEG 图片", "JPEG image")
    PNG = ("png", "PNG 图片", "PNG image")
    WEBP = ("webp", "WebP 图片", "WebP image")
    PDF = ("pdf", "PDF 文档", "PDF document")
    DOCX = ("docx", "Word 文档", "Word document")
    XLSX = ("xlsx", "Excel 表格", "Excel workbook")
    M4A = ("m4a", "M4A 录音", "M4A recording")
    MP3 = ("mp3", "MP3 录音", "MP3 recording")
    WAV = ("wav", "WAV 录音", "WAV recording")
    OGG = ("ogg", "OGG 录音", "OGG recording")


SOUNDS = frozenset({FileKind.M4A, FileKind.MP3, FileKind.WAV, FileKind.OGG})
DOCUMENTS = frozenset({FileKind.PDF, FileKind.DOCX})
