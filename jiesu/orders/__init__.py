"""The spine: Order (诉求工单), Assignment (派单), the append-only ledger of Events, and advance().

The face of the package is `jiesu.orders.face`; rooms write `from jiesu.orders import face as orders`.
"""
