"""The public's pages: file, track, supplement, withdraw, rate, published figures, how it works. Nobody logs in.

Number and code come by POST and stand in no address; the opened request is remembered for half an hour.
"""

from __future__ import annotations

import csv
import dataclasses

from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from jiesu.assessment import queries as assessment
from jiesu.kit import clock
from jiesu.kit.doors import door
from jiesu.kit.forms import told
from jiesu.orders import face as orders
from jiesu.public import forms, gate, pages, queries
from jiesu.public.forms import RequestForm
from jiesu.rules.terms import Verb

YEAR = 365 * 24 * 3600
TEN_MINUTES = 600


@door.open_to_all
def home(request: HttpRequest) -> HttpResponseBase:
    """The one door to the public (R011)."""
    return render(request, "public/home.html")


@door.open_to_all
@never_cache
def file(request: HttpRequest) -> HttpResponseBase:
    """提诉求: without an account, without a threshold."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = forms.FileForm(*sent, at=clock.now(), address=_address(request))
    order = told(form, form.send) if form.is_bound and form.is_valid() else None
    if order is None:
        return render(request, "public/file.html", {"form": form}, status=422 if form.is_bound else 200)
    gate.keep(request, order, clock.now())
    return redirect("public:filed")


@door.open_to_all
@never_cache
def filed(request: HttpRequest) -> HttpResponseBase:
    """Number and code, to be written down or printed."""
    order = gate.kept(request, clock.now())
    if order is None:
        return redirect("public:track")
    return render(request, "public/filed.html", {"order": order, "code": orders.tracking_code(order.number)})


@door.open_to_all
@never_cache
def track(request: HttpRequest) -> HttpResponseBase:
    """查进度: number and code open one request, and no one else's (R480)."""
    form = forms.TrackForm(request.POST or None)
    order = told(form, form.send, address=_address(request)) if form.is_bound and form.is_valid() else None
    if order is None:
        return render(request, "public/track.html", {"form": form}, status=422 if form.is_bound else 200)
    gate.keep(request, order, clock.now())
    return redirect("public:request")


@door.open_to_all
@never_cache
def request_(request: HttpRequest) -> HttpResponseBase:
    """The opened request: where it stands, what was replied, what its requester can do."""
    return _opened(request)


@door.open_to_all
@require_POST
def supplement(request: HttpRequest) -> HttpResponseBase:
    """补充."""
    return _done(request, Verb.SUPPLEMENT, forms.SupplementForm)


@door.open_to_all
@require_POST
def press(request: HttpRequest) -> HttpResponseBase:
    """催单: it stays with the request and is counted there."""
    return _done(request, Verb.PRESS, forms.PressForm)


@door.open_to_all
@require_POST
def withdraw(request: HttpRequest) -> HttpResponseBase:
    """撤诉: also while a unit works on it."""
    return _done(request, Verb.WITHDRAW, forms.WithdrawForm)


@door.open_to_all
@require_POST
def rate(request: HttpRequest) -> HttpResponseBase:
    """回访评价: the three questions, once the unit has replied."""
    return _done(request, Verb.RATE, forms.RateForm)


@door.open_to_all
@require_POST
def complain(request: HttpRequest) -> HttpResponseBase:
    """群众监督: bad handling of the opened request is reported to the body above the unit (R280)."""
    order = gate.kept(request, clock.now())
    if order is None:
        return redirect("public:track")
    form = forms.ComplaintForm(request.POST, order=order)
    if not form.is_valid() or told(form, form.send, at=clock.now()) is None:
        return _opened(request, form)
    messages.success(request, _("Thank you. The body above the unit looks into it."))
    return redirect("public:request")


@door.open_to_all
@require_POST
def leave(request: HttpRequest) -> HttpResponseBase:
    """Close the opened request on this device."""
    gate.leave(request)
    return redirect("public:home")


@door.open_to_all
def figures(request: HttpRequest) -> HttpResponseBase:
    """The published figures, as a page, as JSON and as CSV."""
    shown = _figures()
    match request.GET.get("format"):
        case "json":
            return JsonResponse(dataclasses.asdict(shown), json_dumps_params={"ensure_ascii": False})
        case "csv":
            answer = HttpResponse(content_type="text/csv; charset=utf-8")
            answer["Content-Disposition"] = 'attachment; filename="figures.csv"'
            csv.writer(answer).writerows([*pages.lines(shown), (str(pages.stamp_of(shown)),)])
            return answer
    return render(request, "public/figures.html", pages.figures(shown))


@door.open_to_all
def about(request: HttpRequest) -> HttpResponseBase:
    """How swift response works, and the limits with what they rest on."""
    return render(request, "public/about.html", {"law": queries.limits(clock.now())})


@door.open_to_all
@require_POST
def text(request: HttpRequest) -> HttpResponseBase:
    """Bigger text from now on, or normal again."""
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    answer = HttpResponseRedirect(back if safe else "/public/")
    size = "big" if request.POST.get("size") == "big" else "normal"
    answer.set_cookie("jiesu_text", size, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    return answer


def _opened(request: HttpRequest, sent: RequestForm | None = None) -> HttpResponseBase:
    """The page of the opened request, with the form that was just sent where it was refused."""
    order = gate.kept(request, clock.now())
    if order is None:
        return redirect("public:track")
    shown = queries.progress(order)
    page = {"progress": shown, "order": order, "forms": pages.forms_for(shown, sent)}
    return render(request, "public/request.html", page, status=422 if sent else 200)


def _done(request: HttpRequest, verb: Verb, kind: type[RequestForm]) -> HttpResponseBase:
    """One verb of the requester on the opened request."""
    order = gate.kept(request, clock.now())
    if order is None:
        return redirect("public:track")
    form = kind(request.POST, request.FILES, order=order)
    if not form.is_valid() or told(form, form.send, at=clock.now()) is None:
        return _opened(request, form)
    pages.thank(request, verb)
    return redirect("public:request")


def _figures() -> assessment.Published:
    """The published figures, counted every ten minutes at the most."""
    found: assessment.Published | None = cache.get("public:figures")
    if found is None:
        found = assessment.published(clock.now())
        cache.set("public:figures", found, TEN_MINUTES)
    return found


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))
