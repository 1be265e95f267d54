"""Importing orders: columns are guessed, bad rows are told, good rows go in once, and a killed run goes on."""

from __future__ import annotations

import csv
import gzip
import json
import re
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from jiesu.callers.models import Party
from jiesu.intake.importing import cli
from jiesu.intake.importing import run as running
from jiesu.intake.importing.headings import guessed, ignored
from jiesu.intake.importing.mapping import checked, mapping_for, read_map
from jiesu.intake.importing.start import Asked, bring, source_of
from jiesu.intake.models import ImportRun, Past, RunState
from jiesu.kit.tables import header_name
from jiesu.orders import face as orders
from jiesu.orders.face import Order
from jiesu.rules.terms import Channel, OrderState, RequestType
from jiesu.rules.verdict import Refusal
from tests.builders import Town
from tests.rooms.intake.conftest import AT

HEAD = (
    "工单编号",
    "来电时间",
    "来电人",
    "联系电话",
    "诉求类型",
    "诉求标题",
    "诉求内容",
    "被反映街道",
    "地址",
)
ROWS = (
    (
        "A1",
        "2026-02-01 08:00",
        "样例张三",
        "13800000001",
        "求助",
        "停水",
        "柳荫社区三号楼停水两天。",
        "样例湖滨街道",
        "三号楼",
    ),
    (
        "A2",
        "2026/2/1 9:05",
        "样例李四",
        "138****0002",
        "投诉",
        "噪声",
        "山前街道夜间施工噪声扰民。",
        "样例山前街道",
        "",
    ),
    ("A3", "2026年2月1日", "", "", "咨询", "", "请问居住证怎么办理？", "", ""),
)


def written(path: Path, rows: Any, head: Any = HEAD, encoding: str = "utf-8") -> Path:
    """A CSV file with these rows."""
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return path


def brought(path: Path, **more: Any) -> tuple[dict[str, int], list[tuple[int, str]]]:
    """Import a file; its counts, and the refused rows with why."""
    told: list[tuple[int, str]] = []
    asked = Asked(file=path, name=path.name, by="system:import", **more)
    tally = bring(asked, at=AT, refused=lambda row: told.append((row.number, " ".join(map(str, row.why)))))
    return tally.as_line(), told


def test_headers_of_two_public_files_are_guessed_without_a_map() -> None:
    # fmt: off
    letters = ["letter_id", "type", "subject", "body", "time", "institution", "reply_time", "reply", "src", "group",
               "unit", "fold"]
    rivers = ["id", "nature", "channel", "subject", "body", "date", "river", "anonymous", "transfers", "reply",
              "group", "fold"]
    # fmt: on
    assert guessed(letters) == {
        "external_no": "letter_id",
        "request_type": "type",
        "title": "subject",
        "text": "body",
        "received_at": "time",
        "unit": "institution",
        "replied_at": "reply_time",
        "reply": "reply",
    }  # fmt: skip
    assert ignored(letters, guessed(letters)) == ["src", "group", "unit", "fold"]
    assert guessed(rivers)["request_type"] == "nature" and guessed(rivers)["anonymous"] == "anonymous"
    assert {guessed(rivers)[f] for f in ("external_no", "received_at", "channel")} == {
        "id",
        "date",
        "channel",
    }


def test_headers_in_traditional_characters_are_guessed() -> None:
    found = guessed([header_name(h) for h in ("工單編號", "來電時間", "訴求內容")])
    assert found == {"external_no": "工單編號", "received_at": "來電時間", "text": "訴求內容"}


def test_chinese_headers_are_guessed() -> None:
    found = guessed([header_name(h) for h in (*HEAD, "问题分类", "承办单位", "回复", "办结时间")])
    assert (
        found["external_no"] == "工单编号"
        and found["received_at"] == "来电时间"
        and found["text"] == "诉求内容"
    )
    assert {
        "title",
        "name",
        "phone",
        "request_type",
        "category",
        "area",
        "place",
        "unit",
        "reply",
        "replied_at",
    } <= set(found)


