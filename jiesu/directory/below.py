"""For counting in SQL: each unit with itself and all units below it."""

UNITS_BELOW = """
    SELECT a.id AS unit, u.id AS below
    FROM directory_unit u CROSS JOIN LATERAL unnest(string_to_array(u.path, '/')) AS line(code)
    JOIN directory_unit a ON a.code = line.code WHERE a.id = ANY(%(units)s)
"""
"""Pairs (unit, below) of the units asked for. By the codes in the path, so that it grows with the units and not with
their square: of 7,000 units 0.03 s instead of 4.6 s."""
