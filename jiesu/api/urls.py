"""The machines' addresses: one version, one contract. Its doors are the tokens (jiesu.api.v1.keys)."""

from django.urls import path

from jiesu.api.v1.contract import api

urlpatterns = [path("v1/", api.urls)]
