"""累计受理: how many orders were ever received, kept by day, so that no count grows with the number of orders (R381).

The database itself adds to `Volume` in the transaction in which an order is born, moved to another day or taken
away (triggers); the tick adds up the rows of a day. The sum is exact at every moment, and is proven against the
orders by `jiesu ledger rebuild --check`.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Sum

from jiesu.orders.models import Volume

_FOLD = """
WITH many AS (SELECT day FROM orders_volume GROUP BY day HAVING count(*) > 1),
gone AS (DELETE FROM orders_volume v USING many WHERE v.day = many.day RETURNING v.day, v.orders)
INSERT INTO orders_volume (day, orders) SELECT day, sum(orders) FROM gone GROUP BY day HAVING sum(orders) <> 0
"""
_WRONG = """
SELECT coalesce(o.day, v.day), coalesce(v.orders, 0), coalesce(o.orders, 0)
FROM (SELECT orders_day(received_at) AS day, count(*) AS orders FROM orders_order GROUP BY 1) o
FULL JOIN (SELECT day, sum(orders) AS orders FROM orders_volume GROUP BY day HAVING sum(orders) <> 0) v USING (day)
WHERE o.orders IS DISTINCT FROM v.orders ORDER BY 1
"""
_AGAIN = """
INSERT INTO orders_volume (day, orders)
SELECT orders_day(received_at), count(*) FROM orders_order GROUP BY 1
"""


def received(first: date | None = None, last: date | None = None) -> int:
    """How many orders were received from a day to a day (both inclusive); of all time where none is said."""
    rows = Volume.objects.all()
    if first:
        rows = rows.filter(day__gte=first)
    if last:
        rows = rows.filter(day__lte=last)
    return int(rows.aggregate(n=Sum("orders"))["n"] or 0)


def begun() -> date | None:
    """The first day with an order; a day whose orders were all moved away is none."""
    days = Volume.objects.values("day").annotate(n=Sum("orders")).filter(n__gt=0)
    return days.order_by("day").values_list("day", flat=True).first()


def fold_volumes(at: datetime) -> str:
    """Add up the rows of each day to one. One statement: whoever counts meanwhile sees it before or after."""
    with connection.cursor() as cursor:
        cursor.execute(_FOLD)
    return ""


def wrong_days() -> list[tuple[date, int, int]]:
    """The days whose kept number is not that of the orders: (day, kept, orders)."""
    with connection.cursor() as cursor:
        cursor.execute(_WRONG)
        return [(day, int(kept), int(orders)) for day, kept, orders in cursor.fetchall()]


@transaction.atomic
def count_again() -> None:
    """Count all days again from the orders. Whoever is about to record one waits, and is counted."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE orders_volume IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute("DELETE FROM orders_volume")
        cursor.execute(_AGAIN)
