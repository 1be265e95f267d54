"""The administrator's pages: a person is added, seated, given a password; the record tells it in words."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from jiesu.directory import queries
from jiesu.rules.terms import Role
from tests.builders import Town, town

pytestmark = pytest.mark.django_db
SECRET = "example-words-2026"


@pytest.fixture
def sample(settings: Any) -> Town:
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    return town()


def client_of(sample: Town, role: Role, unit: str) -> Client:
    client = Client()
    client.force_login(sample.person(role, unit), backend="django.contrib.auth.backends.ModelBackend")
    return client


def add(client: Client, login: str = "new.one") -> Any:
    return client.post("/directory/add-person/", {"login": login, "name": "样例新人", "email": ""})


def test_a_person_is_added_seated_and_given_a_password(sample: Town) -> None:
    client = client_of(sample, Role.ADMIN, "centre")
    assert add(client)["Location"] == "/directory/people/new.one/give-seat/"
    seated = client.post(
        "/directory/people/new.one/give-seat/", {"unit": "lake", "role": "handler", "post": ""}
    )
    assert seated["Location"] == "/directory/people/new.one/set-password/"
    secret = {"password": SECRET, "again": SECRET}
    assert client.post("/directory/people/new.one/set-password/", secret).status_code == 302
    person = queries.person("new.one")
    assert [(s.unit.code, s.role) for s in queries.seats_of(person)] == [("lake", "handler")]
    assert person.check_password(SECRET)


def test_a_login_is_given_once(sample: Town) -> None:
    page = add(client_of(sample, Role.ADMIN, "centre"), "lake.head").content.decode()
    assert "登录名 lake.head 已存在" in page


@pytest.mark.parametrize("again", ["other-words-2026", "1"])
def test_a_password_that_differs_or_is_weak_is_not_set(sample: Town, again: str) -> None:
    client = client_of(sample, Role.ADMIN, "centre")
    add(client)
    first = "1" if again == "1" else SECRET
    answer = client.post("/directory/people/new.one/set-password/", {"password": first, "again": again})
    assert answer.status_code == 200 and not queries.person("new.one").has_usable_password()
    assert "field-error" in answer.content.decode() or "said-refusal" in answer.content.decode()


@pytest.mark.parametrize(
    "page", ["add-person/", "people/lake.head/give-seat/", "people/lake.head/set-password/"]
)
def test_nobody_but_an_administrator_opens_these_pages(sample: Town, page: str) -> None:
    assert client_of(sample, Role.HEAD, "lake").get(f"/directory/{page}").status_code == 403
    for language in ("zh-hans", "en"):
        client = client_of(sample, Role.ADMIN, "centre")
        client.cookies["jiesu_language"] = language
        assert client.get(f"/directory/{page}").status_code == 200


def test_the_record_of_changes_speaks_in_words_and_names(sample: Town) -> None:
    client = client_of(sample, Role.ADMIN, "centre")
    add(client)
    client.post("/directory/people/new.one/give-seat/", {"unit": "lake", "role": "handler", "post": ""})
    page = client.get("/directory/changes/").content.decode()
    assert (
        f"单位：{sample.units['lake'].name}；角色：办件人" in page
        and "设置任职" in page
        and "样例新人" in page
    )
    assert sample.person(Role.ADMIN, "centre").name in page
    rows = page.split("<tbody>")[1]
    assert "give_seat" not in rows and "person:centre" not in rows


def test_the_record_costs_the_same_however_many_changes(
    sample: Town, django_assert_max_num_queries: Any
) -> None:
    client = client_of(sample, Role.ADMIN, "centre")
    with django_assert_max_num_queries(10):
        client.get("/directory/changes/")
