"""Addresses of handling."""

from django.urls import path

from jiesu.handling import views

app_name = "handling"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("claim/", views.claim_many, name="claim_many"),
    path("evidence/<str:stored>/", views.file, name="evidence"),
    path("<str:number>/<int:share>/claim/", views.claim, name="claim"),
    path("<str:number>/<int:share>/assign/", views.assign, name="assign"),
    path("<str:number>/<int:share>/contact/", views.contact, name="contact"),
    path("<str:number>/<int:share>/act/", views.act, name="act"),
    path("<str:number>/<int:share>/submit/", views.submit, name="submit"),
    path("<str:number>/<int:share>/review/", views.review, name="review"),
    path("<str:number>/<int:share>/send_back/", views.send_back, name="send_back"),
    path("<str:number>/<int:share>/sign/", views.sign, name="sign"),
    path("applications/", views.askings, name="askings"),
    path("limits/", views.limits, name="limits"),
    path("on_time/", views.on_time, name="on_time"),
    path("register/", views.registered, name="registered"),
    path("register/movements/", views.movements, name="movements"),
    path("paper/<str:stored>/", views.paper, name="paper"),
    path("<str:number>/<int:share>/pause/", views.pause, name="pause"),
    path("<str:number>/<int:share>/resume/", views.resume, name="resume"),
    path("<str:number>/<int:share>/extend/", views.extend, name="extend"),
    path("<str:number>/<int:share>/exempt/", views.exempt, name="exempt"),
    path("<str:number>/<int:share>/grant/", views.grant, name="grant"),
    path("<str:number>/<int:share>/deny/", views.deny, name="deny"),
    path("<str:number>/<int:share>/register/", views.register, name="register"),
    path("<str:number>/<int:share>/list/", views.list, name="list"),
    path("<str:number>/<int:share>/strike/", views.strike, name="strike"),
    path("<str:number>/<int:share>/remind/", views.remind, name="remind"),
    path("<str:number>/<int:share>/renew/", views.renew, name="renew"),
    path("<str:number>/<int:share>/write_off/", views.write_off, name="write_off"),
]
