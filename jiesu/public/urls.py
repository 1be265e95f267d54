"""The public's addresses. No number, name or telephone ever stands in one of them."""

from django.urls import path

app_name = "public"
urlpatterns = []
