"""Addresses of the law."""

from django.urls import path

from jiesu.policy import views

app_name = "policy"
urlpatterns = [
    path("", views.index, name="list"),
    path("<slug:topic>/<str:day>/", views.version, name="version"),
]
