"""What a requester's text message says."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from jiesu.followup import wording
from jiesu.followup.replies import NOTHING, Said, parse
from jiesu.orders.face import Order
from jiesu.rules.terms import Satisfied, Solved

ALL = Said(True, Solved.PARTLY, Satisfied.BASICALLY)


@pytest.mark.req("R231", part="parsing; the sending depends on the operator's gateway")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("122", ALL),
        ("１２２", ALL),
        (" 1 2 2 ", ALL),
        ("1，2，2", ALL),
        ("111", Said(True, Solved.YES, Satisfied.YES)),
        ("233", Said(False, Solved.NO, Satisfied.NO)),
        ("1", Said(contacted=True)),
        ("2", Said(contacted=False)),
        ("是", Said(contacted=True)),
        ("否", Said(contacted=False)),
        ("不满意", Said(satisfied=Satisfied.NO)),
        ("非常不满意！", Said(satisfied=Satisfied.NO)),
        ("基本满意", Said(satisfied=Satisfied.BASICALLY)),
        ("已解决，满意", Said(solved=Solved.YES, satisfied=Satisfied.YES)),
        ("没有得到解决", Said(solved=Solved.NO)),
        ("没有完全解决", Said(solved=Solved.PARTLY)),
        ("没联系，部分解决，不满意", Said(False, Solved.PARTLY, Satisfied.NO)),
        ("联系过了 解决了 满意", Said(True, Solved.YES, Satisfied.YES)),
        ("TD", Said(stop=True)),
        ("退订", Said(stop=True)),
    ],
)
def test_a_reply_says_what_its_words_or_digits_say(text: str, said: Said) -> None:
    assert parse(text) == said


@pytest.mark.parametrize("text", ["4", "144", "12", "1222", "333", "请问你是谁", "", "？"])
def test_what_is_not_understood_is_not_guessed(text: str) -> None:
    assert parse(text) == NOTHING


def test_a_bare_code_answers_the_first_question_that_is_still_open() -> None:
    first = parse("1")
    second = first.with_more(parse("3", first))
    third = second.with_more(parse("2", second))
    assert second == Said(True, Solved.NO)
    assert third == Said(True, Solved.NO, Satisfied.BASICALLY) and third.complete


def test_a_later_word_corrects_an_earlier_one() -> None:
    assert ALL.with_more(parse("不满意", ALL)) == Said(True, Solved.PARTLY, Satisfied.NO)


def test_a_message_says_where_to_look_and_never_puts_number_or_code_into_the_address(
    settings: Settings,
) -> None:
    order = Order(number="26030200000001", title="停水")
    assert "在网上评价" in wording.question(order)
    settings.PUBLIC_URL = "https://hotline.example"
    for words in (wording.question(order), wording.result(order), wording.late(order)):
        assert "到 https://hotline.example/public/track/ " in words and "在网上" not in words
