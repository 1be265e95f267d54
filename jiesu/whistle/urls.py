"""Addresses of whistle."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "whistle"
urlpatterns: list[URLPattern] = []
