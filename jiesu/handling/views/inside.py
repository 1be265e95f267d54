"""The pages of what a unit settles inside, of visits and meetings, and of lifting an order higher."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from jiesu.directory import queries as directory
from jiesu.handling import queries
from jiesu.handling.forms import (
    AdviseForm,
    BackForm,
    DeliberateForm,
    ElevateForm,
    EndorseForm,
    EscalateForm,
    GradeForm,
    InterimForm,
    MeetForm,
    PlanForm,
    RecuseForm,
    ScreenForm,
    VisitForm,
)
from jiesu.handling.views.work import own_of, sent, turn
from jiesu.kit import clock
from jiesu.kit.doors import door
from jiesu.kit.words import label
from jiesu.rules.terms import Role, Verb


@door(Verb.SCREEN)
def screen(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """甄别."""
    return turn(request, Verb.SCREEN, own_of(request, number, share), ScreenForm(*sent(request)))


@door(Verb.ENDORSE)
def endorse(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """签批派单."""
    return turn(request, Verb.ENDORSE, own_of(request, number, share), EndorseForm(*sent(request)))


@door(Verb.RECUSE)
def recuse(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """回避."""
    own = own_of(request, number, share)
    people = directory.people_in(own.unit, at=clock.now()).exclude(login__in=queries.recused(own.order))
    first = {"person": own.handler.login if own.handler else ""}
    return turn(request, Verb.RECUSE, own, RecuseForm(*sent(request), people=people, initial=first))


@door(Verb.GRADE)
def grade(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """难易分级."""
    own = own_of(request, number, share)
    return turn(request, Verb.GRADE, own, GradeForm(*sent(request), initial={"grade": own.order.grade}))


@door(Verb.PLAN)
def plan(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """分步计划."""
    own = own_of(request, number, share)
    return turn(request, Verb.PLAN, own, PlanForm(*sent(request), initial=_old_plan(own)))


@door(Verb.VISIT)
def visit(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """上门走访."""
    return turn(request, Verb.VISIT, own_of(request, number, share), VisitForm(*sent(request)))


@door(Verb.MEET)
def meet(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """见面答复."""
    return turn(request, Verb.MEET, own_of(request, number, share), MeetForm(*sent(request)))


@door(Verb.DELIBERATE)
def deliberate(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """协商议事."""
    own = own_of(request, number, share)
    form = DeliberateForm(*sent(request), partners=queries.partners(own.unit))
    return turn(request, Verb.DELIBERATE, own, form)


@door(Verb.INTERIM)
def interim(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """阶段性答复."""
    return turn(request, Verb.INTERIM, own_of(request, number, share), InterimForm(*sent(request)))


@door(Verb.ELEVATE)
def elevate(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """提级领办."""
    own = own_of(request, number, share)
    seats = queries.leaders_for(own, at=clock.now())
    people = [(s.person.login, f"{s.person.name} · {s.unit.label} · {label(Role(s.role))}") for s in seats]
    return turn(request, Verb.ELEVATE, own, ElevateForm(*sent(request), people=people))


@door(Verb.ESCALATE)
def escalate(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """分级协调."""
    own = own_of(request, number, share)
    others = directory.units().exclude(path__startswith=own.unit.path)
    units = [("", _("Choose")), *((unit.code, unit.name) for unit in others)]
    return turn(request, Verb.ESCALATE, own, EscalateForm(*sent(request), units=units))


@door(Verb.ADVISE)
def advise(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """处理意见."""
    own = own_of(request, number, share)
    asked = queries.open_escalation(own)
    return turn(request, Verb.ADVISE, own, AdviseForm(*sent(request)), asked=asked)


@door(Verb.TAKE_BACK)
def take_back(request: HttpRequest, number: str, share: int) -> HttpResponse:
    """撤回协调."""
    return turn(request, Verb.TAKE_BACK, own_of(request, number, share), BackForm(*sent(request)))


def _old_plan(own: object) -> dict[str, object]:
    """What the standing plan says: a plan is changed, not written anew."""
    plan = queries.plan_of(own)  # type: ignore[arg-type]
    if plan is None:
        return {}
    first: dict[str, object] = {"goal": plan.goal}
    for step in plan.steps.all():
        first |= {f"what{step.no}": step.what, f"due{step.no}": step.due}
    return first
