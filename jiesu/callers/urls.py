"""Addresses of the callers' store."""

from django.urls import path

from jiesu.callers import views

app_name = "callers"
urlpatterns = [
    path("", views.inventory, name="inventory"),
    path("reads/", views.reads, name="reads"),
]
