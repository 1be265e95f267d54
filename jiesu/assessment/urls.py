"""Addresses of the assessment desk."""

from django.urls import path

from jiesu.assessment import views

app_name = "assessment"
urlpatterns = [
    path("", views.periods, name="periods"),
    path("open/", views.open_period, name="open_period"),
    path("<int:pk>/", views.sheet, name="sheet"),
    path("<int:pk>/freeze/", views.freeze, name="freeze"),
    path("<int:pk>/sheet.xlsx", views.book, name="book"),
    path("<int:pk>/<str:code>/", views.unit, name="unit"),
    path("<int:pk>/<str:code>/<str:figure>/", views.figure, name="figure"),
]
