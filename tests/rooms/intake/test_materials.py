"""Files that requesters send along: checked, kept once, proven by the ledger, shown to those who may read the words."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from jiesu.intake import actions, queries
from jiesu.intake.drafts import Draft
from jiesu.intake.models import Material
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.rules.reach import Actor
from jiesu.rules.terms import AssignmentState, Role
from jiesu.rules.verdict import Refusal
from tests.builders import AT, Town, share_at

TEXT = "柳荫社区三号楼楼道堆物已有一周，照片附上，请尽快清理。"


def photo(name: str = "楼道.jpg") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (40, 20), (200, 30, 30)).save(out, "JPEG", exif=b"Exif\x00\x00GPS-of-the-flat")
    return SimpleUploadedFile(name, out.getvalue())


def filed(files: Sequence[SimpleUploadedFile], key: str = "", *, confidential: bool = False) -> Order:
    told = Draft(TEXT, name="样例甲", phone="13800000001", confidential=confidential)
    return actions.record_web(told, at=AT, key=key, files=files)


def test_photographs_come_with_the_request_and_the_event_knows_them(place: Town) -> None:
    orders_made = [filed([photo(), photo("二.jpg")], key="once") for _ in range(2)]
    assert orders_made[0].pk == orders_made[1].pk
    kept = queries.materials(orders_made[0])
    assert [row.name for row in kept] == ["楼道.jpg", "二.jpg"] and {row.seq for row in kept} == {1}
    assert orders.timeline(orders_made[0])[0].facts["files"] == [row.digest for row in kept]
    assert orders.verify().holds


def test_what_is_added_needs_words_or_files_but_not_both(place: Town, agent: Actor) -> None:
    order = filed([])
    with pytest.raises(Refusal, match="Write down what was added"):
        actions.supplement(order.number, " ", by=agent, at=AT)
    with pytest.raises(Refusal, match="more than"):
        actions.supplement(order.number, "长" * 100_001, files=[photo()], by=agent, at=AT)
    actions.supplement(order.number, "", files=[photo()], by=agent, at=AT)
    assert [row.seq for row in queries.materials(order)] == [orders.timeline(order)[-1].seq]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([SimpleUploadedFile("a.exe", b"MZ")], "none of"),
        ([SimpleUploadedFile("a.jpg", b"")], "empty"),
        ([photo(f"{n}.jpg") for n in range(6)], "At most 5"),
    ],
)
def test_a_file_that_cannot_be_taken_is_named_and_nothing_is_filed(
    files: list[SimpleUploadedFile], said: str, place: Town
) -> None:
    with pytest.raises(Refusal, match=said):
        filed(files)
    assert not Order.objects.exists() and not Material.objects.exists()


def test_a_file_opens_for_those_who_may_read_the_words(place: Town, client: Client) -> None:
    share = share_at(AssignmentState.CLAIMED, place)
    actions.supplement(share.order.number, "", files=[photo()], by=place.actor(Role.AGENT, "centre"), at=AT)
    (row,) = queries.materials(share.order)
    address = f"/intake/material/{row.stored}/"
    for role, unit, status in ((Role.REQUEST_CENTRE, "lake", 200), (Role.REQUEST_CENTRE, "hill", 404)):
        client.force_login(place.person(role, unit), "django.contrib.auth.backends.ModelBackend")
        answer = client.get(address)
        assert answer.status_code == status
        if status == 200:
            assert b"".join(answer.streaming_content), "read to its end, it is closed"  # type: ignore[attr-defined]
    client.force_login(place.person(Role.REQUEST_CENTRE, "lake"), "django.contrib.auth.backends.ModelBackend")
    assert row.name in client.get(f"/orders/{share.order.number}/").content.decode()
    sent = b"".join(client.get(address).streaming_content)  # type: ignore[attr-defined]
    assert sent.startswith(b"\xff\xd8\xff") and b"GPS" not in sent
    Order.objects.filter(pk=share.order.pk).update(confidential=True)
    assert client.get(address).status_code == 404
    assert row.name not in client.get(f"/orders/{share.order.number}/").content.decode()
