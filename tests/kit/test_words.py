"""Sentences, terms, moments and numbers in the reader's language."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import override

from jiesu.kit import words
from jiesu.kit.templatetags import kit as tags
from jiesu.rules.spans import Span
from jiesu.rules.terms import OrderState, Satisfied, Solved, Verb
from jiesu.rules.verdict import Refusal

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_refusal_speaks_the_language_of_its_reader() -> None:
    refusal = Refusal("“%(verb)s” is not yours to do on this order.", verb=Verb.CLAIM)
    with override("zh-hans"):
        assert "接件" in words.say(refusal)
        assert "yours" not in words.say(refusal)
    with override("en"):
        assert words.say(refusal) == "“Claim” is not yours to do on this order."


def test_a_weak_password_is_refused_in_the_readers_language() -> None:
    with override("zh-hans"), pytest.raises(ValidationError) as weak:
        validate_password("abc")
    assert weak.value.messages and not any("password" in said for said in weak.value.messages)


def test_a_term_is_shown_by_its_label_and_never_by_its_code() -> None:
    with override("zh-hans"):
        assert (tags.term(OrderState.DRAWN), tags.term("drawn", "OrderState")) == ("待回访", "待回访")
    with override("en"):
        assert tags.term("drawn", "OrderState") == "To be followed up"


def test_a_badge_keeps_apart_words_that_share_a_code() -> None:
    with override("zh-hans"):
        assert "满意" in tags.badge(Satisfied.YES)
        assert "已解决" in tags.badge(Solved.YES)
        assert "state-green" in tags.badge("yes", "Solved")


def test_a_word_that_is_no_term_cannot_become_markup() -> None:
    assert "<script>" not in tags.badge("<script>")


def test_moments_are_shown_by_the_wall_clock_of_beijing() -> None:
    assert words.moment(NOW) == "2026-03-02 09:00"
    assert ">2026-03-02 09:00<" in tags.when(NOW)


def test_a_limit_at_the_end_of_a_day_is_24_00_of_that_day_as_the_law_writes_it() -> None:
    """On pages (also where one points at the badge); a moment that is no limit stays 00:00."""
    midnight = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)
    assert words.limit(midnight) == "2026-03-02 24:00"
    assert words.limit(midnight - HOUR) == "2026-03-02 23:00"
    assert words.limit(None) == "—"
    assert ">2026-03-02 24:00<" in tags.when(midnight, "limit")
    assert ">2026-03-03 00:00<" in tags.when(midnight)
    assert "2026-03-02 24:00" in tags.due_badge(midnight, NOW)


@pytest.mark.parametrize(
    ("span", "zh", "en"),
    [
        ("30 min", "30分钟", "30 minutes"),
        ("1 h", "1小时", "1 hour"),
        ("7 d", "7日", "7 days"),
        ("5 wd", "5个工作日", "5 working days"),
    ],
)
def test_a_length_of_the_law_is_said_in_words(span: str, zh: str, en: str) -> None:
    for language, said in (("zh-hans", zh), ("en", en)):
        with override(language):
            assert words.length(Span.parse(span)) == words.show(Span.parse(span)) == said


@pytest.mark.parametrize(
    ("limit", "done", "tone", "zh", "en"),
    [
        (NOW + 76 * HOUR, None, "calm", "剩余 3 天 4 小时", "3 days 4 hours left"),
        (NOW + 24 * HOUR, None, "calm", "剩余 1 天", "1 day left"),
        (NOW + 23 * HOUR, None, "soon", "剩余 23 小时", "23 hours left"),
        (NOW + HOUR / 2, None, "soon", "剩余 30 分钟", "30 minutes left"),
        (NOW, None, "soon", "剩余 0 分钟", "0 minutes left"),
        (NOW - HOUR / 60, None, "over", "已超期 1 分钟", "Overdue by 1 minute"),
        (NOW - 27 * HOUR, None, "over", "已超期 1 天 3 小时", "Overdue by 1 day 3 hours"),
        (NOW, NOW - HOUR, "kept", "按期办结", "In time"),
        (NOW, NOW + 3 * HOUR, "late", "超期 3 小时办结", "Late by 3 hours"),
    ],
)
def test_a_limit_says_in_words_how_it_stands(
    limit: datetime, done: datetime | None, tone: str, zh: str, en: str
) -> None:
    with override("zh-hans"):
        assert tags.due_words(limit, NOW, done) == (tone, zh)
        assert zh in tags.due_badge(limit, NOW, done)
    with override("en"):
        assert tags.due_words(limit, NOW, done) == (tone, en)


def test_a_share_without_a_limit_says_so() -> None:
    with override("zh-hans"):
        assert "无时限" in tags.due_badge(None, NOW)


@pytest.mark.parametrize(
    ("rate", "shown"),
    [
        (Fraction(1, 3), "33.3%"),
        (Decimal("0.9995"), "100.0%"),
        (Fraction(9995, 10000), "100.0%"),
        (None, "—"),
        (0, "0.0%"),
    ],
)
def test_a_rate_is_rounded_half_up(rate: Fraction | Decimal | int | None, shown: str) -> None:
    assert tags.pct(rate) == shown


def test_a_score_loses_no_place_that_counts() -> None:
    assert tags.num(Decimal("96.505")) == "96.51"
    assert tags.num(Decimal("96.50")) == "96.5"
    assert tags.num(100) == "100"


@pytest.mark.parametrize(
    ("plain", "masked"),
    [("13800000001", "138****0001"), ("张三丰", "张*丰"), ("张三", "张*"), ("张", "张"), ("", "")],
)
def test_personal_text_is_shown_with_its_middle_hidden(plain: str, masked: str) -> None:
    assert tags.mask(plain) == masked
