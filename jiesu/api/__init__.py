"""Face for machines: /api/v1. No tables."""
