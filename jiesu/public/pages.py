"""What the public's pages are made of: the forms of an opened request, charts and lines of the figures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from jiesu.assessment.queries import Published
from jiesu.directory import queries as directory
from jiesu.kit.stamps import Stamp
from jiesu.kit.words import label
from jiesu.public.forms import ComplaintForm, PressForm, RateForm, RequestForm, SupplementForm, WithdrawForm
from jiesu.public.queries import Progress
from jiesu.rules.reach import SYSTEM
from jiesu.rules.terms import Verb

FORMS: dict[Verb, type[RequestForm]] = {
    Verb.RATE: RateForm,
    Verb.SUPPLEMENT: SupplementForm,
    Verb.PRESS: PressForm,
    Verb.WITHDRAW: WithdrawForm,
}
COMPLAIN = "complain"
"""Not a verb of the order: what it says goes to supervision."""
HIDDEN = "-"
"""What a chart takes for a place without a value."""


def forms_for(shown: Progress, sent: RequestForm | None = None) -> dict[str, RequestForm]:
    """The forms of the verbs that are open to the requester now; one that was sent and refused stays as it is."""
    found = {str(verb): kind(order=shown.order) for verb, kind in FORMS.items() if verb in shown.verbs}
    if shown.order.dispatched_at is not None:
        found[COMPLAIN] = ComplaintForm(order=shown.order)
    if sent is not None:
        found |= {str(verb): sent for verb, kind in FORMS.items() if isinstance(sent, kind)}
        found |= {COMPLAIN: sent} if isinstance(sent, ComplaintForm) else {}
    return found


def thank(request: HttpRequest, verb: Verb) -> None:
    """Say that it is done."""
    words = {
        Verb.SUPPLEMENT: _("Your addition is with the request."),
        Verb.PRESS: _("The unit sees that you ask again. No second request was made."),
        Verb.WITHDRAW: _("Your request is taken back."),
        Verb.RATE: _("Thank you. Your answer is recorded."),
    }
    messages.success(request, words[verb])


def charts(shown: Published) -> list[dict[str, Any]]:
    """A stacked chart for each table, one bar a month."""
    return [
        {
            "table": table,
            "id": f"chart-{table.indicator}",
            "data": {
                "kind": "bar",
                "stack": True,
                "labels": [month.month for month in table.months],
                "series": [
                    {"name": label(word), "data": [_drawn(m.counts[place]) for m in table.months]}
                    for place, word in enumerate(table.words)
                    if any(m.counts[place] for m in table.months)
                ],
            },
        }
        for table in shown.tables
    ]


def stamp_of(shown: Published) -> Stamp:
    """The stamp of the published figures: as of when, and that they are of all units."""
    return Stamp(shown.at, directory.scope_of(SYSTEM))


def figures(shown: Published) -> dict[str, Any]:
    """What the page of the figures shows."""
    return {"shown": shown, "charts": charts(shown), "stamp": stamp_of(shown)}


def lines(shown: Published) -> Iterator[tuple[str, ...]]:
    """The figures as rows: indicator, period, of what, value ("" is hidden)."""
    yield _("Indicator"), _("Month or period"), _("Of which"), _("Published value")
    for table in shown.tables:
        for month in table.months:
            for word, count in zip(table.words, month.counts, strict=True):
                yield label(table.indicator), month.month, label(word), "" if count is None else str(count)
    for league in shown.leagues:
        for indicator, rate in league.rates.items():
            yield (
                label(indicator),
                f"{shown.first}/{shown.last}",
                league.name,
                "" if rate is None else f"{rate}%",
            )


def _drawn(count: int | None) -> int | str:
    return HIDDEN if count is None else count
