"""Every address of the house. A room that has pages brings its own urls; each has a door (tested)."""

from django.urls import include, path

urlpatterns = [
    path("api/", include("jiesu.api.urls")),
    path("intake/", include("jiesu.intake.urls")),
    path("dispatch/", include("jiesu.dispatch.urls")),
    path("handling/", include("jiesu.handling.urls")),
    path("orders/", include("jiesu.orders.urls")),
    path("whistle/", include("jiesu.whistle.urls")),
    path("supervision/", include("jiesu.supervision.urls")),
    path("followup/", include("jiesu.followup.urls")),
    path("insight/", include("jiesu.insight.urls")),
    path("subjects/", include("jiesu.subjects.urls")),
    path("assessment/", include("jiesu.assessment.urls")),
    path("notices/", include("jiesu.notices.urls")),
    path("directory/", include("jiesu.directory.urls")),
    path("callers/", include("jiesu.callers.urls")),
    path("policy/", include("jiesu.policy.urls")),
    path("public/", include("jiesu.public.urls")),
    path("", include("jiesu.kit.urls")),
]
