"""Where a request stands, in a citizen's words: five steps from 接诉 to 归档, and a sentence for each state."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jiesu.rules.terms import OrderState, Term


class Step(Term):
    """The five steps that the public sees."""

    INTAKE = ("intake", "接诉", "Received")
    DISPATCH = ("dispatch", "派单", "Sent to a unit")
    HANDLING = ("handling", "办理", "Being handled")
    FOLLOWUP = ("followup", "回访", "You are asked")
    CLOSE = ("close", "归档", "Filed")


AT_STEP: Mapping[OrderState, Step] = MappingProxyType(
    {
        OrderState.RECORDED: Step.INTAKE,
        OrderState.ACCEPTED: Step.DISPATCH,
        OrderState.CONSULTED: Step.DISPATCH,
        OrderState.DIVIDED: Step.HANDLING,
        OrderState.DISPATCHED: Step.HANDLING,
        OrderState.REPLIED: Step.FOLLOWUP,
        OrderState.DRAWN: Step.FOLLOWUP,
        OrderState.RATED: Step.CLOSE,
        OrderState.CLOSED: Step.CLOSE,
    }
)
"""At which step a state stands; the states that are not here ended on another way."""

SENTENCES: Mapping[OrderState, str | Promise] = MappingProxyType(
    {
        OrderState.RECORDED: _("Your request has arrived. Somebody at the hotline centre reads it next."),
        OrderState.ACCEPTED: _("Your request is accepted and is being sent to the unit in charge."),
        OrderState.CONSULTED: _("Your request is accepted and is being sent to the unit in charge."),
        OrderState.DIVIDED: _(
            "Your request holds several matters. Each goes on under its own number; you find them below."
        ),
        OrderState.DISPATCHED: _("The unit in charge is working on it and will contact you."),
        OrderState.REPLIED: _("The unit has replied. Please tell us whether your matter is solved."),
        OrderState.DRAWN: _("The unit has replied. Please tell us whether your matter is solved."),
        OrderState.RATED: _("Thank you for your answer. The hotline centre decides what comes next."),
        OrderState.CLOSED: _("Your request is finished and filed."),
        OrderState.ANSWERED: _("Your request was answered at once."),
        OrderState.TRANSFERRED: _("Your request was passed on to the emergency line."),
        OrderState.MERGED: _(
            "The same matter is in hand already. Both are handled together, and you are told the result."
        ),
        OrderState.WITHDRAWN: _("You took this request back."),
    }
)
"""What each state means for whoever asked (total, tested)."""
