"""The api itself: its doors, its resources, its description at /api/v1/openapi.json."""

from __future__ import annotations

from ninja import NinjaAPI

from jiesu.api.v1 import analysis, orders, reference, refusals
from jiesu.api.v1.keys import Bearer

api = NinjaAPI(
    title="Jiesu",
    version="1",
    description="接诉即办: requests of citizens from the first word to the score sheet. Errors have one shape.",
    docs_url=None,
    openapi_url="/openapi.json",
    auth=Bearer(),
    urls_namespace="api-1",
)
refusals.teach(api)
api.add_router("/orders", orders.router)
api.add_router("/analysis", analysis.router)
api.add_router("", reference.router)
