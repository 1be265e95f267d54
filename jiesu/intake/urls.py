"""Intake's addresses. A verb's address is its name."""

from django.urls import path

from jiesu.intake import import_views, views

app_name = "intake"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("record/", views.record, name="record"),
    path("caller/", views.caller, name="caller"),
    path("reading/", views.reading, name="reading"),
    path("areas/", views.areas, name="areas"),
    path("import/", import_views.index, name="imports"),
    path("import/new/", import_views.upload, name="upload"),
    path("import/<int:pk>/", import_views.preview, name="import"),
    path("import/<int:pk>/rejects/", import_views.rejects, name="rejects"),
    path("<str:number>/accept/", views.accept, name="accept"),
    path("<str:number>/answer/", views.answer, name="answer"),
    path("<str:number>/transfer/", views.transfer, name="transfer"),
    path("<str:number>/merge/", views.merge, name="merge"),
    path("<str:number>/supplement/", views.supplement, name="supplement"),
    path("<str:number>/withdraw/", views.withdraw, name="withdraw"),
    path("<str:number>/reveal/", views.reveal, name="reveal"),
]
