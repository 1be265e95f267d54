"""Who is told what about which event. A table; the words are templates that are also the gettext keys.

The choice is the house's own (assumed); the requester's right to know is regulation art 8.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jiesu.rules.clocks import MarkKind
from jiesu.rules.terms import Role, Term, Verb


class Audience(Term):
    """To whom a line speaks."""

    REQUESTER = ("requester", "诉求人", "The requester")
    UNIT = ("unit", "承办单位诉求中心", "The unit's request centre")
    HANDLER = ("handler", "办件人", "The handler")
    LEADERS = ("leaders", "单位领导", "The unit's leaders")
    RULERS = ("rulers", "上级派单员", "The dispatchers above")
    CALLED = ("called", "被吹哨单位", "The departments that are called")
    PASSED = ("passed", "受表扬单位", "The unit that is praised")
    ISSUER = ("issuer", "督办单位", "The body that asked")
    ASKED = ("asked", "征求意见单位", "The units whose opinion is asked")
    COPIED = ("copied", "抄送单位派单员", "The dispatchers who get a copy")
    DESK = ("desk", "受理单位坐席和派单员", "The desk that received it")
    NAMED = ("named", "责任人", "The person who answers for it")
    SUPERVISORS = ("supervisors", "上级督办员", "The supervisors above")
    ASKERS = ("askers", "回访员", "The follow-up agents")


ROLES: Mapping[Audience, tuple[Role, ...]] = {
    Audience.UNIT: (Role.REQUEST_CENTRE, Role.HEAD),
    Audience.CALLED: (Role.REQUEST_CENTRE, Role.HEAD),
    Audience.ASKED: (Role.REQUEST_CENTRE, Role.HEAD),
    Audience.ISSUER: (
        Role.SUPERVISOR,
        Role.DISTRICT_LEADER,
        Role.DISCIPLINE,
        Role.MAIN_LEADER,
        Role.AREA_LEADER,
        Role.REQUEST_CENTRE,
    ),
    Audience.PASSED: (Role.REQUEST_CENTRE, Role.HEAD, Role.MAIN_LEADER),
    Audience.LEADERS: (Role.AREA_LEADER, Role.MAIN_LEADER),
    Audience.RULERS: (Role.DISPATCHER,),
    Audience.COPIED: (Role.DISPATCHER,),
    Audience.DESK: (Role.AGENT, Role.DISPATCHER),
    Audience.SUPERVISORS: (Role.SUPERVISOR,),
    Audience.ASKERS: (Role.FOLLOWUP_AGENT,),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: of a share's birth (`share`), only for some outcomes (`only`), or only where this
    was asked for (`asked`)."""

    audience: Audience
    text: str
    share: bool | None = None
    only: tuple[str, ...] = ()
    asked: str = ""