def test_good_rows_go_in_accepted_and_the_ledger_holds(place: Town, tmp_path: Path) -> None:
    line, told = brought(written(tmp_path / "calls.csv", ROWS))
    assert line == {"read": 3, "imported": 3, "refused": 0, "known": 0} and not told
    one, two, three = Order.objects.order_by("external_no")
    assert {o.state for o in (one, two, three)} == {OrderState.ACCEPTED}
    assert one.area and one.area.code == "s-lake" and one.source == "calls"
    assert one.requester and one.requester.masked_phone == "138****0001" and one.desk.code == "centre"
    assert two.requester and two.requester.masked_phone == "" and two.request_type == RequestType.COMPLAINT
    assert three.anonymous and three.request_type == RequestType.INQUIRY
    assert orders.verify().holds and not Order.objects.filter(seq__gt=1, sealed_seq=0).exists()


def test_importing_again_changes_nothing(place: Town, tmp_path: Path) -> None:
    path = written(tmp_path / "calls.csv", ROWS)
    brought(path)
    people = Party.objects.count()
    packed = tmp_path / "calls.csv.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert brought(packed)[0] == {"read": 3, "imported": 0, "refused": 0, "known": 3}
    assert Order.objects.count() == 3 and Party.objects.count() == people


def test_rows_without_a_number_are_known_by_what_they_say(place: Town, tmp_path: Path) -> None:
    rows = [row[1:] for row in ROWS]
    path = written(tmp_path / "plain.csv", [*rows, rows[0]], HEAD[1:])
    assert brought(path)[0] == {"read": 4, "imported": 3, "refused": 0, "known": 1}
    assert brought(path)[0]["known"] == 4


@pytest.mark.parametrize(
    ("column", "cell", "why"),
    [
        ("来电时间", "昨天下午", "来电时间.*is not a date"),
        ("来电时间", "3/5/2022", "is not a date"),
        ("来电时间", "2031-01-01", "lies in the future"),
        ("联系电话", "没有", "联系电话.*not a telephone number"),
        ("诉求内容", "停\0水", "诉求内容.*NUL"),
        ("诉求标题", "长" * 1001, "诉求标题.*more than 1000"),
        ("工单编号", "9" * 81, "工单编号.*more than 80"),
    ],
)
def test_a_bad_cell_is_told_with_row_and_column_and_the_rest_goes_in(
    place: Town, tmp_path: Path, column: str, cell: str, why: str
) -> None:
    bad = list(ROWS[1])
    bad[HEAD.index(column)] = cell
    line, told = brought(written(tmp_path / "bad.csv", (ROWS[0], bad, ROWS[2])))
    assert line == {"read": 3, "imported": 2, "refused": 1, "known": 0}
    assert told[0][0] == 3
    assert re.search(why, told[0][1]), told


def test_a_row_without_any_text_is_refused(place: Town, tmp_path: Path) -> None:
    row = ("A9", "", "样例王五", "13800000003", "", "", "", "", "")
    line, told = brought(written(tmp_path / "empty.csv", (*ROWS, row)))
    assert line["refused"] == 1 and "there is no text" in told[0][1]


@pytest.mark.parametrize(
    "cell", ["𠮷野家门口积水严重", "臺階破損請儘快修理", "=1+1 像公式的诉求", "有,逗号\n和换行的诉求"]
)
def test_uncommon_text_goes_in_unchanged(place: Town, tmp_path: Path, cell: str) -> None:
    path = written(tmp_path / "odd.csv", [(*ROWS[0][:6], cell, "", "")])
    assert brought(path)[0]["imported"] == 1
    assert Order.objects.get().text == cell


def test_a_number_that_is_known_with_another_text_is_refused(place: Town, tmp_path: Path) -> None:
    other = (*ROWS[0][:6], "完全是另一件事情。", "", "")
    line, told = brought(written(tmp_path / "twice.csv", (*ROWS, ROWS[0], other)))
    assert line == {"read": 5, "imported": 3, "refused": 1, "known": 1}
    assert told == [(6, "Column “工单编号”: the number A1 is known with another text.")]


