"""De-identified orders for the city's data platform, page by page."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router

from jiesu.api.v1 import keys
from jiesu.api.v1.shapes import NamelessPage, Refused
from jiesu.directory import queries as directory
from jiesu.insight import queries as insight
from jiesu.kit.paging import keys_of, page_of_query

router = Router(tags=["analysis"])
REFUSALS = {401: Refused, 403: Refused, 409: Refused, 422: Refused}


@router.get(
    "/orders", response={200: NamelessPage, **REFUSALS}, summary="De-identified orders, the oldest first"
)
def orders(
    request: HttpRequest,
    since: datetime | None = None,
    until: datetime | None = None,
    after: str = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> Any:
    """Received from `since` on and before `until`; confidential ones are left out and counted."""
    actor, at = keys.caller(request)
    made, law = insight.nameless(actor, since, until), insight.catalogue(at)
    page = page_of_query(made.rows, keys_of(made.rows, ("received_at", "pk")), after=after, size=limit)
    return {
        "at": at, "scope": directory.scope_of(actor), "left_out": made.left_out, "after": page.after or None,
        "orders": [insight.record(order, law) for order in page.rows],
    }  # fmt: skip
