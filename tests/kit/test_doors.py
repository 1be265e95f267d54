"""Doors: who comes in, who is sent to the login, who is refused, and in which form."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils.translation import override

from jiesu.kit import nav
from jiesu.kit.doors import ANONYMOUS, door
from jiesu.kit.middleware import RefusalMiddleware, refused
from jiesu.rules.reach import Actor, Seat
from jiesu.rules.terms import Desk, Role, Verb
from jiesu.rules.verdict import NotYours, Refusal


def actor(*roles: Role) -> Actor:
    return Actor("person:sample", "示例", tuple(Seat(role) for role in roles))


def ask(who: Actor, path: str = "/x/", **headers: str) -> HttpRequest:
    request = RequestFactory().get(path, headers=headers)
    request.actor = who  # type: ignore[attr-defined]
    return request


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("in")


def test_a_verbs_door_lets_in_whom_the_reach_table_names() -> None:
    claim = door(Verb.CLAIM)(page)
    assert claim(ask(actor(Role.HEAD))).status_code == 200
    with pytest.raises(NotYours):
        claim(ask(actor(Role.FOLLOWUP_AGENT)))


def test_a_desks_door_lets_in_whose_role_opens_the_desk() -> None:
    desk = door.sees(Desk.FOLLOWUP)(page)
    assert desk(ask(actor(Role.FOLLOWUP_AGENT))).status_code == 200
    with pytest.raises(NotYours):
        desk(ask(actor(Role.HANDLER)))


def test_the_anonymous_are_sent_to_the_login_and_back_again() -> None:
    answer = door(Verb.CLAIM)(page)(ask(ANONYMOUS, "/handling/1/claim/"))
    assert (answer.status_code, answer["Location"]) == (302, "/login/?next=/handling/1/claim/")


def test_an_anonymous_machine_is_told_to_log_in() -> None:
    assert door.any_one(page)(ask(ANONYMOUS, "/x/?format=json")).status_code == 401


def test_an_open_door_lets_everybody_in() -> None:
    assert door.open_to_all(page)(ask(ANONYMOUS)).status_code == 200


@pytest.mark.parametrize(
    ("decorated", "kind"),
    [
        (door(Verb.CLAIM)(page), "verb"),
        (door.sees(Desk.INTAKE)(page), "sees"),
        (door.open_to_all(page), "open_to_all"),
    ],
)
def test_every_view_says_which_door_it_has(decorated: object, kind: str) -> None:
    assert decorated.door.kind == kind  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("refusal", "status"), [(Refusal("Not possible"), 409), (NotYours("Not possible"), 403)]
)
def test_an_uncaught_refusal_becomes_a_page_without_a_traceback(refusal: Refusal, status: int) -> None:
    with override("zh-hans"):
        answer = refused(ask(actor(Role.HEAD)), refusal)
    assert answer.status_code == status
    assert "无法操作" in answer.content.decode()
    assert "Traceback" not in answer.content.decode()


def test_a_refusal_for_a_machine_is_json() -> None:
    with override("zh-hans"):
        answer = refused(ask(actor(Role.HEAD), Accept="application/json"), Refusal("Not possible"))
    assert answer.headers["Content-Type"] == "application/json"
    assert "无法操作" in answer.content.decode()


def test_an_error_that_is_no_refusal_goes_on() -> None:
    assert RefusalMiddleware(page).process_exception(ask(ANONYMOUS), ValueError()) is None


def test_navigation_shows_only_what_the_role_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    items = [nav.NavItem(Desk.FOLLOWUP, "kit:living", 2), nav.NavItem(Desk.HANDLING, "kit:living_list", 1)]
    monkeypatch.setattr(nav, "items", lambda: items)
    seen = nav.entries(actor(Role.HANDLER), "/kit/list/")
    assert [(entry.key, entry.current) for entry in seen] == [("kit:living_list", True)]
    assert nav.home_url(actor(Role.FOLLOWUP_AGENT)) == "/kit/"
    assert nav.home_url(actor(Role.LAW_EDITOR)) == ""


def test_what_waits_is_counted_up_to_a_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    item = nav.NavItem(Desk.HANDLING, "kit:living", count=lambda who: 1000)
    monkeypatch.setattr(nav, "items", lambda: [item])
    assert nav.counts(actor(Role.HANDLER)) == {"kit:living": "999+"}
    assert nav.counts(actor(Role.FOLLOWUP_AGENT)) == {}


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.REQUESTER, Role.SYSTEM)])
def test_every_role_has_a_first_desk_that_it_may_open(role: Role) -> None:
    assert [desk for named, desk in nav.HOME if named is role and actor(role).sees(desk)]
