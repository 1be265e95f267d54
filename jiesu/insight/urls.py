"""Addresses of the overview."""

from django.urls import path

from jiesu.insight import (
    cause_views,
    crossing_views,
    nameless_views,
    note_views,
    pivot_views,
    report_views,
    series_views,
    views,
    weak_views,
)
from jiesu.insight.warning import views as early

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
    path("platform/", nameless_views.export, name="platform"),
    path("notes/", note_views.every, name="notes"),
    path("notes/new/", note_views.new, name="new_note"),
    path("notes/<int:pk>/withdraw/", note_views.withdraw, name="withdraw_note"),
    path("crossed/", crossing_views.crossed, name="crossed"),
    path("reports/", report_views.reports, name="reports"),
    path("reports/new/<slug:kind>/", report_views.new, name="new_report"),
    path("reports/wording/<slug:kind>/", report_views.wording, name="wording"),
    path("reports/<int:pk>/", report_views.report, name="report"),
    path("reports/<int:pk>/<slug:form>/", report_views.report_file, name="report_file"),
    path("pivot/", pivot_views.pivots, name="pivot"),
    path("pivot/orders/", pivot_views.cell, name="cell"),
    path("common/", weak_views.common, name="common"),
    path("common/orders/", weak_views.common_orders, name="common_orders"),
    path("common/<str:which>/", weak_views.common_list, name="common_list"),
    path("causes/", cause_views.causes, name="causes"),
    path("causes/orders/", cause_views.cause_orders, name="cause_orders"),
    path("orders/", views.behind, name="orders"),
    path("warning/", early.whole, name="whole"),
    path("warning/<slug:name>/orders/", early.stage, name="stage"),
    path("warning/live/", early.now_open, name="live"),
    path("warning/live-orders/", early.now_orders, name="now_orders"),
    path("warning/forecast/", early.forecast, name="forecast"),
    path(
        "warning/forecast/<str:code>/<slug:rate>/<slug:which>/", early.forecast_orders, name="forecast_orders"
    ),
    path("warning/volumes/", early.volume, name="volumes"),
    path("warning/volumes/<slug:of>/<str:key>/", early.volume_orders, name="volume_orders"),
    path("warning/seasons/", early.season, name="seasons"),
    path("rates/<str:figure>/", views.rated, name="rated"),
]
