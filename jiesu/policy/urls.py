"""Addresses of the law."""

from django.urls import path

from jiesu.policy import views

app_name = "policy"
urlpatterns = [
    path("", views.index, name="list"),
    path("levels/", views.levels, name="levels"),
    path("norms/", views.norms, name="norms"),
    path("kinds/", views.kinds, name="kinds"),
    path("<slug:topic>/revise/", views.revise, name="revise"),
    path("<slug:topic>/<str:day>/", views.version, name="version"),
]
