"""Pure law: vocabulary, flow, reach, calendar, limits, routing, scoring.

Standard library only; no clock, no database.
"""
