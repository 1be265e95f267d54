"""What creating an order is measured against: one django-ninja view that inserts one row. Never part of the product."""
