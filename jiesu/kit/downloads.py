"""A kept file on its way out: always an attachment, never interpreted, never kept by a browser."""

from __future__ import annotations

from django.http import FileResponse

from jiesu.kit import evidence
from jiesu.kit.filekinds import FileKind


def download(stored: str, name: str, kind: FileKind) -> FileResponse:
    """The answer that hands over a kept file. Refusal where it is missing."""
    answer = FileResponse(evidence.opened(stored), as_attachment=True, filename=name)
    answer["Content-Type"] = evidence.MIME[kind]
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer
