"""Who is competent, and when a machine may dispatch."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiesu.rules.routing import (
    Automatic,
    Body,
    Catalogue,
    Category,
    Duty,
    Guess,
    Post,
    Roster,
    Suggestion,
    automatic,
    by_words,
    check_lead,
    suggest,
)
from jiesu.rules.terms import Level, Mode, RequestType, UnitRole
from jiesu.rules.verdict import Refusal

DAY = date(2022, 5, 1)
GATE = Automatic(
    Fraction(9, 10), Fraction(1, 5), Fraction(3, 5), 3,
    frozenset({RequestType.REPORT}), frozenset({Level.P1}), Fraction(1, 20), "art 11",
)  # fmt: skip
BODIES = {
    "street": Body("街道", frozenset({"street"})),
    "housing": Body("住建部门", frozenset({"department"}), ("住建",)),
    "special": Body("专班", units=frozenset({"zb"})),
    "district": Body("区政府", frozenset({"district"})),
}
CATEGORIES = {
    "01": Category("住房", (), (Duty("housing", clause="条例"),)),
    "0101": Category("物业", ("物业",)),
    "010101": Category(
        "电梯", ("电梯", "电梯故障"), (Duty("street", clause="属地"), Duty("housing", role=UnitRole.ASSIST))
    ),
    "010102": Category("施工", ("施工",), (Duty("street"), Duty("housing"))),
    "02": Category(
        "专项", ("专项",), (Duty("special", areas=frozenset({"cy"}), valid_to=date(2022, 12, 31)),)
    ),
    "03": Category("无主", ("无主",)),
}
CATALOGUE = Catalogue(
    CATEGORIES, BODIES, GATE, Duty("district", clause="art 12(2)"),
    Duty("district", role=UnitRole.ASSIST, clause="art 12(1)"), frozenset({"street"}),
)  # fmt: skip
POSTS = (
    Post("jxq", "酒仙桥街道", "street", "street", "/bj/cy/jxq/"),
    Post("wj", "望京街道", "street", "street", "/bj/cy/wj/"),
    Post("cyzj", "朝阳区住建委", "department", "district", "/bj/cy/"),
    Post("szj", "市住建委", "department", "city", "/bj/"),
    Post("cy", "朝阳区", "district", "district", "/bj/cy/"),
    Post("zb", "专班", "team", "district", "/bj/cy/"),
    Post("dsz", "大山子社区", "community", "community", "/bj/cy/jxq/dsz/"),
)
ROSTER = Roster(CATALOGUE, POSTS)


def ask(category: str = "", area: str = "/bj/cy/jxq/dsz/", day: date = DAY, **more: object) -> Suggestion:
    return suggest(CATALOGUE, ROSTER, category=category, area_path=area, day=day, **more).value  # type: ignore[arg-type]


@pytest.mark.req("R075", part="the catalogue's basis")
def test_a_chosen_category_and_a_place_give_the_street_with_reason_and_clause() -> None:
    verdict = suggest(CATALOGUE, ROSTER, category="010101", area_path="/bj/cy/jxq/dsz/", day=DAY)
    lead = verdict.value.leads[0]
    assert (lead.unit, lead.confidence, verdict.clause) == ("jxq", 1, "属地")
    assert str(lead.reasons[0]) == "The catalogue gives “住房 / 物业 / 电梯” to 街道."
    assert [c.unit for c in verdict.value.assists] == ["cyzj"]
    assert not verdict.value.crossing


def test_a_street_dispatched_to_directly_is_copied_to_its_district() -> None:
    copies = ask("010101").copies
    assert [(c.unit, c.mode, c.role) for c in copies] == [("cy", Mode.DUAL, UnitRole.ASSIST)]
    assert ask("0101").copies == ()


def test_the_law_says_after_how_many_returns_a_unit_is_designated() -> None:
    twice = replace(CATALOGUE, most_returns=2)
    assert [twice.designates(n) for n in (0, 1, 2, 3)] == [False, False, True, True]
    assert not CATALOGUE.designates(99)


def test_a_line_without_duties_has_those_above_it_and_the_nearest_body_serves() -> None:
    assert [c.unit for c in ask("0101").leads] == ["cyzj"]
    assert [c.unit for c in ask("0101", area="/bj/hr/").leads] == ["szj"]
    assert CATALOGUE.path_of("0101") == ("住房", "物业")
    assert CATALOGUE.leaves() == ("010101", "010102", "02", "03")


@pytest.mark.req("R081", part="detection")
def test_duties_of_two_units_that_cross_are_both_shown() -> None:
    found = ask("010102")
    assert [c.unit for c in found.leads] == ["cyzj", "jxq"]
    assert found.crossing


def test_where_only_the_district_is_known_the_district_stands_in() -> None:
    verdict = suggest(CATALOGUE, ROSTER, category="010101", area_path="/bj/cy/", day=DAY)
    lead = verdict.value.leads[0]
    assert (lead.unit, lead.by_catalogue, verdict.clause) == ("cy", False, "art 12(2)")
    assert "district stands in" in str(verdict.steps[-1])


def test_where_nothing_is_known_nobody_is_suggested() -> None:
    found = ask("03", area="/")
    assert (found.leads, found.copies, found.margin) == ((), (), 0)


def test_a_duty_holds_only_in_its_area_and_between_its_days() -> None:
    assert [c.unit for c in ask("02").leads] == ["zb"]
    assert [c.unit for c in ask("02", day=date(2023, 1, 1)).leads] == ["cy"]
    assert ask("02", area="/bj/hr/").leads == ()


def test_a_duty_may_ask_for_a_level() -> None:
    catalogue = Catalogue(
        {"01": Category("住房", (), (Duty("housing", level="city"),))},
        BODIES,
        GATE,
        Duty("district"),
        Duty("district"),
        frozenset(),
    )
    roster = Roster(catalogue, POSTS)
    found = suggest(catalogue, roster, category="01", area_path="/bj/cy/jxq/", day=DAY).value
    assert [c.unit for c in found.leads] == ["szj"]


def test_guesses_are_ranked_by_their_confidence_and_the_best_one_of_a_unit_counts() -> None:
    guesses = [
        Guess("0101", Fraction(1, 5)),
        Guess("010101", Fraction(3, 5)),
        Guess("010102", Fraction(1, 10)),
    ]
    found = ask(guesses=guesses)
    assert [(c.unit, c.confidence) for c in found.leads] == [
        ("jxq", Fraction(3, 5)),
        ("cyzj", Fraction(1, 5)),
    ]
    assert found.margin == Fraction(2, 5)


def test_history_strengthens_a_unit_of_the_catalogue_and_can_name_one_that_is_not() -> None:
    found = ask(
        "010101",
        units=[Guess("jxq", Fraction(1, 2)), Guess("wj", Fraction(1, 4)), Guess("gone", Fraction(1))],
    )
    assert [(c.unit, c.by_catalogue, len(c.reasons)) for c in found.leads] == [
        ("jxq", True, 2),
        ("wj", False, 1),
    ]
    assert found.leads[0].confidence == 1


@given(st.permutations(["0101", "010101", "010102", "02"]), st.integers(1, 9))
def test_the_order_of_guesses_does_not_change_the_ranking(codes: list[str], part: int) -> None:
    guesses = [Guess(code, Fraction(part * len(code), 100)) for code in codes]
    assert ask(guesses=guesses).leads[0] == ask(guesses=sorted(guesses, key=lambda g: g.code)).leads[0]


def gate(suggestion: Suggestion, **change: object) -> list[str]:
    values: dict[str, object] = {
        "request_type": RequestType.COMPLAINT, "level": Level.P3, "place_resolved": True
    }  # fmt: skip
    verdict = automatic(GATE, suggestion, **(values | change))  # type: ignore[arg-type]
    assert verdict.value is not bool(verdict.steps)
    return [str(step) for step in verdict.steps]


@pytest.mark.req("R073", part="the gate")
def test_a_sure_suggestion_of_the_catalogue_may_be_dispatched_without_a_person() -> None:
    assert gate(ask("010101")) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"request_type": RequestType.REPORT}, "A person dispatches this type of request."),
        ({"level": Level.P1}, "A person dispatches this level."),
        ({"place_resolved": False}, "The place is not resolved to one street."),
        ({"sensitive": True}, "The request is sensitive."),
        ({"minor": True}, "The request concerns a minor."),
    ],
)
def test_a_person_dispatches_what_the_machine_must_not(change: dict[str, object], said: str) -> None:
    assert gate(ask("010101"), **change) == [said]


def test_no_place_is_asked_for_where_one_unit_alone_answers_for_the_whole_city() -> None:
    team = Post("zb", "专班", "team", "city", "/bj/")
    ours = Roster(CATALOGUE, (*(post for post in POSTS if post.code != "zb"), team))
    found = suggest(CATALOGUE, ours, area_path="/bj/cy/", day=DAY, category="02").value
    assert [(c.unit, c.everywhere) for c in found.leads] == [("zb", True)]
    assert gate(found, place_resolved=False) == []


def test_a_person_dispatches_what_is_unsure_too_near_crossing_or_unfounded() -> None:
    near = [Guess("010101", Fraction(1, 2)), Guess("0101", Fraction(2, 5))]
    assert gate(ask(guesses=near)) == [
        "The suggestion is not sure enough.",
        "The second candidate is too near.",
    ]
    assert "Duties of several units cross." in gate(ask("010102"))
    assert gate(ask("03", area="/"))[0] == "No unit was found."
    assert gate(ask(units=[Guess("jxq", Fraction(1))])) == ["The catalogue does not name the unit."]


def test_words_of_the_catalogue_find_a_category_when_nothing_was_learnt_yet() -> None:
    found = by_words(CATALOGUE, "物业不管，电梯故障三天")
    assert [guess.code for guess in found] == ["010101", "0101"]
    assert sum(guess.confidence for guess in found) == 1
    assert by_words(CATALOGUE, "天气真好") == ()


@pytest.mark.req("R076", part="never the lead")
def test_a_community_may_assist_but_never_lead() -> None:
    with pytest.raises(ValueError, match="never lead"):
        Duty("community", level="community")
    assert Duty("community", level="community", role=UnitRole.ASSIST).role is UnitRole.ASSIST
    posts = {post.code: post for post in POSTS}
    with pytest.raises(Refusal, match="never lead"):
        check_lead(posts, "dsz")
    check_lead(posts, "jxq")


def test_a_catalogue_with_a_loose_category_or_an_unknown_body_is_refused() -> None:
    with pytest.raises(ValueError, match="below a category 05"):
        Catalogue({"0501": Category("x")}, BODIES, GATE, Duty("district"), Duty("district"), frozenset())
    with pytest.raises(ValueError, match="body “nobody”"):
        Catalogue({}, BODIES, GATE, Duty("nobody"), Duty("district"), frozenset())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("010101", "010101"),
        ("电梯", "010101"),
        ("住房 / 物业", "0101"),
        ("住房>物业>电梯", "010101"),
        ("天气", ""),
        ("", ""),
    ],
)
def test_a_category_is_known_by_its_code_its_path_or_its_name(text: str, code: str) -> None:
    assert CATALOGUE.code_named(text) == code
