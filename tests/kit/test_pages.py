"""The kit's own pages in the whole house: login and out, language, home, errors, health, the living page."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from jiesu.config.urls import urlpatterns as house
from jiesu.rules.terms import Verb
from jiesu.rules.verdict import Refusal
from tests.builders import AT, town

pytestmark = pytest.mark.django_db
PASSWORD = "a long sample password"


def refuse(request: HttpRequest) -> HttpResponse:
    raise Refusal("“%(verb)s” is not yours to do on this order.", verb=Verb.CLAIM)


def stumble(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


urlpatterns = [path("refuse/", refuse), path("stumble/", stumble), *house]
in_this_house = override_settings(ROOT_URLCONF=__name__)


@pytest.fixture
def somebody() -> object:
    return get_user_model().objects.create_user("sample", name="示例用户", password=PASSWORD)


def login(client: Client, password: str = PASSWORD) -> HttpResponse:
    return client.post("/login/", {"username": "sample", "password": password, "next": "/kit/"})  # type: ignore[return-value]


def test_a_person_logs_in_goes_where_they_wanted_and_logs_out(client: Client, somebody: object) -> None:
    answer = login(client)
    assert (answer.status_code, answer["Location"]) == (302, "/kit/")
    assert client.get("/waiting/").json() == {}
    assert client.post("/logout/").status_code == 302
    assert client.get("/waiting/")["Location"].startswith("/login/")


def test_a_wrong_password_is_told_in_chinese_and_five_lock_the_login(
    client: Client, somebody: object
) -> None:
    first = client.post("/login/", {"username": "sample", "password": "wrong"})
    assert "登录名或密码不正确" in first.content.decode()
    for _ in range(4):
        answer = login(client, "wrong")
    assert "暂时锁定" in answer.content.decode()
    assert login(client).status_code == 429


def test_the_language_of_a_person_is_spoken_after_login(client: Client, somebody: object) -> None:
    get_user_model().objects.update(language="en")
    login(client)
    assert "Nothing was changed." in client.get("/kit/").content.decode()


def test_the_language_is_switched_by_a_post_and_remembered(client: Client) -> None:
    assert "登录" in client.get("/login/").content.decode()
    answer = client.post("/language/", {"language": "en", "next": "/login/"})
    assert answer["Location"] == "/login/"
    assert "Log in" in client.get("/login/").content.decode()
    assert client.get("/language/").status_code == 405


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_the_language_switch_leads_nowhere_else(client: Client, elsewhere: str) -> None:
    assert client.post("/language/", {"language": "en", "next": elsewhere})["Location"] == "/"


def test_an_unknown_language_changes_nothing(client: Client) -> None:
    assert not client.post("/language/", {"language": "xx"}).cookies


def test_home_without_a_desk_says_whom_to_ask(client: Client, somebody: object) -> None:
    login(client)
    assert "系统管理员" in client.get("/").content.decode()


def test_the_living_page_is_for_builders(client: Client, settings: pytest.FixtureRequest) -> None:
    assert client.get("/kit/").status_code == 403
    settings.DEBUG = True  # type: ignore[attr-defined]
    assert client.get("/kit/").status_code == 200
    assert client.get("/kit/list/?format=csv").status_code == 200


@in_this_house
def test_a_refusal_that_nobody_caught_is_a_sentence_on_a_page(client: Client) -> None:
    answer = client.get("/refuse/")
    assert answer.status_code == 409
    assert "接件" in answer.content.decode()


@in_this_house
def test_a_refusal_inside_a_page_goes_where_refusals_are_said(client: Client) -> None:
    answer = client.get("/refuse/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Retarget"]) == (409, "#said")
    assert "<html" not in answer.content.decode()


@in_this_house
def test_a_fault_of_ours_is_a_calm_page_without_a_traceback(client: Client) -> None:
    client.raise_request_exception = False
    answer = client.get("/stumble/")
    assert answer.status_code == 500
    assert "系统出错" in answer.content.decode()
    assert "ZeroDivisionError" not in answer.content.decode()


def test_a_page_that_is_not_there_says_so_in_our_dress(client: Client) -> None:
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert "未找到" in answer.content.decode()


def test_a_form_from_elsewhere_is_not_taken(somebody: object) -> None:
    answer = Client(enforce_csrf_checks=True).post("/login/", {"username": "sample", "password": PASSWORD})
    assert answer.status_code == 403
    assert "重新提交" in answer.content.decode()


def test_the_house_says_that_it_stands(client: Client) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["database"] is True


def test_no_page_of_the_kit_needs_inline_code(client: Client, settings: pytest.FixtureRequest) -> None:
    settings.DEBUG = True  # type: ignore[attr-defined]
    for address in ("/kit/", "/kit/list/", "/login/", "/nowhere-at-all/"):
        text = client.get(address).content.decode()
        if address == "/nowhere-at-all/":
            continue
        assert not re.search(r"\son\w+=|\sstyle=|<style|javascript:", text), address
        assert not re.search(r"<script(?![^>]*(src=|application/json))", text), address
        assert "script-src" not in client.get(address)["Content-Security-Policy"].replace(
            "script-src 'self'", ""
        )


def test_the_town_of_the_tests_finds_every_desk_that_is_there(client: Client) -> None:
    town()
    person = get_user_model().objects.exclude(seats=None).first()
    assert person is not None
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/").status_code in (200, 302), AT
