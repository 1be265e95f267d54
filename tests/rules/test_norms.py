"""The norms of work: what each stage asks for, how each kind of request goes."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from jiesu.policy.files import read
from jiesu.rules import norms as law
from jiesu.rules.matters import Matter
from jiesu.rules.norms import Check, Course, Done, Norm, Norms, WorkStage
from jiesu.rules.terms import RequestType, Role, Verb
from tests.rules.laws import moment

FILE = Path(__file__).resolve().parents[2] / "policies" / "beijing" / "norms" / "2019-01-01.yaml"
AT = moment("2026-03-02 10:00")
HOUR = timedelta(hours=1)
PLAIN = Matter(RequestType.COMPLAINT)


@cache
def rules() -> Norms:
    shipped = read(FILE).rules
    assert isinstance(shipped, Norms)
    return shipped


def done(verb: Verb, hours: int, role: Role, by: str, *fields: str, **more: Any) -> Done:
    usual: dict[str, Any] = {"unit": "/city/lake/", "share": 1}
    return Done(verb, AT + hours * HOUR, by, role, fields=frozenset(fields), **(usual | more))


def good() -> dict[Verb, Done]:
    """An order that went as the law says."""
    return {
        Verb.CLAIM: done(Verb.CLAIM, 0, Role.REQUEST_CENTRE, "centre", due=AT),
        Verb.ASSIGN: done(Verb.ASSIGN, 0, Role.HEAD, "head"),
        Verb.CONTACT: done(Verb.CONTACT, 1, Role.HANDLER, "clerk", "way", "reached", due=AT + HOUR),
        Verb.SUBMIT: done(Verb.SUBMIT, 5, Role.HANDLER, "clerk", "result", "reply_print", due=AT + 24 * HOUR),
        Verb.REVIEW: done(Verb.REVIEW, 6, Role.HEAD, "head"),
        Verb.SIGN: done(Verb.SIGN, 7, Role.AREA_LEADER, "leader"),
        Verb.RATE: done(Verb.RATE, 30, Role.FOLLOWUP_AGENT, "agent", "outcome", unit="/city/", share=None),
    }


def said(**change: Any) -> list[tuple[WorkStage, str]]:
    events = {str(verb): event for verb, event in good().items()} | change
    looked = law.look(rules(), PLAIN, [e for e in events.values() if e], units=["/city/lake/"], closed=True)
    return [(breach.stage, str(breach.sentence)) for breach in law.breaches(looked)]


@pytest.mark.req("R086")
def test_all_eight_stages_are_data_with_fields_roles_and_checks() -> None:
    assert set(rules().stages) == set(WorkStage) and len(WorkStage) == 8
    assert any(n.fields for n in rules().stages.values()) and any(n.roles for n in rules().stages.values())
    assert {check for norm in rules().stages.values() for check in norm.checks} >= {
        Check.ON_TIME, Check.OTHERS, Check.OUTSIDE, Check.IN_TURN,
    }  # fmt: skip


@pytest.mark.req("R086")
def test_an_order_that_went_as_the_law_says_lacks_nothing() -> None:
    assert said() == []


@pytest.mark.req("R086")
@pytest.mark.parametrize(
    ("change", "stage", "words"),
    [
        ({"claim": done(Verb.CLAIM, 2, Role.REQUEST_CENTRE, "centre", due=AT)}, WorkStage.RECEIVE, "on_time"),
        ({"claim": done(Verb.CLAIM, 0, Role.HANDLER, "clerk")}, WorkStage.RECEIVE, "handler did it"),
        ({"contact": done(Verb.CONTACT, 1, Role.HANDLER, "clerk", "way")}, WorkStage.RESPOND, "“reached” was not said"),
        ({"contact": None}, WorkStage.RESPOND, "missing"),
        ({"contact": done(Verb.CONTACT, 1, Role.HEAD, "x", "way", "reached", share=2)}, WorkStage.RESPOND, "in_turn"),
        ({"submit": done(Verb.SUBMIT, 5, Role.HANDLER, "clerk", "result")}, WorkStage.HANDLE, "“reply” was not said"),
        ({"sign": done(Verb.SIGN, 7, Role.AREA_LEADER, "clerk")}, WorkStage.REVIEW, "others"),
        ({"rate": done(Verb.RATE, 30, Role.FOLLOWUP_AGENT, "a", "outcome")}, WorkStage.FOLLOW_UP, "outside"),
    ],
    ids=["late", "role", "field", "missing", "turn", "print", "others", "outside"],
)  # fmt: skip
def test_what_an_order_lacks_is_said_with_its_stage(
    change: dict[str, Any], stage: WorkStage, words: str
) -> None:
    found = said(**change)
    assert any(where is stage and words.lower() in text.lower() for where, text in found), found


def test_an_open_order_misses_no_stage_yet_and_the_house_itself_is_no_wrong_role() -> None:
    looked = law.look(rules(), PLAIN, [], units=[])
    assert not law.breaches(looked) and all(one.first is None for one in looked)
    own = Done(Verb.GIVE_UP, AT, "system", Role.SYSTEM, "/city/lake/", fields=frozenset({"outcome"}))
    assert not law.breaches(law.look(rules(), PLAIN, [own], units=["/city/lake/"]))
    unknown = Done(Verb.CLAIM, AT)
    assert not law.breaches(law.look(rules(), PLAIN, [unknown]))


def test_files_can_be_asked_for_and_the_first_stage_comes_after_none() -> None:
    asked = Norms(
        {WorkStage.HANDLE: Norm(frozenset({Verb.SUBMIT}), checks=frozenset({Check.FILES, Check.IN_TURN}))}
    )
    bare = Done(Verb.SUBMIT, AT)
    assert [str(b.sentence) for b in law.breaches(law.look(asked, PLAIN, [bare]))] == ["Not so: files."]
    assert not law.breaches(law.look(asked, PLAIN, [Done(Verb.SUBMIT, AT, fields=frozenset({"files"}))]))


@pytest.mark.parametrize(
    ("kind", "course"),
    [
        (RequestType.INQUIRY, Course.ANSWER), (RequestType.HELP, Course.HANDLE), (RequestType.COMPLAINT, Course.HANDLE),
        (RequestType.REPORT, Course.PROTECT), (RequestType.SUGGESTION, Course.COLLECT),
        (RequestType.PRAISE, Course.PASS_ON), (None, Course.HANDLE),
    ],
)  # fmt: skip
def test_each_kind_goes_its_way(kind: RequestType | None, course: Course) -> None:
    assert law.course_of(rules(), kind) is course


def test_without_a_law_a_report_is_still_in_confidence_and_any_leader_signs() -> None:
    assert law.course_of(Norms(), RequestType.REPORT) is Course.PROTECT
    assert law.course_of(Norms(), RequestType.PRAISE) is Course.HANDLE
    assert law.may_sign(Norms(), RequestType.REPORT, Role.AREA_LEADER)
    assert not law.may_sign(rules(), RequestType.REPORT, Role.AREA_LEADER)
    assert law.may_sign(rules(), RequestType.REPORT, Role.MAIN_LEADER)
