"""Measurements of Jiesu, by public tools only: ratios in one run, best of several (see README.md)."""
