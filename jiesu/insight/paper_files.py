"""An issued report as a workbook: a sheet of its words, and a sheet for each table; each bears the stamp."""

from __future__ import annotations

import re

from django.http import FileResponse
from django.utils.translation import gettext

from jiesu.insight.kinds import Meeting
from jiesu.insight.models import Paper
from jiesu.kit import books
from jiesu.kit.stamps import Stamp

_WHOLE = re.compile(r"-?\d+")


def meeting_of(paper: Paper) -> Meeting | None:
    """For which meeting a pack was made."""
    return Meeting(paper.meeting) if paper.meeting else None


def workbook_of(paper: Paper, stamp: Stamp) -> FileResponse:
    """The report as XLSX; whole numbers stay numbers."""
    words = (paper.title, *paper.words.splitlines(), *paper.opinion.splitlines(), str(stamp))
    leaves: list[books.Leaf] = [(gettext("What it says"), [[line] for line in words])]
    for number, table in enumerate(paper.tables, 1):
        rows = [[int(cell) if _WHOLE.fullmatch(cell) else cell for cell in row] for row in table["rows"]]
        leaves.append((f"{number}", [[table["title"]], table["heads"], *rows, [str(stamp)]]))
    return books.book(leaves, f"report-{paper.pk}.xlsx")