def test_a_street_that_was_renamed_is_found_by_its_old_name(place: Town, tmp_path: Path) -> None:
    from jiesu.directory import actions as directory
    from jiesu.rules.reach import SYSTEM

    directory.rename_area(place.areas["s-lake"], "样例滨湖街道", since=AT.date(), by=SYSTEM, at=AT)
    brought(written(tmp_path / "old.csv", ROWS[:1]))
    area = Order.objects.get().area
    assert area and area.code == "s-lake"


def test_an_unknown_street_stays_in_the_place(place: Town, tmp_path: Path) -> None:
    row = (*ROWS[0][:7], "无此街道", "五号院")
    brought(written(tmp_path / "unknown.csv", [row]))
    assert Order.objects.get().place == "无此街道 五号院"


def test_gb18030_and_xlsx_say_the_same(place: Town, tmp_path: Path) -> None:
    brought(written(tmp_path / "calls.csv", ROWS, encoding="gb18030"))
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEAD, *ROWS):
        sheet.append(row)
    book.save(tmp_path / "calls.xlsx")
    assert brought(tmp_path / "calls.xlsx")[0]["known"] == 3


def test_refused_rows_are_corrected_and_brought_again(place: Town, tmp_path: Path) -> None:
    bad = (*ROWS[1][:3], "坏号码", *ROWS[1][4:])
    rejects = tmp_path / "calls.rejects.csv"
    brought(written(tmp_path / "calls.csv", (ROWS[0], bad, ROWS[2])), rejects=rejects)
    text = rejects.read_text(encoding="utf-8-sig")
    assert "联系电话" in text.splitlines()[1] and "A2" in text and "A1" not in text
    rejects.write_text(text.replace("坏号码", "13800000002"), encoding="utf-8-sig")
    assert brought(rejects)[0] == {"read": 1, "imported": 1, "refused": 0, "known": 0}
    assert Order.objects.filter(source="calls").count() == 3


def test_a_dry_run_opens_nothing(place: Town, tmp_path: Path) -> None:
    line, _ = brought(written(tmp_path / "calls.csv", ROWS), dry=True)
    assert line["imported"] == 3 and not Order.objects.exists() and not ImportRun.objects.exists()


@pytest.mark.parametrize(
    ("content", "why"), [(b"", "empty"), (b"%PDF-1.7 x", "PDF"), ("甲,乙\n1,2\n".encode(), "No column")]
)
def test_a_file_that_cannot_be_read_gets_one_sentence(
    place: Town, tmp_path: Path, content: bytes, why: str
) -> None:
    path = tmp_path / "what.csv"
    path.write_bytes(content)
    with pytest.raises(Refusal, match=why):
        brought(path)
    assert not Order.objects.exists()