_SUPERVISED = "Order %(number)s is under supervision; answer by %(due)s."
_INVESTIGATED = "Order %(number)s is under investigation; answer by %(due)s."
LINES: Mapping[Verb, tuple[Line, ...]] = {
    Verb.ACCEPT: (
        Line(
            Audience.REQUESTER,
            "Your request was accepted as no. %(number)s. Look it up with the code %(code)s.",
        ),
    ),
    Verb.ANSWER: (Line(Audience.PASSED, "A praise of your unit was passed on as no. %(number)s."),),
    Verb.DISPATCH: (
        Line(Audience.UNIT, "Order %(number)s waits to be claimed, limit %(due)s.", share=True),
        Line(Audience.COPIED, "Order %(number)s went directly to a unit of yours.", share=False),
    ),
    Verb.FLAG: (
        Line(Audience.LEADERS, "A warning on order %(number)s was verified.", asked="warning"),
        Line(Audience.UNIT, "A warning on order %(number)s was verified.", asked="warning"),
    ),
    Verb.CONSULT: (Line(Audience.ASKED, "The opinion of your unit on order %(number)s is asked, by %(due)s."),),
    Verb.INSTRUCT: (Line(Audience.UNIT, "A leader has instructed order %(number)s; report by %(due)s."),),
    Verb.RECALL: (Line(Audience.UNIT, "The dispatch of order %(number)s to your unit was taken back."),),
    Verb.PRESS: (Line(Audience.UNIT, "The requester asks again about order %(number)s."),),
    Verb.INTERIM: (
        Line(
            Audience.REQUESTER,
            "There is an interim reply to your request no. %(number)s. Read it with the code %(code)s.",
        ),
    ),
    Verb.ELEVATE: (Line(Audience.LEADERS, "A leader of yours takes order %(number)s over in person."),),
    Verb.RECUSE: (Line(Audience.UNIT, "A handler keeps away from order %(number)s; name another."),),
    Verb.ADVISE: (Line(Audience.UNIT, "The opinion you asked for on order %(number)s is there."),),
    Verb.ASSIGN: (Line(Audience.HANDLER, "Order %(number)s was assigned to you."),),
    Verb.OBJECT: (Line(Audience.RULERS, "A unit objects to the dispatch of order %(number)s."),),
    Verb.REJECT: (Line(Audience.UNIT, "The objection to order %(number)s was rejected; it stays with you."),),
    Verb.SUBMIT: (Line(Audience.UNIT, "Order %(number)s was submitted and waits for review."),),
    Verb.REVIEW: (Line(Audience.LEADERS, "Order %(number)s was reviewed and waits for your signature."),),
    Verb.SEND_BACK: (Line(Audience.HANDLER, "Order %(number)s was sent back to you."),),
    Verb.WHISTLE: (
        Line(Audience.CALLED, "Your unit is called by a whistle in order %(number)s; answer by %(due)s."),
    ),
    Verb.ARBITRATE: (
        Line(Audience.CALLED, "The district insists: answer the whistle in order %(number)s by %(due)s."),
        Line(Audience.UNIT, "The district ruled on a refusal of the whistle in order %(number)s."),
    ),
    Verb.CANCEL: (Line(Audience.CALLED, "The whistle in order %(number)s is cancelled."),),
    Verb.DECLINE: (
        Line(Audience.RULERS, "A department declines the whistle in order %(number)s; rule on it."),
        Line(Audience.UNIT, "A department declines the whistle in order %(number)s."),
    ),
    Verb.RESPOND: (Line(Audience.UNIT, "A department answered the whistle in order %(number)s."),),
    Verb.REPORT_IN: (Line(Audience.UNIT, "A department reported in for order %(number)s."),),
    Verb.FEED_BACK: (Line(Audience.UNIT, "A department fed back on the whistle in order %(number)s."),),
    Verb.SETTLE: (
        Line(Audience.CALLED, "The whistle in order %(number)s is settled; score how it was prepared."),
    ),
    Verb.RATE: (
        Line(Audience.LEADERS, "Order %(number)s was rated double-no.", only=("double_no",)),
    ),
    Verb.URGE: (
        Line(Audience.UNIT, "Order %(number)s is urged; answer by %(due)s."),
        Line(Audience.HANDLER, "Order %(number)s is urged; answer by %(due)s."),
    ),
    Verb.SUPERVISE: (Line(Audience.UNIT, _SUPERVISED), Line(Audience.LEADERS, _SUPERVISED)),
    Verb.INVESTIGATE: (Line(Audience.UNIT, _INVESTIGATED), Line(Audience.LEADERS, _INVESTIGATED)),
    Verb.EXPLAIN: (Line(Audience.ISSUER, "A unit answered your demand on order %(number)s; judge its effect."),),
    Verb.INSIST: (
        Line(Audience.UNIT, "The answer on order %(number)s was not accepted; answer again by %(due)s."),
    ),
    Verb.REHANDLE: (
        Line(Audience.UNIT, "Order %(number)s is to be handled again, limit %(due)s."),
        Line(Audience.HANDLER, "Order %(number)s is to be handled again, limit %(due)s."),
    ),
    Verb.PAUSE: (
        Line(
            Audience.REQUESTER,
            "Your request no. %(number)s waits for material from you. Send it with the code %(code)s.",
        ),
    ),
    Verb.EXTEND: (Line(Audience.RULERS, "A unit asks for an extension of order %(number)s."),),
    Verb.EXEMPT: (Line(Audience.RULERS, "A unit claims special circumstances for order %(number)s."),),
    Verb.GRANT: (
        Line(Audience.REQUESTER, "The limit of your request no. %(number)s was extended to %(due)s.", asked="extend"),
        Line(Audience.UNIT, "What was applied for on order %(number)s is granted, limit %(due)s."),
        Line(Audience.HANDLER, "What was applied for on order %(number)s is granted, limit %(due)s."),
    ),
    Verb.DENY: (
        Line(Audience.UNIT, "What was applied for on order %(number)s is denied."),
        Line(Audience.HANDLER, "What was applied for on order %(number)s is denied."),
    ),
    Verb.REGISTER: (Line(Audience.RULERS, "A unit asks to enter order %(number)s in the pending register."),),
    Verb.LIST: (
        Line(
            Audience.REQUESTER,
            "Your request no. %(number)s cannot be solved soon and was entered in the pending register. It stays open.",
        ),
        Line(Audience.UNIT, "Order %(number)s was entered in the pending register."),
    ),
    Verb.REMIND: (
        Line(Audience.NAMED, "The review of order %(number)s in the pending register is due."),
        Line(Audience.UNIT, "The review of order %(number)s in the pending register is due."),
        Line(Audience.SUPERVISORS, "The review of order %(number)s in the pending register is due."),
    ),
    Verb.RENEW: (Line(Audience.UNIT, "Order %(number)s stays in the pending register for another term."),),
    Verb.STRIKE: (Line(Audience.RULERS, "A unit asks to write order %(number)s off the pending register."),),
    Verb.WRITE_OFF: (
        Line(Audience.UNIT, "Order %(number)s was written off the pending register, limit %(due)s."),
        Line(Audience.HANDLER, "Order %(number)s was written off the pending register, limit %(due)s."),
    ),
}  # fmt: skip

