"""The two tables of the workflow."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiesu.rules import flow
from jiesu.rules.terms import AssignmentState as A
from jiesu.rules.terms import OrderState as O
from jiesu.rules.terms import Verb
from jiesu.rules.verdict import Refusal


def test_a_step_of_the_table_leads_where_it_says_and_any_other_is_refused() -> None:
    assert flow.order_step("", Verb.RECORD) is O.RECORDED
    assert flow.assignment_step(A.SENT, Verb.CLAIM) is A.CLAIMED
    with pytest.raises(Refusal, match="not possible"):
        flow.order_step(O.CLOSED, Verb.DISPATCH)
    with pytest.raises(Refusal, match="not possible"):
        flow.order_step("", Verb.CLOSE)
    with pytest.raises(Refusal, match="not possible"):
        flow.assignment_step(A.SIGNED, Verb.CLAIM)
    with pytest.raises(Refusal, match="not possible"):
        flow.assignment_step("", Verb.CLAIM)


@given(st.sampled_from(O), st.lists(st.sampled_from(A), max_size=5))
def test_an_order_follows_its_shares_only_when_none_is_live(order: O, shares: list[A]) -> None:
    found = flow.order_follows(order, shares)
    if order is not O.DISPATCHED or any(share in flow.LIVE_SHARES for share in shares):
        assert found is order
    else:
        assert found is (O.REPLIED if A.SIGNED in shares else O.ACCEPTED)


def test_every_open_verb_has_a_step_and_only_another_round_opens_a_share_again() -> None:
    for state in O:
        for verb in flow.verbs_from(state):
            assert flow.order_step(state, verb)
        for share in A:
            for verb in flow.verbs_from(state, share):
                assert flow.assignment_step(share, verb)
    assert Verb.REHANDLE not in flow.verbs_from(O.DRAWN, A.SIGNED)
    assert Verb.REHANDLE in flow.verbs_from(O.CLOSED, A.SIGNED), (
        "an audit, or a leader's reason, opens it again"
    )
    assert Verb.REHANDLE in flow.verbs_from(O.RATED, A.SIGNED)


def test_every_state_can_be_reached_and_left_or_is_final() -> None:
    assert {s for (_, _), s in flow.ORDER_STEPS.items()} == set(O)
    assert {s for (_, _), s in flow.ASSIGNMENT_STEPS.items()} == set(A)
    for state in set(O) - flow.FINAL_STATES - {O.DISPATCHED}:  # which is left by its shares: order_follows
        assert any(after is not state for (_, before), after in flow.ORDER_STEPS.items() if before == state)


def test_a_verb_is_said_of_an_order_of_a_share_or_of_both() -> None:
    assert flow.is_for_assignment(Verb.CLAIM) and not flow.is_for_assignment(Verb.ACCEPT)
    assert [verb for verb in Verb if flow.both_machines(verb)] == [Verb.REHANDLE]


def test_no_share_comes_alive_while_the_order_is_not_with_the_units() -> None:
    with pytest.raises(Refusal, match="not possible"):
        flow.check_share(O.ACCEPTED, Verb.UPHOLD, A.CLAIMED)
    flow.check_share(O.DISPATCHED, Verb.UPHOLD, A.CLAIMED)
    flow.check_share(O.RATED, Verb.VISIT, A.SIGNED)
    assert Verb.RECALL in flow.verbs_from(O.DISPATCHED, A.FORWARDED)
    assert Verb.UPHOLD not in flow.verbs_from(O.ACCEPTED, A.FORWARDED)


def test_nobody_is_offered_what_only_another_shares_step_brings_about() -> None:
    offered = flow.verbs_from("dispatched", "forwarded")
    assert Verb.UPHOLD not in offered and Verb.RECALL in offered
    assert flow.assignment_step("forwarded", Verb.UPHOLD) == "claimed"
