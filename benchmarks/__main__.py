"""`python -m benchmarks [NAME …] [--record]`: every benchmark, or those named; `--record` writes README.md here."""

from __future__ import annotations

import sys
from importlib import import_module

NAMES = (
    "import_orders", "create_http", "desk_list", "ledger", "life", "search", "copies", "form", "volume", "ticks",
)  # fmt: skip


def main(words: list[str]) -> None:
    """Run the named benchmarks one after another; what begins with a dash is handed on."""
    names = [word for word in words if word in NAMES] or list(NAMES)
    rest = [word for word in words if word not in NAMES]
    for name in names:
        import_module(f"benchmarks.{name}").main(rest)


if __name__ == "__main__":
    main(sys.argv[1:])
