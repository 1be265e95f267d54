"""Intake's pages; each module says its own."""
