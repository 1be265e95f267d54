"""`python -m jiesu.reading`: the reading commands without a database."""

from __future__ import annotations

from jiesu.reading.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
