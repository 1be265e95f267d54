"""Addresses of the follow-up desk."""

from django.urls import path

from jiesu.followup import views

app_name = "followup"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("<str:number>/draw/", views.draw, name="draw"),
    path("<str:number>/attempt/", views.attempt, name="attempt"),
    path("<str:number>/rate/", views.rate, name="rate"),
    path("<str:number>/give_up/", views.give_up, name="give_up"),
    path("<str:number>/<int:share>/rehandle/", views.rehandle, name="rehandle"),
    path("<str:number>/rehandle/", views.rehandle, name="rehandle"),
    path("<str:number>/close/", views.close, name="close"),
]
