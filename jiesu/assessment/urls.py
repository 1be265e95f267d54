"""Addresses of the assessment desk."""

from django.urls import path

from jiesu.assessment import exclusion_views, record_views, result_views, reward_views, views

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
    path("year/", result_views.year, name="year"),
    path("handlers/", result_views.handlers, name="handlers"),
    path("quiet/", result_views.quiet, name="quiet"),
    path("circulars/", result_views.circulars, name="circulars"),
    path("circulars/<int:pk>/", result_views.circular, name="circular"),
    path("rewards/", reward_views.rewards, name="rewards"),
    path("rewards/new/", reward_views.new_reward, name="new_reward"),
    path("rewards/candidates/<slug:kind>/", reward_views.candidates, name="candidates"),
    path("rewards/<int:pk>/withdraw/", reward_views.withdraw_reward, name="withdraw_reward"),
    path("surveys/", record_views.surveys, name="surveys"),
    path("surveys/new/", record_views.new_survey, name="new_survey"),
    path("cases/", record_views.cases, name="cases"),
    path("cases/new/", record_views.new_case, name="new_case"),
    path("cases/<int:pk>/outcome/", record_views.end_case, name="end_case"),
    path("points/<int:pk>/withdraw/", reward_views.withdraw_bonus, name="withdraw_bonus"),
    path("<int:pk>/", views.sheet, name="sheet"),
    path("<int:pk>/freeze/", views.freeze, name="freeze"),
    path("<int:pk>/sheet.xlsx", views.book, name="book"),
    path("<int:pk>/classes/", result_views.classes, name="classes"),
    path("<int:pk>/industries/", result_views.industries, name="industries"),
    path("<int:pk>/announce/", result_views.announce, name="announce"),
    path("<int:pk>/<str:code>/", views.unit, name="unit"),
    path("<int:pk>/<str:code>/points/", reward_views.grant_bonus, name="grant_bonus"),
    path("<int:pk>/<str:code>/lowering/<slug:rate>/", views.lowers, name="lowers"),
    path("<int:pk>/<str:code>/correct/", views.correct, name="correct"),
    path("<int:pk>/<str:code>/<str:figure>/", views.figure, name="figure"),
]
