"""Jiesu's addresses and the bare one."""

from benchmarks.bare.alone import urlpatterns as bare
from jiesu.config.urls import urlpatterns as jiesu

urlpatterns = [*bare, *jiesu]
