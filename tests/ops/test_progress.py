"""Progress: a moving line on a terminal, plain lines elsewhere, and nothing on stdout."""

from __future__ import annotations

import io

from jiesu.ops.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_sees_one_moving_line_that_ends() -> None:
    out = Terminal()
    with Progress("Importing", total=4, out=out) as step:
        step(4)
    assert out.getvalue().startswith("\r")
    assert "4 of 4" in out.getvalue()
    assert out.getvalue().endswith("\n")


def test_a_file_gets_plain_lines_without_control_characters() -> None:
    out = io.StringIO()
    with Progress("Importing", total=4, out=out) as step:
        step(4)
    assert out.getvalue().strip().isprintable()


def test_half_way_is_half_a_bar() -> None:
    step = Progress("Importing", total=10, out=io.StringIO())
    step(5)
    assert f"[{'=' * 12}{' ' * 12}]" in step.line


def test_an_unknown_total_is_counted_all_the_same() -> None:
    step = Progress("Proving", out=io.StringIO())
    step(1500)
    assert "1,500" in step.line
