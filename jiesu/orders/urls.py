"""Addresses of the spine's own pages."""

from django.urls import path

from jiesu.orders import views

app_name = "orders"
urlpatterns = [
    path("", views.index, name="list"),
    path("search/", views.search, name="search"),
    path("ledger/", views.ledger, name="ledger"),
    path("help/", views.guide, name="help"),
    path("<str:number>/", views.order, name="sheet"),
    path("<str:number>/presence/", views.presence, name="presence"),
]
