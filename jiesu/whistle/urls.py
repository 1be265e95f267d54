"""Addresses of whistle."""

from __future__ import annotations

from django.urls import path

from jiesu.whistle import views

app_name = "whistle"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("figures/", views.figures, name="figures"),
    path("<str:number>/<int:share>/whistle/", views.whistle, name="whistle"),
    path("<str:number>/<int:share>/draft/", views.drop_draft, name="drop_draft"),
    path("<str:number>/<int:share>/cancel/", views.cancel, name="cancel"),
    path("<str:number>/<int:share>/respond/", views.respond, name="respond"),
    path("<str:number>/<int:share>/decline/", views.decline, name="decline"),
    path("<str:number>/<int:share>/arbitrate/", views.arbitrate, name="arbitrate"),
    path("<str:number>/<int:share>/report_in/", views.report_in, name="report_in"),
    path("<str:number>/<int:share>/feed_back/", views.feed_back, name="feed_back"),
    path("<str:number>/<int:share>/settle/", views.settle, name="settle"),
    path("<str:number>/<int:share>/evaluate/", views.evaluate, name="evaluate"),
]
