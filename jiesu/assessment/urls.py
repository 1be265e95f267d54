"""Addresses of the assessment desk."""

from django.urls import path

from jiesu.assessment import exclusion_views, views

app_name = "assessment"
urlpatterns = [
    path("", views.periods, name="periods"),
    path("exclusions/", exclusion_views.exclusions, name="exclusions"),
    path("exclusions/neither/", exclusion_views.neither, name="neither"),
    path("proof/<str:stored>/", exclusion_views.proof, name="proof"),
    path("<str:number>/<int:share>/exclude/", exclusion_views.exclude, name="exclude"),
    path("<str:number>/<int:share>/countersign/", exclusion_views.countersign, name="countersign"),
    path("<str:number>/<int:share>/allow/", exclusion_views.allow, name="allow"),
    path("<str:number>/<int:share>/disallow/", exclusion_views.disallow, name="disallow"),
    path("open/", views.open_period, name="open_period"),
    path("<int:pk>/", views.sheet, name="sheet"),
    path("<int:pk>/freeze/", views.freeze, name="freeze"),
    path("<int:pk>/sheet.xlsx", views.book, name="book"),
    path("<int:pk>/<str:code>/", views.unit, name="unit"),
    path("<int:pk>/<str:code>/correct/", views.correct, name="correct"),
    path("<int:pk>/<str:code>/<str:figure>/", views.figure, name="figure"),
]
