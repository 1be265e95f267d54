"""How far a long command is: one moving line on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from typing import TextIO

WIDTH = 24
EVERY = 0.2
PLAIN_EVERY = 10.0


class Progress:
    """`with Progress("Importing", total=3000) as step: step(1)`. Writes to stderr, so results stay clean."""

    def __init__(self, what: str, total: int | None = None, *, out: TextIO | None = None) -> None:
        self.what = what
        self.total = total
        self.out = out or sys.stderr
        self.tty = self.out.isatty()
        self.done = 0
        self.start = self.shown = time.monotonic()

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, failed: object, *_: object) -> None:
        end = "\n" if self.tty else ""
        if self.tty or not failed:
            self._write(end or "\n")

    def __call__(self, steps: int = 1) -> None:
        self.done += steps
        now = time.monotonic()
        if now - self.shown >= (EVERY if self.tty else PLAIN_EVERY):
            self.shown = now
            self._write("" if self.tty else "\n")

    @property
    def line(self) -> str:
        """What is shown: `Importing [=====     ]  1,500 of 3,000  750/s  2 s left`."""
        seconds = max(time.monotonic() - self.start, 0.001)
        rate = self.done / seconds
        if not self.total:
            return f"{self.what}  {self.done:,}  {rate:,.0f}/s"
        filled = min(WIDTH * self.done // self.total, WIDTH)
        left = (
            f"  {max(self.total - self.done, 0) / rate:,.0f} s left"
            if rate and self.done < self.total
            else ""
        )
        bar = "=" * filled + " " * (WIDTH - filled)
        return f"{self.what} [{bar}]  {self.done:,} of {self.total:,}  {rate:,.0f}/s{left}"

    def _write(self, end: str) -> None:
        start = "\r\x1b[2K" if self.tty else ""
        self.out.write(f"{start}{self.line}{end}")
        self.out.flush()
