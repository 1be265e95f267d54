"""The draw for follow-up, and attempts."""

from __future__ import annotations

from datetime import time
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiesu.rules import sampling as law
from jiesu.rules.matters import Matter, When
from jiesu.rules.sampling import Attempts, DrawLine, Means, Recheck, Sampling
from jiesu.rules.spans import Span
from jiesu.rules.terms import RequestType
from jiesu.rules.verdict import Refusal
from tests.rules.laws import moment

LAW = Sampling(
    draws=(DrawLine(Fraction(0), When(types=frozenset({RequestType.PRAISE})), "N01"),),
    otherwise=Fraction(1),
    attempts=Attempts(3, 2, time(9), time(20)),
    recheck=Recheck(Fraction(1, 20), 10),
    means=(Means.SMS, Means.CALL),
    starts_within=Span.parse("24 h"),
    finished_within=Span.parse("5 d"),
    rehandle_rounds=1,
)
KEYS = st.lists(st.text(min_size=1, max_size=6), unique=True, max_size=60)
SHARES = st.fractions(min_value=0, max_value=1, max_denominator=100)


def test_the_share_depends_on_the_kind_of_request() -> None:
    assert law.share_of(LAW, Matter(RequestType.PRAISE)).value == 0
    assert law.share_of(LAW, Matter(RequestType.COMPLAINT)).value == 1


@given(KEYS, SHARES)
def test_the_same_seed_draws_the_same_whatever_the_order(keys: list[str], share: Fraction) -> None:
    drawn = law.draw("2022-05", keys, share=share)
    assert drawn == law.draw("2022-05", list(reversed(keys)), share=share)
    assert len(drawn) == -(-len(keys) * share.numerator // share.denominator)
    assert set(drawn) <= set(keys)


@given(st.text(max_size=8), SHARES, SHARES)
def test_who_is_in_a_share_is_in_every_larger_one(key: str, one: Fraction, two: Fraction) -> None:
    less, more = sorted((one, two))
    assert law.is_drawn("seed", key, more) or not law.is_drawn("seed", key, less)
    assert law.is_drawn("seed", key, Fraction(1)) and not law.is_drawn("seed", key, Fraction(0))


def test_another_seed_draws_others_and_the_share_is_kept_on_the_whole() -> None:
    keys = [str(n) for n in range(4000)]
    first, second = ({k for k in keys if law.is_drawn(seed, k, Fraction(1, 4))} for seed in ("a", "b"))
    assert first != second
    assert 900 < len(first) < 1100


def test_a_draw_has_a_least_number() -> None:
    assert len(law.draw("s", map(str, range(30)), share=Fraction(1, 20), least=10)) == 10
    assert len(law.draw("s", ["a", "b"], share=Fraction(1, 20), least=10)) == 2


@pytest.mark.parametrize(
    ("made", "at", "opens"),
    [
        ([], "2022-05-01 06:30", "2022-05-01 09:00"),
        ([], "2022-05-01 12:00", "2022-05-01 12:00"),
        ([], "2022-05-01 20:00", "2022-05-02 09:00"),
        (["2022-05-01 09:30", "2022-05-01 15:00"], "2022-05-01 17:00", "2022-05-02 09:00"),
        (["2022-04-30 09:30", "2022-05-01 15:00"], "2022-05-01 17:00", "2022-05-01 17:00"),
    ],
)
def test_attempts_keep_to_the_hours_and_to_two_days(made: list[str], at: str, opens: str) -> None:
    assert law.next_attempt(LAW, [moment(m) for m in made], moment(at)) == moment(opens)


def test_an_attempt_outside_the_hours_or_beyond_the_third_is_refused() -> None:
    with pytest.raises(Refusal, match="from 2022-05-01 09:00"):
        law.check_attempt(LAW, [], moment("2022-05-01 08:59"))
    law.check_attempt(LAW, [], moment("2022-05-01 09:00"))
    with pytest.raises(Refusal, match="3 attempts were made"):
        law.check_attempt(LAW, [moment("2022-05-01 10:00")] * 3, moment("2022-05-02 10:00"))


def test_giving_up_needs_three_attempts_on_two_days() -> None:
    one, two = moment("2022-05-01 10:00"), moment("2022-05-02 10:00")
    assert not law.may_give_up(LAW, [one, one, one])
    assert not law.may_give_up(LAW, [one, two])
    assert law.may_give_up(LAW, [one, one, two])


def test_a_share_above_one_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        DrawLine(Fraction(2), When())
