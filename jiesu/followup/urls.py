"""Addresses of the follow-up desk."""

from django.urls import path

from jiesu.followup import record_views, views

app_name = "followup"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("figures/", record_views.figures, name="figures"),
    path("calls/", record_views.calls, name="calls"),
    path("rechecks/", record_views.rechecks, name="rechecks"),
    path("records/<str:what>/", record_views.records, name="records"),
    path("records/opt_outs/<int:party>/", record_views.allow_again, name="allow_again"),
    path("<str:number>/inform/", views.inform, name="inform"),
    path("<str:number>/call/", views.call, name="call"),
    path("<str:number>/audit/", views.audit, name="audit"),
    path("<str:number>/draw/", views.draw, name="draw"),
    path("<str:number>/attempt/", views.attempt, name="attempt"),
    path("<str:number>/rate/", views.rate, name="rate"),
    path("<str:number>/give_up/", views.give_up, name="give_up"),
    path("<str:number>/<int:share>/rehandle/", views.rehandle, name="rehandle"),
    path("<str:number>/rehandle/", views.rehandle, name="rehandle"),
    path("<str:number>/close/", views.close, name="close"),
]
