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
]
