"""The bare view's own address."""

from django.http import HttpRequest
from django.urls import path
from ninja import NinjaAPI, Schema

from benchmarks.bare.models import Row


class Said(Schema):
    """What is sent; other fields are left out."""

    title: str
    text: str


api = NinjaAPI(urls_namespace="bare", docs_url=None)


@api.post("/rows")
def insert(request: HttpRequest, body: Said) -> dict[str, int]:
    """Insert one row."""
    return {"id": Row.objects.create(title=body.title, text=body.text).pk}


urlpatterns = [path("bare/", api.urls)]
