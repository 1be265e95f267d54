"""Sample data for the living page /kit/: every component once, in the states in which it can be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiesu.kit import clock
from jiesu.kit.forms import HouseForm, Moment, TermField
from jiesu.kit.listing import Bulk, Column, Facet, Listing, Saved
from jiesu.rules.terms import AssignmentState, Desk, Level, OrderState, RequestType, Solved, Verb
from jiesu.rules.verdict import Refusal, Sentence


@dataclass(frozen=True)
class SampleOrder:
    number: str
    title: str
    state: AssignmentState
    kind: RequestType
    unit: str
    due: datetime | None
    phone: str = "13800000001"


TITLES = (
    "（示例）3号楼地下室漏水，物业一直未处理",
    "（示例）小区门口路灯不亮，夜间出行不便",
    "（示例）咨询老旧小区加装电梯的补贴政策",
    "（示例）餐饮店油烟扰民，多次反映未解决",
    "（示例）社区服务站工作人员耐心细致，特此表扬",
)


def orders(now: datetime) -> list[SampleOrder]:
    """A few dozen sample shares in all states."""
    states, kinds = list(AssignmentState), list(RequestType)
    return [
        SampleOrder(
            f"2026112200{i:04d}",
            TITLES[i % len(TITLES)],
            states[i % len(states)],
            kinds[i % len(kinds)],
            ("示例街道办事处", "示例区城管委", "示例社区居委会")[i % 3],
            None if i % 7 == 6 else now + timedelta(hours=(i * 17) % 130 - 20),
        )
        for i in range(64)
    ]


class SampleForm(HouseForm):
    private = frozenset({"phone"})

    title = forms.CharField(
        label=gettext_lazy("Title"), max_length=200, help_text=gettext_lazy("One sentence.")
    )
    phone = forms.CharField(label=gettext_lazy("Telephone"), required=False)
    kind = TermField(RequestType, label=gettext_lazy("Kind"))
    level = TermField(Level, label=gettext_lazy("Level"), widget=forms.RadioSelect)
    visit = forms.DateTimeField(label=gettext_lazy("Time of the visit"), widget=Moment, required=False)
    evidence = forms.FileField(label=gettext_lazy("Evidence"), required=False)
    text = forms.CharField(label=gettext_lazy("What happened"), widget=forms.Textarea)
    secret = forms.BooleanField(label=gettext_lazy("Keep the requester confidential"), required=False)


def listing() -> Listing:
    """The sample list: search, facets, sorting, ticks, saved views."""
    now = clock.now()
    return Listing(
        title=gettext_lazy("Sample list"),
        lead=gettext_lazy("What one can see, one can download."),
        rows=orders(now),
        columns=(
            Column("number", gettext_lazy("Number"), link=lambda row: reverse("kit:living"), sort="number"),
            Column("title", gettext_lazy("Title"), wide=True),
            Column("kind", gettext_lazy("Kind")),
            Column("state", gettext_lazy("State"), kind="state"),
            Column("unit", gettext_lazy("Unit")),
            Column("phone", gettext_lazy("Telephone"), kind="mask"),
            Column("due", gettext_lazy("Limit"), kind="due", sort="due"),
        ),
        facets=(
            Facet("kind", gettext_lazy("Kind"), RequestType),
            Facet("state", gettext_lazy("State"), AssignmentState),
        ),
        search=lambda rows, text: [row for row in rows if text in row.title or text in row.number],
        search_hint=gettext_lazy("Number or title"),
        saved=(
            Saved(gettext_lazy("All")),
            Saved(AssignmentState.SENT, "state=sent"),
            Saved(AssignmentState.OBJECTED, "state=objected"),
        ),
        bulk=(Bulk("", Verb.CLAIM, confirm=gettext_lazy("Claim all ticked orders?"), icon="check"),),
        pick="number",
        actions=((Verb.RECORD, reverse("kit:living")),),
        empty=gettext_lazy("Nothing waits for you."),
        size=20,
    )


def page(request: HttpRequest) -> dict[str, Any]:
    """The context of the living page."""
    now = clock.now()
    return {
        "list_page": listing().page(request),
        "states": [*OrderState, *AssignmentState, *Solved],
        "limits": limits(now),
        "sheet": sheet(now),
        "events": events(now),
        "form": SampleForm(initial={"title": TITLES[0]}),
        "wrong": wrong(),
        "refusal": Refusal("“%(verb)s” is not yours to do on this order.", verb=Verb.CLAIM),
        "tabs": [(Desk.INTAKE, "#", True), (Desk.DISPATCH, "#", False), (Desk.HANDLING, "#", False)],
        "reasons": [Sentence("The duty catalogue names this unit for “%(category)s”.", {"category": "供水"})],
        "charts": charts(),
        "rate": Fraction(973, 1000),
        "score": Decimal("96.50"),
    }


def limits(now: datetime) -> list[tuple[datetime | None, datetime | None]]:
    """Limits in every state: calm, soon, over, kept, late, none."""
    hours = timedelta(hours=1)
    return [
        (now + 76 * hours, None),
        (now + 5 * hours, None),
        (now - 27 * hours, None),
        (now, now - hours),
        (now, now + 3 * hours),
        (None, None),
    ]


def sheet(now: datetime) -> list[tuple[Any, ...]]:
    """A definition list."""
    return [
        (_("Number"), "20261122000001"),
        (_("Kind"), RequestType.COMPLAINT),
        (_("Level"), Level.P2),
        (_("State"), OrderState.DISPATCHED),
        (_("Unit"), "示例街道办事处"),
        (_("Received"), now - timedelta(hours=30)),
        (_("What happened"), "（示例）3号楼地下室漏水三天，物业一直未处理，希望尽快维修。", "wide"),
    ]


def events(now: datetime) -> list[dict[str, Any]]:
    """A short life."""
    return [
        {"verb": Verb.RECORD, "who": "示例坐席", "unit": "示例热线中心", "at": now - timedelta(hours=30)},
        {
            "verb": Verb.DISPATCH,
            "who": "示例派单员",
            "unit": "示例热线中心",
            "at": now - timedelta(hours=29),
            "clause": "第十三条",
            "law": "limits/2024-01-01",
            "details": [(_("Unit"), "示例街道办事处"), (_("Limit"), now + timedelta(hours=5))],
        },
        {
            "verb": Verb.OBJECT,
            "who": "示例诉求中心",
            "unit": "示例街道办事处",
            "at": now - timedelta(hours=20),
            "why": "（示例）该路段由区城管委负责养护。",
        },
    ]


def wrong() -> SampleForm:
    """A form that came back with errors."""
    form = SampleForm({"title": "", "kind": "complaint", "text": "（示例）路灯不亮"})
    form.add_error(None, _("There is an open order with the same text."))
    return form


def charts() -> dict[str, dict[str, Any]]:
    """Bar, line, pie and gauge."""
    months = [f"{month:02d}" for month in range(6, 12)]
    return {
        "bar": {
            "kind": "bar",
            "labels": ["供水", "停车", "噪声", "供暖", "环境"],
            "series": [{"name": _("Orders"), "data": [412, 380, 295, 241, 160]}],
        },
        "line": {
            "kind": "line",
            "unit": "%",
            "min": 80,
            "max": 100,
            "labels": months,
            "series": [
                {"name": _("Solved"), "data": [91.2, 92.8, 92.1, 93.9, 95.0, 95.4]},
                {"name": _("Satisfied"), "data": [93.0, 93.4, 94.2, 94.9, 95.8, 96.1]},
            ],
        },
        "pie": {
            "kind": "pie",
            "labels": ["A", "B", "C"],
            "series": [{"name": _("Orders"), "data": [52, 31, 17]}],
        },
        "gauge": {"kind": "gauge", "unit": "%", "labels": [""], "series": [{"name": "", "data": [97.3]}]},
    }
