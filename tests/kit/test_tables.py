"""Tables that people bring: any encoding, hostile ones refused with a sentence, bad rows told by row and column."""

from __future__ import annotations

import csv
import gzip
import io
import tracemalloc
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from jiesu.kit.tables import Cells, parse_when, read_table, sheet_names, write_rejects
from jiesu.rules.verdict import Refusal

ZONE = ZoneInfo("Asia/Shanghai")


def rows_of(data: bytes, **how: str) -> list[tuple[int, Cells]]:
    return list(read_table(io.BytesIO(data), **how))  # type: ignore[arg-type]


def refusal_of(data: bytes) -> str:
    with pytest.raises(Refusal) as refused:
        rows_of(data)
    return str(refused.value)


def workbook(cells: dict[str, object], **more: object) -> bytes:
    book = openpyxl.Workbook()
    for place, value in cells.items():
        book.active[place] = value
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def with_part(data: bytes, name: str, body: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, body)
    return made.getvalue()


@contextmanager
def peak_memory() -> Iterator[list[int]]:
    """The most bytes that Python held at once within."""
    peak: list[int] = []
    tracemalloc.start()
    yield peak
    peak.append(tracemalloc.get_traced_memory()[1])
    tracemalloc.stop()


TEXT = "编号,标题\n1,停水了\n2,𠮷林路噪音😀\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_table_is_read_whatever_its_encoding(encoding: str) -> None:
    assert [dict(cells) for _, cells in rows_of(TEXT.encode(encoding))] == [
        {"编号": "1", "标题": "停水了"},
        {"编号": "2", "标题": "𠮷林路噪音😀"},
    ]


def test_gb18030_is_found_where_only_a_late_row_shows_it() -> None:
    data = b"a,b\n" + b"1,plain\n" * 20_000 + "2,小区停水好几天\n".encode("gb18030")
    assert rows_of(data)[-1][1]["b"] == "小区停水好几天"


@pytest.mark.parametrize("mark", [",", "\t", ";", "|"])
def test_the_delimiter_is_found(mark: str) -> None:
    assert dict(rows_of(f"a{mark}b\n1{mark}2\n".encode())[0][1]) == {"a": "1", "b": "2"}


def test_headers_are_compared_without_width_blanks_marks_and_case() -> None:
    assert read_table(io.BytesIO("\ufeff Ｃode *, 工单 编号：\n1,2\n".encode())).headers == [
        "code",
        "工单编号",
    ]


def test_traditional_characters_stay_as_they_are_written() -> None:
    assert rows_of("題\n臺灣路燈\n".encode())[0][1]["題"] == "臺灣路燈"


def test_an_empty_file_is_refused() -> None:
    for data in (b"", b"\n\n , \n", gzip.compress(b"")):
        assert refusal_of(data) == "The file is empty."


def test_a_column_that_is_there_twice_is_refused() -> None:
    assert "twice" in refusal_of(b"a,A\n1,2\n")


@pytest.mark.parametrize(
    "cell",
    [b"x" * 50_000_000, b'"' + b"x" * 50_000_000 + b'"', b'"' + (b"x" * 99 + b"\n") * 500_000 + b'"'],
    ids=["bare", "quoted", "in many lines"],
)
def test_a_cell_of_50_mb_costs_only_its_own_row(cell: bytes) -> None:
    stream = io.BytesIO(b"a,b\n1," + cell + b"\n2,ok\n")
    with peak_memory() as peak:
        rows = list(read_table(stream))
    assert [bool(cells.faults) for _, cells in rows] == [True, False]
    assert rows[1][1]["b"] == "ok"
    assert peak[0] < 25 << 20


def test_a_nul_byte_is_told_with_its_column() -> None:
    cells = rows_of(b"a,b\n1,x\0y\n")[0][1]
    assert [str(fault) for fault in cells.faults] == ["Column “b”: the cell holds a NUL character."]


def test_a_byte_that_does_not_fit_the_encoding_costs_only_its_row() -> None:
    rows = rows_of("编号,标题\n1,好\n".encode() + b"2,\xff\xfe\n3,ok\n")
    assert [bool(cells.faults) for _, cells in rows] == [False, True, False]


def test_rows_are_numbered_as_a_person_counts_the_lines() -> None:
    assert [number for number, _ in rows_of(b'a,b\n1,"two\nlines"\n\n2,x\n')] == [2, 5]


def test_a_row_with_more_cells_than_the_header_is_told() -> None:
    assert rows_of(b"a,b\n1,2,3\n")[0][1].faults


def test_a_workbook_is_read_as_text_with_its_row_numbers() -> None:
    wall = datetime(2022, 3, 5, 10, 11, 12, tzinfo=ZONE).replace(tzinfo=None)
    data = workbook({"A1": "编号", "B1": "时间", "A3": 13800000001, "B3": wall})
    assert [(n, dict(c)) for n, c in rows_of(data)] == [
        (3, {"编号": "13800000001", "时间": "2022-03-05 10:11:12"})
    ]


def test_a_formula_cell_is_told_with_its_place() -> None:
    cells = rows_of(workbook({"A1": "a", "A2": "=1+1"}))[0][1]
    assert [str(fault) for fault in cells.faults] == ["Cell A2 holds a formula; put its value there."]


def test_a_number_that_a_spreadsheet_has_rounded_is_told() -> None:
    assert "15 digits" in str(rows_of(workbook({"A1": "a", "A2": 1234567890123456789}))[0][1].faults[0])


