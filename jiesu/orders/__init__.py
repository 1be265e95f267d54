"""The spine: Order (诉求工单), Assignment (派单), the append-only ledger of Events, and advance()."""
