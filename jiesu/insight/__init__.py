"""析: what happens today: trays, overdue, rates; the plain dashboard."""
