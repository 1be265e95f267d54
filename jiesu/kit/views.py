"""The pages of the kit itself: login and out, language, home, the living page of components, health."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import views as auth
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_supported_language_variant
from django.views.decorators.http import require_POST

from jiesu.kit import health, nav, showcase
from jiesu.kit.doors import actor_of, door
from jiesu.kit.listing import respond
from jiesu.kit.login import LoginForm
from jiesu.rules.terms import Role
from jiesu.rules.verdict import NotYours

YEAR = 365 * 24 * 3600


class _Login(auth.LoginView):
    template_name = "kit/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def form_valid(self, form: LoginForm) -> HttpResponse:  # type: ignore[override]
        """Logs in; a person's own language is spoken from then on, unless this browser has chosen one."""
        answer = super().form_valid(form)
        wanted = getattr(form.get_user(), "language", "")
        if wanted and settings.LANGUAGE_COOKIE_NAME not in self.request.COOKIES:
            _speak(answer, wanted)
        return answer


login = door.open_to_all(_Login.as_view())
logout = door.open_to_all(auth.LogoutView.as_view())


@door.any_one
def home(request: HttpRequest) -> HttpResponseBase:
    """To the desk of whoever has logged in; where no desk opens, a page that says so."""
    url = nav.home_url(actor_of(request))
    return redirect(url) if url else render(request, "kit/no_desk.html")


@door.open_to_all
@require_POST
def language(request: HttpRequest) -> HttpResponseBase:
    """Speaks another language from now on, and goes back to where one was."""
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    answer = HttpResponseRedirect(back if safe else "/")
    return _speak(answer, request.POST.get("language", ""))


@door.any_one
def counts(request: HttpRequest) -> HttpResponseBase:
    """How much waits at each desk of the asker, as {url name: "12"}; the shell puts it on the navigation."""
    answer = JsonResponse(nav.counts(actor_of(request)))
    answer["Cache-Control"] = "no-store"
    return answer


@door.open_to_all
def living(request: HttpRequest) -> HttpResponseBase:
    """The living page: every component of the kit, with sample data."""
    _for_builders(request)
    return render(request, "kit/living.html", showcase.page(request))


@door.open_to_all
def living_list(request: HttpRequest) -> HttpResponseBase:
    """The listing component on a page of its own."""
    _for_builders(request)
    return respond(request, showcase.listing())


@door.open_to_all
def healthz(request: HttpRequest) -> HttpResponseBase:
    """Whether the house stands: 200 where the database answers, 503 where it does not."""
    state = health.state()
    return JsonResponse(state, status=200 if state["ok"] else 503)


def _for_builders(request: HttpRequest) -> None:
    if not settings.DEBUG and not actor_of(request).holds(Role.ADMIN):
        raise NotYours("Your role does not open this page.")


def _speak(answer: HttpResponse, wanted: str) -> HttpResponse:
    try:
        code = get_supported_language_variant(wanted)
    except LookupError:
        return answer
    answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, code, max_age=YEAR, samesite="Lax", httponly=True)
    return answer
