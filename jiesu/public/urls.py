"""The public's addresses. No number, name or telephone ever stands in one of them."""

from django.urls import path

from jiesu.public import views

app_name = "public"
urlpatterns = [
    path("", views.home, name="home"),
    path("file/", views.file, name="file"),
    path("filed/", views.filed, name="filed"),
    path("track/", views.track, name="track"),
    path("request/", views.request_, name="request"),
    path("request/supplement/", views.supplement, name="supplement"),
    path("request/press/", views.press, name="press"),
    path("request/withdraw/", views.withdraw, name="withdraw"),
    path("request/rate/", views.rate, name="rate"),
    path("request/complain/", views.complain, name="complain"),
    path("request/leave/", views.leave, name="leave"),
    path("figures/", views.figures, name="figures"),
    path("about/", views.about, name="about"),
    path("text/", views.text, name="text"),
]
