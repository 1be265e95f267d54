"""The verbs that a machine may do with nothing but words: each is one call of its room's action."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from jiesu.api.v1.shapes import Said
from jiesu.followup import actions as followup
from jiesu.handling import actions as handling
from jiesu.handling.kinds import ActionKind, Cause, Reached, Result, Way
from jiesu.intake import actions as intake
from jiesu.orders.face import Event
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Term, Verb
from jiesu.rules.verdict import Refusal

Done = Callable[..., Event]


def do(number: str, verb: Verb, said: Said, *, by: Actor, at: datetime, key: str = "") -> Event:
    """Do the verb on the order, or on one share of it."""
    how: dict[str, Any] = {"by": by, "at": at, "key": key}
    if verb in ON_ORDER:
        return ON_ORDER[verb](number, said, how)
    if verb not in ON_SHARE:
        raise Refusal("“%(verb)s” cannot be done by machine; use the desk.", verb=verb)
    if said.share is None:
        raise Refusal("“%(verb)s” needs a unit's share of order %(number)s.", verb=verb, number=number)
    return ON_SHARE[verb](number, said, how | {"share": said.share})


ON_ORDER: Mapping[Verb, Done] = MappingProxyType(
    {
        Verb.ACCEPT: lambda number, said, how: intake.accept(number, **how),
        Verb.ANSWER: lambda number, said, how: intake.answer(number, said.text, **how),
        Verb.SUPPLEMENT: lambda number, said, how: intake.supplement(number, said.text, **how),
        Verb.PRESS: lambda number, said, how: intake.press(number, text=said.text, **how),
        Verb.WITHDRAW: lambda number, said, how: intake.withdraw(number, reason=said.text, **how),
        Verb.CLOSE: lambda number, said, how: followup.close(number, why=said.text, **how),
    }
)
ON_SHARE: Mapping[Verb, Done] = MappingProxyType(
    {
        Verb.CLAIM: lambda number, said, how: handling.claim(number, **how),
        Verb.CONTACT: lambda number, said, how: handling.contact(
            number, way=_word(Way, said.way), reached=_word(Reached, said.reached), note=said.text, **how
        ),
        Verb.ACT: lambda number, said, how: handling.act(
            number, kind=_word(ActionKind, said.kind), note=said.text, **how
        ),
        Verb.INTERIM: lambda number, said, how: handling.interim(number, text=said.text, **how),
        Verb.ENDORSE: lambda number, said, how: handling.endorse(number, note=said.text, **how),
        Verb.PAUSE: lambda number, said, how: handling.pause(number, what=said.text, **how),
        Verb.RESUME: lambda number, said, how: handling.resume(number, **how),
        Verb.SUBMIT: lambda number, said, how: handling.submit(
            number,
            result=_word(Result, said.result),
            text=said.text,
            cause_note=said.cause_note,
            cause=_word(Cause, said.cause) if said.cause else None,
            **how,
        ),
        Verb.SEND_BACK: lambda number, said, how: handling.send_back(number, reason=said.text, **how),
        Verb.REVIEW: lambda number, said, how: handling.review(number, note=said.text, **how),
        Verb.SIGN: lambda number, said, how: handling.sign(number, note=said.text, **how),
    }
)


def _word(terms: type[Term], said: str) -> Any:
    try:
        return terms(said)
    except ValueError:
        words = ", ".join(str(term) for term in terms)
        raise Refusal("“%(said)s” is not one of: %(words)s.", said=said, words=words) from None
