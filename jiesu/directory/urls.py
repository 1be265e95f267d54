"""Addresses of the directory."""

from django.urls import path

from jiesu.directory.views import bringing, lists, posts, rosters, sheets, sources

app_name = "directory"
urlpatterns = [
    path("", lists.units, name="units"),
    path("areas/", lists.areas, name="areas"),
    path("people/", lists.people, name="people"),
    path("sources/", lists.sources, name="sources"),
    path("sources/new/", sources.add_source, name="add_source"),
    path("sources/<str:code>/end/", sources.end_source, name="end_source"),
    path("roster/", rosters.roster, name="roster"),
    path("roster/cover/", rosters.cover, name="cover"),
    path("roster/add/", rosters.add_shifts, name="add_shifts"),
    path("roster/end/", rosters.end_shifts, name="end_shifts"),
    path("borders/", rosters.borders, name="borders"),
    path("borders/add/", rosters.add_border, name="add_border"),
    path("changes/", lists.changes, name="changes"),
    path("bring/", bringing.bring, name="bring"),
    path("bring/<uuid:folder>/<slug:kind>.csv", bringing.rejects, name="rejects"),
    path("me/", sheets.me, name="me"),
    path("me/stand-in/", sheets.stand_in, name="stand_in"),
    path("units/<str:code>/", sheets.unit, name="unit"),
    path("areas/<str:code>/", sheets.area, name="area"),
    path("people/<str:login>/", sheets.person, name="person"),
    path("people/<str:login>/give-seat/", posts.give_seat, name="give_seat"),
    path("people/<str:login>/set-password/", posts.set_password, name="set_password"),
    path("add-person/", posts.add_person, name="add_person"),
]
