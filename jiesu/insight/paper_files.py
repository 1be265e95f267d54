"""An issued report as a workbook: a sheet of its words, and a sheet for each table; each bears the stamp."""

from __future__ import annotations

import re

from django.http import FileResponse
from django.utils.translation import gettext
from openpyxl import Workbook

from jiesu.insight.kinds import Meeting
from jiesu.insight.models import Paper
from jiesu.kit.export import harmless, workbook
from jiesu.kit.stamps import Stamp

_WHOLE = re.compile(r"-?\d+")


def meeting_of(paper: Paper) -> Meeting | None:
    """For which meeting a pack was made."""
    return Meeting(paper.meeting) if paper.meeting else None


def workbook_of(paper: Paper, stamp: Stamp) -> FileResponse:
    """The report as XLSX; whole numbers stay numbers."""
    book = Workbook(write_only=True)
    words = book.create_sheet(gettext("What it says"))
    for line in (paper.title, *paper.words.splitlines(), *paper.opinion.splitlines(), str(stamp)):
        words.append([harmless(line)])
    for number, table in enumerate(paper.tables, 1):
        sheet = book.create_sheet(f"{number}")
        sheet.append([harmless(table["title"])])
        sheet.append([harmless(head) for head in table["heads"]])
        for row in table["rows"]:
            sheet.append([int(cell) if _WHOLE.fullmatch(cell) else harmless(cell) for cell in row])
        sheet.append([str(stamp)])
    return workbook(book, f"report-{paper.pk}.xlsx")
