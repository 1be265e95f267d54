"""The directory's pages: lists, sheets, upload with preview, standing in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jiesu.directory import actions, queries
from jiesu.directory.models import Delegation, Unit
from jiesu.kit import clock
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import Role
from tests.builders import Town, town

pytestmark = pytest.mark.django_db


@pytest.fixture
def sample(settings: Any, tmp_path: Path) -> Town:
    settings.DATA = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    return town()


def as_one(sample: Town, role: Role, unit: str) -> Client:
    client = Client()
    client.force_login(sample.person(role, unit), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    "page",
    ["", "areas/", "people/", "sources/", "me/", "units/lake/", "areas/s-lake/", "people/lake.head/", "changes/",
     "bring/"],
)  # fmt: skip
def test_a_page_opens_in_both_languages(sample: Town, page: str, language: str) -> None:
    client = as_one(sample, Role.ADMIN, "centre")
    client.cookies["jiesu_language"] = language
    assert client.get(f"/directory/{page}").status_code == 200


def test_a_visitor_is_sent_to_the_login_page(sample: Town) -> None:
    answer = Client().get("/directory/")
    assert answer.status_code == 302 and "login" in answer["Location"]


def test_the_list_of_units_finds_old_names_and_leaves_as_csv_and_json(sample: Town) -> None:
    actions.rename_unit(sample.units["lake"], "样例新湖街道", since=clock.today(), by=SYSTEM, at=clock.now())
    client = as_one(sample, Role.HANDLER, "lake")
    page = client.get("/directory/?q=湖滨").content.decode()
    assert "样例新湖街道" in page and "样例山前街道" not in page
    assert "样例新湖街道" in b"".join(client.get("/directory/?format=csv")).decode("utf-8-sig")
    assert client.get("/directory/?format=json&q=湖滨").json()


def test_the_sheet_of_a_unit_shows_its_people_and_the_units_beneath(sample: Town) -> None:
    page = as_one(sample, Role.HANDLER, "hill").get("/directory/units/lake/").content.decode()
    assert "样例柳荫社区" in page and "/directory/people/lake.head/" in page and "主要领导" in page


def test_an_unknown_unit_is_a_sentence_and_no_traceback(sample: Town) -> None:
    answer = as_one(sample, Role.ADMIN, "centre").get("/directory/units/nowhere/")
    assert answer.status_code == 409 and "nowhere" in answer.content.decode()


def upload(client: Client, text: str, go: str, name: str = "units.csv") -> Any:
    file = SimpleUploadedFile(name, text.encode("gb18030"))
    return client.post("/directory/bring/", {"file": file, "what": "", "go": go})


ROWS = "编码,名称,类别,上级\nnew,样例新科室,科室,lake\nbad,样例,月亮,lake\n"


def test_an_upload_is_looked_at_first_and_changes_nothing(sample: Town) -> None:
    client = as_one(sample, Role.ADMIN, "centre")
    page = upload(client, ROWS, "look").content.decode()
    assert "月亮" in page and not Unit.objects.filter(code="new").exists()
    page = upload(client, ROWS, "bring").content.decode()
    assert queries.unit("new").path == "/centre/east/lake/new/"
    link = page.split('href="/directory/bring/')[1].split('"')[0]
    refused = b"".join(client.get(f"/directory/bring/{link}").streaming_content)
    assert "月亮" in refused.decode("utf-8-sig")


def test_a_hostile_upload_is_refused_with_a_sentence(sample: Town) -> None:
    answer = upload(as_one(sample, Role.ADMIN, "centre"), "<?xml version='1.0'?><!DOCTYPE x []><x/>", "look")
    assert answer.status_code == 200 and "said-refusal" in answer.content.decode()


def test_only_an_administrator_opens_the_upload_page(sample: Town) -> None:
    assert as_one(sample, Role.HEAD, "lake").get("/directory/bring/").status_code == 403


def test_standing_in_is_asked_for_taken_up_and_ended_on_one_page(sample: Town) -> None:
    today = clock.today().isoformat()
    lends = {"taker": "lake.head", "unit": "lake", "role": "", "valid_from": today, "valid_to": today}
    assert as_one(sample, Role.AREA_LEADER, "lake").post("/directory/me/", lends).status_code == 302
    assert Delegation.objects.get().made_by == "person:lake.area_leader"
    client = as_one(sample, Role.HEAD, "lake")
    client.post("/directory/me/stand-in/", {"giver": "lake.area_leader"})
    actor = client.get("/directory/me/").wsgi_request.actor
    assert (actor.key, actor.delegate_for) == ("person:lake.head", "person:lake.area_leader")
    client.post("/directory/me/stand-in/", {"giver": ""})
    assert client.get("/directory/me/").wsgi_request.actor.delegate_for == ""


def test_nobody_stands_in_unasked(sample: Town) -> None:
    answer = as_one(sample, Role.HEAD, "lake").post("/directory/me/stand-in/", {"giver": "lake.main_leader"})
    assert answer.status_code == 403


def test_a_list_costs_the_same_queries_however_many_rows(
    sample: Town, django_assert_max_num_queries: Any
) -> None:
    client = as_one(sample, Role.ADMIN, "centre")
    for n in range(40):
        actions.add_unit(code=f"u{n}", name=f"样例{n}", kind="section", level="street",
                         parent=sample.units["lake"], by=SYSTEM, at=clock.now())  # fmt: skip
    with django_assert_max_num_queries(8):
        client.get("/directory/")
