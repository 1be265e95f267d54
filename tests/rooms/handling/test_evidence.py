"""Evidence: what is in a file decides; a picture is drawn anew; nothing else rides along."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from jiesu.handling import actions
from jiesu.handling.kinds import ActionKind, FileKind, Result
from jiesu.handling.models import Evidence
from jiesu.kit import evidence
from jiesu.orders.face import Event
from jiesu.rules.terms import AssignmentState, Role
from jiesu.rules.verdict import NotYours, Refusal
from tests.builders import AT, PASSWORD, Town, share_at

LATER = AT + timedelta(hours=1)
GPS, ORIENTATION = 0x8825, 0x0112


def photo(kind: str = "JPEG", size: tuple[int, int] = (40, 20), **more: Any) -> bytes:
    out = io.BytesIO()
    picture = Image.new("RGB", size, (200, 30, 30))
    exif = picture.getexif()
    exif[ORIENTATION] = 6
    exif[0x010F] = "SampleCamera"
    exif.get_ifd(GPS)[2] = (39.0, 54.0, 0.0)
    picture.save(out, kind, exif=exif, **more)
    return out.getvalue()


def upload(content: bytes, name: str = "a.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def document(*more: tuple[str, str], main: str = "word/document.xml") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in (("[Content_Types].xml", "<Types/>"), (main, "<w/>"), *more):
            packed.writestr(name, text)
    return out.getvalue()


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.mark.parametrize(("kind", "name"), [("JPEG", "a.jpg"), ("PNG", "a.png"), ("WEBP", "a.webp")])
def test_a_picture_keeps_nothing_but_the_picture(kind: str, name: str) -> None:
    checked = evidence.check(upload(photo(kind) + b"<script>PK\x03\x04", name))
    assert checked.kind == FileKind(kind.lower())
    with Image.open(io.BytesIO(checked.content)) as picture:
        assert not dict(picture.getexif()) and "exif" not in picture.info
        assert picture.size == (20, 40), "turned as its camera said"
    assert b"SampleCamera" not in checked.content and b"script" not in checked.content


def test_plain_documents_are_taken_as_they_are() -> None:
    assert evidence.check(upload(PDF, "报告.pdf")).content == PDF
    assert evidence.check(upload(document(), "a.docx")).kind is FileKind.DOCX
    assert evidence.check(upload(document(main="xl/workbook.xml"), "a.xlsx")).kind is FileKind.XLSX


REFUSED = [
    ("empty.jpg", b"", "empty"),
    ("page.jpg", b"<html><script>alert(1)</script>", "none of"),
    ("run.exe", b"MZ\x90\x00" + b"\0" * 64, "none of"),
    ("photo.jpg", PDF, "says something else"),
    ("page.html", photo(), "says something else"),
    ("broken.jpg", b"\xff\xd8\xff\xe0" + b"x" * 100, "cannot be read"),
    ("half.png", b"\x89PNG\r\n\x1a\n" + b"<script>", "cannot be read"),
    ("late.pdf", b"GIF89a" + PDF, "none of"),
    ("behind.pdf", PDF + b"<script>alert(1)</script>", "more than the document"),
    ("zip.pdf", PDF + document() + b"%%EOF", "more than the document"),
    ("script.pdf", PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</S/JavaScript>>"), "scripts"),
    ("macro.docx", document(("word/vbaProject.bin", "x")), "scripts"),
    ("object.docx", document(("word/embeddings/oleObject1.bin", "x")), "scripts"),
    ("before.docx", b"#!/bin/sh\n" + document(), "none of"),
    ("behind.docx", document() + b"<script>", "more than the document"),
    ("plain.docx", document(main="other.xml"), "none of"),
    ("jar.docx", b"PK\x03\x04 nothing", "none of"),
]


@pytest.mark.parametrize(("name", "content", "said"), REFUSED, ids=[r[0] for r in REFUSED])
def test_a_file_that_is_more_or_other_than_it_seems_is_refused(name: str, content: bytes, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        evidence.check(upload(content, name))


def test_too_large_too_many_too_many_pixels_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refusal, match="larger than 10 MB"):
        evidence.check(upload(photo() + b"\0" * evidence.MOST_BYTES))
    with pytest.raises(Refusal, match="At most 9"):
        evidence.check_all([upload(photo()) for _ in range(10)])
    monkeypatch.setattr(evidence, "MOST_PIXELS", 100)
    with pytest.raises(Refusal, match="pixels"):
        evidence.check(upload(photo()))
    monkeypatch.setattr(evidence, "MOST_UNPACKED", 10)
    with pytest.raises(Refusal, match="unpacks"):
        evidence.check(upload(document(), "a.docx"))


def test_a_shown_name_has_no_path_and_no_control_characters() -> None:
    upper = upload(photo(), "a.jpg")
    upper.name = "..\\..\\etc/p\u202e\x07a<b>.jpg"
    assert evidence.check(upper).name == "pab.jpg"


@pytest.mark.req("R146", part="the visit is an action with place and photographs; no badge of the official")
def test_a_photograph_of_a_visit_lies_under_a_random_name(place: Town, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    own = share_at(AssignmentState.HANDLING, place)
    event = actions.act(
        own.order.number, share=1, kind=ActionKind.VISIT, place="三号楼", note="到场查看",
        files=[upload(photo(), "现场.jpg")], by=place.actor(Role.HANDLER, "lake"), at=LATER,
    )  # fmt: skip
    row = Evidence.objects.get()
    assert row.name == "现场.jpg" and "现场" not in row.stored and len(row.stored) == 36
    assert (tmp_path / "evidence" / row.stored).stat().st_size == row.size
    assert event.facts["files"] == [row.digest]


def test_when_the_verb_is_refused_no_file_stays(
    place: Town, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MEDIA_ROOT = tmp_path
    own = share_at(AssignmentState.HANDLING, place)
    before = Event.objects.count()
    with pytest.raises(NotYours):
        actions.submit(
            own.order.number, share=1, result=Result.SOLVED, text="好", files=[upload(photo())],
            by=place.actor(Role.HANDLER, "hill"), at=LATER,
        )  # fmt: skip
    assert Event.objects.count() == before and not Evidence.objects.exists()
    assert list(tmp_path.rglob("*.*")) == []
    monkeypatch.setattr(Evidence.objects, "bulk_create", lambda rows: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        actions.submit(
            own.order.number, share=1, result=Result.SOLVED, text="好", files=[upload(photo())],
            by=place.actor(Role.HANDLER, "lake"), at=LATER,
        )  # fmt: skip
    assert Event.objects.count() == before and list(tmp_path.rglob("*.*")) == []


def test_a_file_is_served_as_an_attachment_to_those_who_see_the_order(
    place: Town, settings: Any, tmp_path: Path, client: Client
) -> None:
    settings.MEDIA_ROOT = tmp_path
    own = share_at(AssignmentState.HANDLING, place)
    actions.submit(
        own.order.number, share=1, result=Result.SOLVED, text="好", files=[upload(photo(), "现场.jpg")],
        by=place.actor(Role.HANDLER, "lake"), at=LATER,
    )  # fmt: skip
    address = f"/handling/evidence/{Evidence.objects.get().stored}/"
    assert client.get(address).status_code == 302
    log_in(client, "hill.handler")
    assert client.get(address).status_code == 404
    log_in(client, "lake.handler")
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "image/jpeg"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert b"".join(answer.streaming_content)[:3] == b"\xff\xd8\xff"  # type: ignore[attr-defined]


def log_in(client: Client, login: str) -> None:
    client.logout()
    assert client.post("/login/", {"username": login, "password": PASSWORD}).status_code == 302
