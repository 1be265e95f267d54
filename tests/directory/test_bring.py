"""Bringing a directory in: good rows go in, bad rows are told by file, row and column, twice changes nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest

from jiesu.directory import actions, queries
from jiesu.directory.bring.report import Report
from jiesu.directory.models import Area, Person, Seat, Source, Unit
from jiesu.rules.reach import SYSTEM, Actor
from jiesu.rules.terms import Role
from jiesu.rules.verdict import NotYours, Refusal

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)

AREAS = """编码,名称,级别,上级,别名,人口2023
yl,样例杨柳社区,社区,lake,杨柳小区;柳园,
lake,样例湖滨街道,街道(乡镇),east,湖滨,52000
city,样例市,市,,,3400000
east,样例东区,区,样例市,,"340,000"
"""
UNITS = """编码,名称,类别,上级,区域,7×24
lake,样例湖滨街道,街道,centre,样例湖滨街道,否
centre,样例市热线中心,市民热线服务中心,,city,是
water,样例自来水公司,公共服务企事业单位,centre,city,是
"""
PEOPLE = """登录名,姓名,单位,角色,职务,任职日期
li,样例李四,lake,办件人,科员,2026年1月5日
li,样例李四,样例湖滨街道,部门(社区)负责人,,2026/2/1
wang,样例王五,lake,main_leader,书记,20260101
"""
SOURCES = """编码,名称,渠道,号码,归属单位,并入日期,纳入考核
l-1,样例供水热线,并入热线,96002,water,2021-09-01,是
l-2,样例媒体,媒体,,,,否
"""


def bring(source: Path, **how: object) -> Report:
    return actions.import_file(source, by=SYSTEM, at=AT, **how)  # type: ignore[arg-type]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "区域.csv").write_text(AREAS, encoding="gb18030")
    (tmp_path / "units.csv").write_text(UNITS, encoding="utf-8-sig")
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    (tmp_path / "sources.csv").write_text(SOURCES, encoding="utf-8")
    return tmp_path


def told(report: Report) -> list[tuple[str, int, str, str]]:
    return [(fault.file, fault.row, fault.column, str(fault.sentence)) for fault in report.faults]


def test_a_folder_goes_in_whole_whatever_the_order_of_its_rows(folder: Path) -> None:
    report = bring(folder)
    assert told(report) == []
    assert report.as_dict() == {"read": 12, "imported": 12, "refused": 0, "known": 0}
    assert queries.area("yl").path == "/city/east/lake/yl/"
    assert list(queries.populations([queries.area("east").pk], 2023).values()) == [340_000]
    assert [area.code for area, _ in queries.areas_named("柳园")] == ["yl"]
    assert queries.unit("water").is_public_service and queries.unit("water").round_the_clock
    seats = {(s.role, s.valid_from) for s in queries.seats_of(queries.person("li"))}
    assert seats == {("handler", date(2026, 1, 5)), ("head", date(2026, 2, 1))}
    assert queries.source("l-1").merged_on == date(2021, 9, 1)
    assert queries.sources_outside_assessment() == {"l-2"}


def test_nobody_who_was_brought_in_can_log_in_before_a_password_is_set(folder: Path) -> None:
    bring(folder)
    assert not queries.person("li").has_usable_password()


def test_bringing_it_twice_changes_nothing(folder: Path) -> None:
    bring(folder)
    assert bring(folder).as_dict() == {"read": 12, "imported": 0, "refused": 0, "known": 12}
    assert (Area.objects.count(), Unit.objects.count(), Seat.objects.count()) == (4, 3, 3)


def test_a_dry_run_says_the_same_and_leaves_nothing_behind(folder: Path) -> None:
    assert bring(folder, dry_run=True).as_dict() == {"read": 12, "imported": 12, "refused": 0, "known": 0}
    assert not (
        Area.objects.exists() or Unit.objects.exists() or Person.objects.exists() or Source.objects.exists()
    )


def test_bad_rows_are_told_by_row_and_column_and_good_rows_go_in(tmp_path: Path) -> None:
    path = tmp_path / "units.csv"
    path.write_text(
        "编码,名称,类别,上级,生效日期\ncentre,样例中心,市民热线服务中心,,\na b,样例,街道,centre,\n"
        "moon,样例,月亮,centre,\norphan,样例,街道,nowhere,\nlate,样例,街道,centre,3/5/2022\n"
        "centre,样例又一个,街道,,\n,无编码,街道,centre,\nlake,样例湖滨街道,街道,centre,2026-01-01\n",
        encoding="utf-8",
    )
    report = bring(path, rejects=tmp_path / "refused.csv")
    assert report.as_dict() == {"read": 8, "imported": 2, "refused": 6, "known": 0}
    assert sorted((row, column) for _, row, column, _ in told(report)) == [
        (3, "编码"), (4, "类别"), (5, "上级"), (6, "生效日期"), (7, "编码"), (8, "编码"),
    ]  # fmt: skip
    text = (tmp_path / "refused.csv").read_text(encoding="utf-8-sig")
    corrected = text.replace("a b,", "ab,").replace("月亮", "街道").replace("nowhere", "centre")
    again = tmp_path / "units-again.csv"
    again.write_text(corrected, encoding="utf-8")
    assert bring(again).added == 3


def test_parents_that_hang_on_each_other_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "areas.csv"
    path.write_text("code,name,level,parent\na,甲,district,b\nb,乙,district,a\n", encoding="utf-8")
    assert bring(path).refused == 2
    assert not Area.objects.exists()


def test_a_street_that_was_renamed_keeps_its_old_name_with_the_date(folder: Path) -> None:
    bring(folder)
    renamed = folder / "区域.csv"
    renamed.write_text("编码,名称,级别,更名日期\nlake,样例新湖街道,街道(乡镇),2026-02-01\n", encoding="utf-8")
    assert bring(renamed).changed == 1
    [(area, former)] = queries.areas_named("样例湖滨街道")
    assert (area.name, former and former.until) == ("样例新湖街道", date(2026, 1, 31))
    assert area.parent is not None, "what the file does not mention stays as it is"


def test_a_unit_that_moved_takes_its_subtree_along(folder: Path) -> None:
    bring(folder)
    (folder / "units.csv").write_text(
        "code,name,kind,parent\nsub,样例科室,section,lake\nwest,样例西区,district_government,centre\n"
        "lake,样例湖滨街道,street,west\n",
        encoding="utf-8",
    )
    bring(folder)
    assert queries.unit("sub").path == "/centre/west/lake/sub/"


def test_a_second_main_leader_is_refused_in_the_file(folder: Path) -> None:
    (folder / "people.csv").write_text(PEOPLE + "zhao,样例赵六,lake,main_leader,,\n", encoding="utf-8")
    report = bring(folder)
    assert [(row, column) for _, row, column, _ in told(report)] == [(5, "角色")]
    assert not Person.objects.filter(login="zhao").exists()


def test_a_role_that_no_one_is_appointed_to_is_refused(folder: Path) -> None:
    (folder / "people.csv").write_text("login,name,unit,role\nx,样例,lake,system\n", encoding="utf-8")
    assert [column for _, _, column, _ in told(bring(folder))] == ["role"]
    assert not Seat.objects.filter(role=Role.SYSTEM).exists()


def test_a_workbook_with_a_sheet_for_each_kind_goes_in(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "单位"
    for row in (("编码", "名称", "类别"), ("centre", "样例中心", "市民热线服务中心")):
        book.active.append(row)
    people = book.create_sheet("人员")
    for row in (
        ("登录名", "姓名", "单位", "角色"),
        ("li", "样例李四", "centre", "坐席人员"),
        ("wu", "=1+1", "", ""),
    ):
        people.append(row)
    book.save(tmp_path / "通讯录.xlsx")
    report = bring(tmp_path / "通讯录.xlsx")
    assert (report.added, told(report)[0][1:]) == (
        2,
        (3, "", "Cell B3 holds a formula; put its value there."),
    )


def test_yaml_nests_children_beneath_their_parent_and_tells_lines(tmp_path: Path) -> None:
    path = tmp_path / "directory.yaml"
    path.write_text(
        "units:\n  - code: centre\n    name: 样例中心\n    kind: city_centre\n    children:\n"
        "      - {code: lake, name: 样例湖滨街道, kind: street}\n      - {code: bad, name: 样例, kind: moon}\n"
        "people:\n  - {login: '001', name: 样例李四, unit: lake, role: handler}\n",
        encoding="utf-8",
    )
    report = bring(path)
    assert queries.unit("lake").path == "/centre/lake/"
    assert queries.person("001").name == "样例李四"
    assert [(row, column) for _, row, column, _ in told(report)] == [(7, "kind")]


@pytest.mark.parametrize(
    "text",
    ["a: &a [x]\nb: [*a, *a]\n", "units: {", "units: 5\n", "- just text\n", "[" * 5000,
     "units:\n  - !!python/object:x {}\n",
     "? [a]\n: [b]\n"],
    ids=["aliases", "open bracket", "no list", "no mapping", "deep", "object", "odd key"],
)  # fmt: skip
def test_hostile_yaml_is_refused_with_a_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "units.yaml"
    path.write_text(text, encoding="utf-8")
    try:
        assert bring(path).added == 0
    except Refusal as refusal:
        assert str(refusal).endswith(".")
    assert not Unit.objects.exists()


def test_one_unreadable_file_of_a_folder_does_not_stop_the_others(folder: Path) -> None:
    (folder / "units-2.xlsx").write_bytes(b"PK\x03\x04broken")
    report = bring(folder)
    assert [(file, row) for file, row, _, _ in told(report)] == [("units-2.xlsx", 0)]
    assert report.as_dict()["imported"] == 12


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    path = tmp_path / "units.csv"
    path.write_text("编码,类别\nx,街道\n", encoding="utf-8")
    with pytest.raises(Refusal, match="has no column name"):
        bring(path)


def test_a_file_that_does_not_say_what_it_holds_is_refused_until_it_is_said(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("code,name\nx,样例\n", encoding="utf-8")
    with pytest.raises(Refusal, match="cannot be told"):
        bring(path)
    path.write_text("code,name,level\nx,样例,city\n", encoding="utf-8")
    assert bring(path, what="areas").added == 1


def test_traditional_and_four_byte_characters_go_in(tmp_path: Path) -> None:
    path = tmp_path / "areas.csv"
    path.write_text("code,name,level\nx,𠮷祥里社區,社区(村)\n", encoding="gb18030")
    bring(path)
    assert queries.area("x").name == "𠮷祥里社區"


def test_only_an_administrator_brings_a_directory_in(folder: Path) -> None:
    with pytest.raises(NotYours):
        actions.import_file(folder, by=Actor("person:x"), at=AT)
