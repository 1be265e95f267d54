"""The addresses of the kit: login and out, language, home, the living page, health."""

from django.urls import path

from jiesu.kit import views

app_name = "kit"
urlpatterns = [
    path("", views.home, name="home"),
    path("login/", views.login, name="login"),
    path("logout/", views.logout, name="logout"),
    path("language/", views.language, name="language"),
    path("waiting/", views.counts, name="counts"),
    path("kit/", views.living, name="living"),
    path("kit/list/", views.living_list, name="living_list"),
    path("healthz", views.healthz, name="healthz"),
]
