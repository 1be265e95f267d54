"""Jiesu (接诉): an open platform for swift response to citizen requests (接诉即办)."""

__version__ = "0.1.0"
