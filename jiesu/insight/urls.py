"""Addresses of the overview."""

from django.urls import path

from jiesu.insight import views

app_name = "insight"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("kinds/", views.kinds, name="kinds"),
    path("matters/", views.hot, name="matters"),
    path("matters/<int:pk>/", views.matter, name="matter"),
    path("standing/", views.standing_matters, name="standing"),
    path("orders/", views.behind, name="orders"),
    path("rates/<str:figure>/", views.rated, name="rated"),
]