def test_the_sheets_of_a_workbook_can_be_read_one_by_one() -> None:
    book = openpyxl.Workbook()
    book.active.title = "单位"
    book.create_sheet("人员")["A1"] = "login"
    book["人员"]["A2"] = "li"
    saved = io.BytesIO()
    book.save(saved)
    assert sheet_names(saved) == ["单位", "人员"]
    assert rows_of(saved.getvalue(), sheet="人员")[0][1]["login"] == "li"


def test_a_workbook_with_macros_is_refused() -> None:
    data = with_part(workbook({"A1": "a"}), "xl/vbaProject.bin", b"macro")
    assert "macros" in refusal_of(data)


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b"]><sst><si><t>&b;</t></si></sst>"
)


@pytest.mark.parametrize("pad", [b"", b"<!-- " + b"x" * 100_000 + b" -->"], ids=["plain", "behind a comment"])
def test_an_xml_bomb_in_a_workbook_is_refused(pad: bytes) -> None:
    sheet = BOMB.replace(b"?>", b"?>" + pad, 1).replace(b"sst>", b"worksheet>")
    assert "XML bomb" in refusal_of(with_part(workbook({"A1": "a"}), "xl/worksheets/sheet1.xml", sheet))


def test_a_zip_bomb_is_refused() -> None:
    data = with_part(workbook({"A1": "a"}), "xl/media/zeros.xml", b"0" * 60_000_000)
    assert "unpacks" in refusal_of(data)
    assert "unpacks" in refusal_of(gzip.compress(b"0" * 60_000_000))


@pytest.mark.parametrize(
    "data",
    [
        b"\xd0\xcf\x11\xe0" + b"\0" * 600,
        b"%PDF-1.7",
        b"<?xml version='1.0'?><!DOCTYPE a []><a/>",
        b"\xef\xbb\xbf<html><table>",
        b"PK\x03\x04broken",
        gzip.compress(b"a,b\n1,2\n" * 1000)[:50],
        with_part(workbook({"A1": "a"}), "xl/workbook.xml", b"<broken"),
    ],
    ids=["old excel", "pdf", "xml", "html", "broken zip", "cut gzip", "broken workbook"],
)
def test_what_is_no_table_is_refused_with_a_sentence(data: bytes) -> None:
    assert refusal_of(data).endswith(".")


def test_a_plain_archive_is_refused() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.txt", "x")
    assert "archive" in refusal_of(made.getvalue())


def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    def peak_of(count: int) -> int:
        path = tmp_path / f"{count}.csv"
        with path.open("w", encoding="utf-8") as file:
            file.write("编号,诉求内容\n")
            file.writelines(f"{i},小区停水两天了，一直没有人来修，请尽快处理{i}\n" for i in range(count))
        with peak_memory() as peak, read_table(path) as table:
            assert sum(1 for _ in table) == count
        return peak[0]

    few = peak_of(25_000)
    assert peak_of(60_000) < few + (1 << 20)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2022-03-05", datetime(2022, 3, 4, 16, tzinfo=UTC)),
        ("2022/3/5 10:11", datetime(2022, 3, 5, 2, 11, tzinfo=UTC)),
        ("2022.3.5 10:11:12", datetime(2022, 3, 5, 2, 11, 12, tzinfo=UTC)),
        ("20220305101112", datetime(2022, 3, 5, 2, 11, 12, tzinfo=UTC)),
        ("20220305", datetime(2022, 3, 4, 16, tzinfo=UTC)),
        ("2022年3月5日", datetime(2022, 3, 4, 16, tzinfo=UTC)),
        ("2022年3月5日 下午3时20分", datetime(2022, 3, 5, 7, 20, tzinfo=UTC)),
        ("44625.5", datetime(2022, 3, 5, 4, tzinfo=UTC)),
        ("2022-03-05T10:11:12+08:00", datetime(2022, 3, 5, 2, 11, 12, tzinfo=UTC)),
        ("2022-03-05T10:11:12Z", datetime(2022, 3, 5, 10, 11, 12, tzinfo=UTC)),
        ("２０２２－０３－０５ 10：11", datetime(2022, 3, 5, 2, 11, tzinfo=UTC)),
    ],
)
def test_a_date_is_read_in_the_ways_people_write_it(written: str, read: datetime) -> None:
    assert parse_when(written, ZONE) == read


@pytest.mark.parametrize(
    "written", ["", "3/5/2022", "2022-13-05", "2022-02-30", "99999", "昨天", "12345678901"]
)
def test_a_date_that_could_mean_something_else_is_refused(written: str) -> None:
    with pytest.raises(Refusal, match="is not a date"):
        parse_when(written, ZONE)


def test_refused_rows_can_be_corrected_and_brought_again(tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    cells = {"编号": "1", "内容": '=HYPERLINK("x")\n第二行'}
    assert write_rejects(path, ["编号", "内容"], [(7, cells, ["No such unit."])]) == 1
    with path.open(encoding="utf-8-sig", newline="") as file:
        written = list(csv.reader(file))
    assert written[1][1].startswith("'="), "a spreadsheet must not run it"
    assert written[1][2:] == ["7", "No such unit."]
    table = read_table(path)
    assert table.headers == ["编号", "内容"]
    assert [dict(row) for _, row in table] == [cells]
