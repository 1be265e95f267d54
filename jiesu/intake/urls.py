"""Intake's addresses. A verb's address is its name."""

from django.urls import path

from jiesu.intake import import_views
from jiesu.intake.views import desk, lists, verbs

app_name = "intake"
urlpatterns = [
    path("", desk.desk, name="desk"),
    path("record/", desk.record, name="record"),
    path("caller/", desk.caller, name="caller"),
    path("reading/", desk.reading, name="reading"),
    path("areas/", desk.areas, name="areas"),
    path("import/", import_views.index, name="imports"),
    path("import/new/", import_views.upload, name="upload"),
    path("import/<int:pk>/", import_views.preview, name="import"),
    path("import/<int:pk>/rejects/", import_views.rejects, name="rejects"),
    path("pressed/", lists.pressed, name="pressed"),
    path("marked/", lists.marked, name="marked"),
    path("clusters/", lists.clusters, name="clusters"),
    path("clusters/<str:key>/", lists.cluster, name="cluster"),
    path("mark-mass/", lists.mark_mass, name="mark_mass"),
    path("frequent/", lists.frequent, name="frequent"),
    path("repeated/", lists.repeated, name="repeated"),
    path("merged/", lists.merged, name="merged"),
    path("judgements/", lists.judgements, name="judgements"),
    path("<str:number>/accept/", verbs.accept, name="accept"),
    path("<str:number>/answer/", verbs.answer, name="answer"),
    path("<str:number>/transfer/", verbs.transfer, name="transfer"),
    path("<str:number>/merge/", verbs.merge, name="merge"),
    path("<str:number>/unmerge/", verbs.unmerge, name="unmerge"),
    path("<str:number>/split/", verbs.split, name="split"),
    path("<str:number>/supplement/", verbs.supplement, name="supplement"),
    path("<str:number>/press/", verbs.press, name="press"),
    path("<str:number>/withdraw/", verbs.withdraw, name="withdraw"),
    path("<str:number>/reveal/", verbs.reveal, name="reveal"),
    path("<str:number>/flag/", verbs.flag, name="flag"),
    path("<str:number>/judge/", verbs.judge, name="judge"),
    path("<str:number>/approve/", verbs.approve, name="approve"),
    path("<str:number>/defuse/", verbs.defuse, name="defuse"),
    path("<str:number>/locate/", verbs.locate, name="locate"),
]
