"""Addresses of the parties complained about."""

from django.urls import path

from jiesu.subjects import views

app_name = "subjects"
urlpatterns = [
    path("", views.parties, name="list"),
    path("industries/", views.industries, name="industries"),
    path("industries/<str:industry>/", views.common, name="common"),
    path("orders/", views.behind, name="orders"),
    path("<int:pk>/", views.party, name="party"),
    path("<int:pk>/amend/", views.amend, name="amend"),
    path("<int:pk>/join/", views.join, name="join"),
    path("order/<str:number>/", views.correct, name="correct"),
]