def test_a_map_overrides_the_guess(place: Town, tmp_path: Path) -> None:
    path = written(
        tmp_path / "odd.csv", [("1", "停水了没人管", "请修", "甲类")], ("序", "甲", "标题", "类型")
    )
    told = tmp_path / "map.yaml"
    told.write_text(
        "columns: {text: 甲, external_no: 序}\nvalues: {request_type: {甲类: complaint}}\nfixed: {channel: letter}"
    )
    assert brought(path, map=read_map(told))[0]["imported"] == 1
    order = Order.objects.get()
    assert (order.text, order.external_no, order.request_type, order.channel) == (
        "停水了没人管", "1", RequestType.COMPLAINT, Channel.LETTER,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("told", "why"),
    [(["x"], "line by line"), ({"colours": {}, "columns": {}}, "parts"), ({"texts": "甲"}, "no field")],
)
def test_a_wrong_map_is_told(told: Any, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        checked(told)


def test_a_map_that_names_a_missing_column_is_told() -> None:
    with pytest.raises(Refusal, match="does not have"):
        mapping_for(["正文"], {"columns": {"phone": "手机"}})


def test_an_installation_that_knows_no_unit_makes_its_receiving_desk(db: None, tmp_path: Path) -> None:
    assert brought(written(tmp_path / "calls.csv", ROWS))[0]["imported"] == 3
    desk = Order.objects.first().desk  # type: ignore[union-attr]
    assert desk.name == "受理中心" and "自动建立" in desk.contact


@pytest.mark.req("R015", part="imported as its own source; the rates are the assessment's")
def test_the_message_board_is_a_source_of_its_own_and_its_replies_are_kept(
    place: Town, tmp_path: Path
) -> None:
    head = ("编号", "留言主题", "留言详情", "渠道", "答复单位", "答复内容")
    rows = [("M1", "修路", "门前道路破损严重。", "人民网留言板", "样例住建局", "已列入计划。")]
    brought(written(tmp_path / "board.csv", rows, head), source="board")
    order, past = Order.objects.get(), Past.objects.get()
    assert (order.channel, order.source) == (Channel.BOARD, "board")
    assert (past.order, past.unit, past.reply) == (order, "样例住建局", "已列入计划。")


def test_a_file_that_writes_names_where_others_write_yes_or_no(place: Town, tmp_path: Path) -> None:
    rows = [("1", "路灯不亮", "1"), ("2", "井盖缺失", "0"), ("3", "垃圾没清", "样例陈先生")]
    brought(written(tmp_path / "x.csv", rows, ("id", "body", "anonymous")))
    assert [
        o.requester.masked_name if o.requester else "" for o in Order.objects.order_by("external_no")
    ] == ["", "", "样**"]


class Killed(BaseException):
    """Pulls the plug."""


def test_a_killed_import_goes_on_where_it_was(
    place: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "CHUNK", 2)
    rows = [
        (f"K{i}", "", "", "坏号码" if i == 1 else "", "求助", "", f"第{i}件事需要处理", "", "")
        for i in range(6)
    ]
    path, rejects = written(tmp_path / "kill.csv", rows), tmp_path / "rejects.csv"
    with pytest.raises(Killed):
        _die_after(path, rejects, chunks=2)
    assert Order.objects.count() == 3 and ImportRun.objects.get().state == RunState.RUNNING
    line, told = brought(path, resume=True, rejects=rejects)
    assert line == {"read": 6, "imported": 5, "refused": 1, "known": 0}
    assert Order.objects.count() == 5 and [number for number, _ in told] == [3]
    assert "K1" in rejects.read_text(encoding="utf-8-sig")
    assert ImportRun.objects.get().state == RunState.DONE


def _die_after(path: Path, rejects: Path, *, chunks: int) -> None:
    seen: list[int] = []

    def told(_tally: object) -> None:
        seen.append(1)
        if len(seen) == chunks:
            raise Killed

    bring(Asked(file=path, name=path.name, by="system:import", rejects=rejects), at=AT, told=told)


def test_a_killed_import_may_simply_be_started_again(
    place: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "CHUNK", 2)
    path = written(tmp_path / "calls.csv", ROWS)
    with pytest.raises(Killed):
        _die_after(path, tmp_path / "r.csv", chunks=1)
    assert brought(path)[0] == {"read": 3, "imported": 1, "refused": 0, "known": 2}


def test_the_rejects_file_may_not_be_the_file_that_is_read(place: Town, tmp_path: Path) -> None:
    path = written(tmp_path / "calls.csv", ROWS)
    with pytest.raises(Refusal, match="cannot be the file"):
        brought(path, rejects=path)
    assert "A1" in path.read_text()


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "a.xlsx", "a.rejects.csv"])
def test_a_file_in_another_dress_is_the_same_source(name: str) -> None:
    assert source_of(name) == "a"


@pytest.fixture
def parser() -> Iterator[ArgumentParser]:
    made = ArgumentParser()
    cli.add_parser(made)
    yield made


def test_the_command_ends_with_one_line_of_json(
    place: Town, tmp_path: Path, parser: ArgumentParser, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path / "calls.csv", (*ROWS, ("A4", "", "", "", "", "", "", "", "")))
    said: list[str] = []
    args = parser.parse_args(["import", str(path), "--json"], Namespace(say=said.append))
    args.run(args)
    last = capsys.readouterr().out.splitlines()[-1]
    assert json.loads(last) == {"read": 4, "imported": 3, "refused": 1, "known": 0}
    assert said[0].startswith("Row 5: ")