_NEAR = "Order %(number)s is near its limit %(due)s."
_LATE = "Order %(number)s has passed its limit %(due)s."
_CLAIM = "Order %(number)s was to be claimed by %(due)s and was not."
_CONTACT = "The requester of order %(number)s was to be contacted by %(due)s and was not."
_PASS_ON = "Order %(number)s was to be passed on to a unit or a person by %(due)s and was not."
_RESULT = "Order %(number)s was to have a result by %(due)s and has none."
MARKS: Mapping[MarkKind, tuple[Line, ...]] = {
    MarkKind.NEAR: (Line(Audience.HANDLER, _NEAR), Line(Audience.UNIT, _NEAR)),
    MarkKind.LATE: (
        Line(Audience.HANDLER, _LATE), Line(Audience.UNIT, _LATE), Line(Audience.LEADERS, _LATE),
        Line(Audience.RULERS, _LATE),
    ),
    MarkKind.CLAIM: (Line(Audience.UNIT, _CLAIM), Line(Audience.RULERS, _CLAIM)),
    MarkKind.CONTACT: (
        Line(Audience.HANDLER, _CONTACT), Line(Audience.UNIT, _CONTACT), Line(Audience.RULERS, _CONTACT),
    ),
    MarkKind.PASS_ON: (Line(Audience.UNIT, _PASS_ON), Line(Audience.RULERS, _PASS_ON)),
    MarkKind.RESULT: (
        Line(Audience.HANDLER, _RESULT), Line(Audience.UNIT, _RESULT), Line(Audience.LEADERS, _RESULT),
        Line(Audience.RULERS, _RESULT),
    ),
    MarkKind.ACCEPT: (Line(Audience.DESK, "Order %(number)s was to be accepted by %(due)s and was not."),),
    MarkKind.FOLLOWUP: (
        Line(Audience.ASKERS, "Order %(number)s was to be followed up by %(due)s and was not."),
    ),
}  # fmt: skip
"""Who is told when a moment of a clock has passed: whoever works on it, the unit, whoever stands above (R190)."""
