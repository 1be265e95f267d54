"""Addresses of dispatch."""

from django.urls import path

from jiesu.dispatch import views

app_name = "dispatch"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("confirm/", views.confirm, name="confirm"),
    path("objections/", views.objections, name="objections"),
    path("<str:number>/dispatch/", views.dispatch, name="dispatch"),
    path("<str:number>/<int:share>/forward/", views.forward, name="forward"),
    path("<str:number>/<int:share>/object/", views.object, name="object"),
    path("<str:number>/<int:share>/uphold/", views.uphold, name="uphold"),
    path("<str:number>/<int:share>/reject/", views.reject, name="reject"),
]
