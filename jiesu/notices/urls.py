"""Addresses of notices."""

from django.urls import path

from jiesu.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.index, name="list"),
    path("read/", views.read, name="read"),
]
