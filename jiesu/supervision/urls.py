"""Addresses of supervision."""

from __future__ import annotations

from django.urls import path

from jiesu.supervision import views

app_name = "supervision"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("leader/", views.leader, name="leader"),
    path("lists/<slug:name>/", views.orders_list, name="list"),
    path("queue/", views.queue, name="queue"),
    path("offer/", views.offer, name="offer"),
    path("issue/<slug:kind>/", views.issue_many, name="issue_many"),
    path("outside/", views.outside, name="outside"),
    path("registers/", views.registers, name="registers"),
    path("registers/<slug:name>/", views.register, name="register"),
    path("registers/<slug:name>/new/", views.new_entry, name="new_entry"),
    path("entries/<int:pk>/", views.entry, name="entry"),
    path("entries/<int:pk>/<slug:step>/", views.step, name="step"),
    path("board/", views.board, name="board"),
    path("board/<str:day>/", views.board_of_day, name="board_of_day"),
    path("ranking/", views.ranking, name="ranking"),
    path("monthly/", views.monthly, name="monthly"),
    path("monthly/reviews/", views.reviews, name="reviews"),
    path("monthly/invite/", views.invite, name="invite"),
    path("talks/", views.discipline, name="discipline"),
    path("bulletins/", views.bulletins, name="bulletins"),
    path("bulletins/new/", views.write, name="write"),
    path("bulletins/<int:pk>/", views.bulletin, name="bulletin"),
    path("bulletins/<int:pk>/circulate/", views.circulate, name="circulate"),
    path("bulletins/<int:pk>/acknowledge/", views.acknowledge, name="acknowledge"),
    path("effects/", views.effects, name="effects"),
    path("units/<str:code>/", views.unit, name="unit"),
    path("norms/", views.norms, name="norms"),
    path("<str:number>/norms/", views.norms_of, name="norms_of"),
    path("specialist/", views.specialist, name="specialist"),
    path("groups/", views.groups, name="groups"),
    path("groups/new/", views.new_group, name="new_group"),
    path("groups/<int:pk>/end/", views.end_group, name="end_group"),
    path("samples/", views.samples, name="samples"),
    path("samples/new/", views.new_sample, name="new_sample"),
    path("samples/<int:pk>/", views.sample, name="sample"),
    path("clues/", views.clues, name="clues"),
    path("clues/<int:pk>/", views.clue, name="clue"),
    path("clues/<int:pk>/send/", views.send_clue, name="send_clue"),
    path("clues/<int:pk>/receive/", views.receive_clue, name="receive_clue"),
    path("clues/<int:pk>/conclude/", views.conclude_clue, name="conclude_clue"),
    path("<str:number>/urge/", views.urge, name="urge"),
    path("<str:number>/supervise/", views.supervise, name="supervise"),
    path("<str:number>/investigate/", views.investigate, name="investigate"),
    path("<str:number>/explain/", views.explain, name="explain"),
    path("<str:number>/confirm/", views.confirm, name="confirm"),
    path("<str:number>/insist/", views.insist, name="insist"),
    path("<str:number>/clue/", views.open_clue, name="open_clue"),
]
