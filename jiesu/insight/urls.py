"""Addresses of the overview."""

from django.urls import path

from jiesu.insight import pivot_views, series_views, views

app_name = "insight"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("kinds/", views.kinds, name="kinds"),
    path("matters/", views.hot, name="matters"),
    path("matters/<int:pk>/", views.matter, name="matter"),
    path("standing/", views.standing_matters, name="standing"),
    path("growth/", series_views.growth, name="growth"),
    path("means/", series_views.means, name="means"),
    path("years/", series_views.years, name="years"),
    path("pivot/", pivot_views.pivots, name="pivot"),
    path("pivot/orders/", pivot_views.cell, name="cell"),
    path("orders/", views.behind, name="orders"),
    path("rates/<str:figure>/", views.rated, name="rated"),
]
