"""Addresses of dispatch."""

from django.urls import path

from jiesu.dispatch.views import accuracy, desk, keeping, talks

app_name = "dispatch"
urlpatterns = [
    path("", desk.desk, name="desk"),
    path("models/", desk.models, name="models"),
    path("accuracy/", accuracy.accuracy, name="accuracy"),
    path("accuracy/<str:what>/", accuracy.wrong, name="wrong"),
    path("confirm/", desk.confirm, name="confirm"),
    path("objections/", desk.objections, name="objections"),
    path("figures/", keeping.figures, name="figures"),
    path("catalogue/proposals/", keeping.proposals, name="proposals"),
    path("catalogue/proposals/new/", keeping.propose, name="propose"),
    path("catalogue/proposals/<int:pk>/", keeping.proposal, name="proposal"),
    path("catalogue/lines/", keeping.lines, name="lines"),
    path("catalogue/lines/new/", keeping.add_line, name="add_line"),
    path("catalogue/lines/<int:pk>/end/", keeping.end_line, name="end_line"),
    path("catalogue/direct/", keeping.direct, name="direct"),
    path("catalogue/direct/new/", keeping.set_direct, name="set_direct"),
    path("opinions/", talks.opinions, name="opinions"),
    path("instructions/", talks.instructions, name="instructions"),
    path("instructed/", talks.instructed, name="instructed"),
    path("<str:number>/dispatch/", desk.dispatch, name="dispatch"),
    path("<str:number>/consult/", talks.consult, name="consult"),
    path("<str:number>/opine/", talks.opine, name="opine"),
    path("<str:number>/conclude/", talks.conclude, name="conclude"),
    path("<str:number>/instruct/", talks.instruct, name="instruct"),
    path("<str:number>/put-before/", talks.put_before, name="put_before"),
    path("<str:number>/instructions/<int:pk>/carry-out/", talks.carry_out, name="carry_out"),
    path("<str:number>/<int:share>/forward/", desk.forward, name="forward"),
    path("<str:number>/<int:share>/recall/", desk.recall, name="recall"),
    path("<str:number>/<int:share>/object/", desk.object, name="object"),
    path("<str:number>/<int:share>/uphold/", desk.uphold, name="uphold"),
    path("<str:number>/<int:share>/reject/", desk.reject, name="reject"),
]
