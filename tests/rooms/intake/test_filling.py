"""The form fills itself while the agent types; a person confirms, and corrections are told and taught."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest
from django.test import Client

from jiesu.intake import actions, filling, queries, suggesting
from jiesu.intake.building import Builder
from jiesu.intake.forms import DeskForm
from jiesu.intake.words import Kin
from jiesu.kit import clock
from jiesu.orders import face as orders
from jiesu.rules.reach import Actor
from jiesu.rules.routing import Guess
from jiesu.rules.terms import OrderState, RequestType, Role, Verb
from tests.builders import Town
from tests.rooms.intake.conftest import AT, PHONE, TEXT, told

ZH = {"Accept-Language": "zh-hans"}
LIFT = "样例柳荫社区三号楼电梯故障三天，昨天晚上8点有人被困，要求物业公司尽快维修。"


def guess(found: filling.Filled | None, field: str) -> filling.Guess:
    assert found is not None
    return next(g for g in found.guesses if g.field == field)


@pytest.mark.req("R004", part="type, category, level and place while typing")
def test_every_guess_comes_with_its_reason(place: Town) -> None:
    found = filling.filled("", LIFT, AT)
    assert found is not None and found.judged.level is not None
    category = guess(found, "category")
    assert category.why.values["words"] and category.percent
    assert guess(found, "area").value == "样例柳荫社区 [c-willow]" and guess(found, "area").fills
    assert guess(found, "request_type").value == RequestType.HELP
    assert "电梯" in guess(found, "title").value
    assert found.elements.times and found.elements.targets and found.elements.wants
    assert filling.filled("", "电梯", AT) is None


def test_no_reading_is_shown_as_certain_and_what_is_hardly_likely_is_not_offered(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = list(Builder(AT).reader.names)[:3]
    shares = (Fraction(1), Fraction(3, 100), Fraction(1, 100))
    known = suggesting.Suggested(
        RequestType.HELP, tuple(Guess(code, share) for code, share in zip(codes, shares, strict=True))
    )
    monkeypatch.setattr(suggesting.Reader, "read", lambda *_: known)
    found = filling.filled("", LIFT, AT)
    assert found is not None and guess(found, "category").percent == 99
    assert [other.percent for other in found.others] == [3]


def test_the_guesses_hold_no_personal_data(place: Town) -> None:
    found = filling.filled("", f"我叫欧阳样例，电话{PHONE}。" + LIFT, AT)
    assert found is not None
    shown = " ".join(g.shown for g in found.guesses) + repr(found.elements)
    assert PHONE not in shown and "欧阳样例" not in shown


def test_what_nobody_confirmed_stays_a_guess(at_desk: Client, agent: Actor) -> None:
    code = next(iter(Builder(AT).reader.names))
    sent = {"text": LIFT, "category": f"某类 [{code}]", "area": "x [c-willow]", "channel": "phone",
            "request_type": "complaint", "left": "category,area,request_type"}  # fmt: skip
    form = DeskForm(sent)
    assert form.is_valid()
    draft = form.draft()
    assert (draft.category, draft.area, draft.request_type) == ("", "", None)
    confirmed = DeskForm(sent | {"left": ""})
    assert confirmed.is_valid() and confirmed.draft().category == code


def test_the_elements_are_filled_with_reasons_and_kept_where_a_person_confirms_them(
    at_desk: Client, agent: Actor
) -> None:
    found = filling.filled("", LIFT, AT)
    assert (guess(found, "when").value, guess(found, "when").others) == ("三天", ("昨天晚上8点",))
    assert guess(found, "against").value == "物业公司"
    assert guess(found, "wanted").value == "要求物业公司尽快维修"
    assert all(guess(found, name).why.text for name in ("when", "against", "wanted", "place"))
    sent = {
        "text": LIFT,
        "channel": "phone",
        "when": "昨天样例甲来电起",
        "against": f"物业公司 {PHONE}",
        "wanted": "尽快维修",
        "name": "样例甲",
    }
    form = DeskForm(sent | {"left": "wanted"})
    assert form.is_valid()
    order = actions.record(form.draft(), by=agent, at=AT)
    kept = orders.timeline(order)[0].facts["elements"]
    assert kept["when"] == "昨天***来电起" and PHONE not in kept["against"] and "wanted" not in kept
    page = at_desk.get(f"/orders/{order.number}/", headers=ZH).content.decode()
    assert "要求物业公司尽快维修" in page and "已确认" in page


def test_a_correction_is_in_the_ledger_and_is_what_reading_learns(agent: Actor, place: Town) -> None:
    names = list(Builder(AT).reader.names)
    read = Builder(AT).reader.read("", LIFT).category
    other = next(code for code in names if code != read)
    order = actions.record(told(text=LIFT, category=other), by=agent, at=AT)
    assert orders.timeline(order)[0].facts["corrected"]["category"] == [read, other]
    later = actions.record(told(text=LIFT, phone="13800000002"), by=agent, at=AT)
    event = actions.accept(later.number, by=agent, at=AT, category=other, request_type=RequestType.COMPLAINT)
    assert event.facts["corrected"] == {"category": [read, other], "request_type": ["help", "complaint"]}
    later.refresh_from_db()
    assert later.category == other
    agreed = actions.record(told(text=LIFT, phone="13800000003"), by=agent, at=AT)
    assert "corrected" not in actions.accept(agreed.number, by=agent, at=AT, category=read).facts


def test_kin_are_told_apart(agent: Actor, place: Town) -> None:
    mine = actions.take(told(), Verb.ACCEPT, by=agent, at=AT)
    finished = actions.record(told(text=TEXT + "谢谢。"), by=agent, at=AT)
    actions.withdraw(finished.number, reason="已解决", by=place.actor(Role.AGENT, "centre"), at=AT)
    other = actions.record(told(phone="13800000009", name="", area="c-willow"), by=agent, at=AT)
    far = actions.record(told(phone="13800000008", name="", area="s-hill"), by=agent, at=AT)
    found = queries.near(TEXT, agent, AT + timedelta(hours=1), phone=PHONE, area="s-lake")
    kin = {one.order.number: one.kin for one in found}
    assert kin == {
        mine.number: Kin.URGING, finished.number: Kin.REPEAT, other.number: Kin.OTHERS, far.number: Kin.COPY,
    }  # fmt: skip
    assert found[0].order.number == mine.number and found[0].press
    assert [one.merge for one in found if one.kin is Kin.REPEAT] == [False]


def test_one_key_records_and_merges(at_desk: Client, agent: Actor) -> None:
    target = actions.record(told(), by=agent, at=AT)
    at_desk.post(
        "/intake/record/",
        {"text": TEXT, "channel": "phone", "phone": "13800000007", "then": f"merge:{target.number}"},
    )
    merged = orders.visible_to(agent).exclude(pk=target.pk).get()
    assert merged.state == OrderState.MERGED and merged.merged_into_id == target.pk


def test_the_desk_shows_guesses_with_keys(at_desk: Client, agent: Actor) -> None:
    order = actions.record(told(), by=agent, at=clock.now())
    page = at_desk.post("/intake/reading/", {"text": LIFT, "title": ""}, headers=ZH).content.decode()
    assert 'data-field="category"' in page and "判断依据" in page and "Alt+1" in page
    page = at_desk.post("/intake/reading/", {"text": TEXT, "title": "", "phone": PHONE}, headers=ZH)
    assert order.number in page.content.decode()
    desk = at_desk.get("/intake/", headers=ZH).content.decode()
    assert "intake/filling.js" in desk and 'name="left"' in desk


def test_a_text_without_any_word_of_the_catalogue_is_read_by_the_names_of_its_categories(place: Town) -> None:
    text = "买的房子三年了，一直不给房本"
    assert Builder(AT).reader.read("", text).guesses == (), "the catalogue's own words say nothing of it"
    found = guess(filling.filled("", text, AT), "category")
    assert "房屋产权与交易" in found.shown
    assert found.percent is not None and found.percent <= 50 and not found.fills
    assert "this category is called" in found.why.text or found.why.values["words"]
