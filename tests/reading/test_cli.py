from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import openpyxl
import pytest

from jiesu.reading.cli import main
from jiesu.reading.tables import read, write_csv
from jiesu.rules.verdict import Refusal
from tests.reading.texts import sample


def table(path: Path, count: int = 90, seed: int = 0) -> Path:
    rows = [
        (f"n{i}", s, b, label, f"2026-01-{i % 28 + 1:02d}")
        for i, (s, b, label) in enumerate(zip(*sample(count, seed), strict=True))
    ]
    write_csv(path, ("no", "subject", "body", "label", "time"), rows)
    return path


@pytest.fixture
def trained(tmp_path: Path) -> Path:
    source = table(tmp_path / "train.csv")
    assert (
        main([*_args("train", source), "--label", "label", "--model", str(tmp_path / "m"), "--seed", "3"])
        == 0
    )
    return tmp_path / "m"


def _args(verb: str, source: Path) -> list[str]:
    return [verb, "--in", str(source), "--text", "subject,body"]


def test_predict_writes_the_columns_of_the_contract(trained: Path, tmp_path: Path) -> None:
    source = table(tmp_path / "new.csv", 30, 7)
    out = tmp_path / "out.csv"
    args = [*_args("predict", source), "--model", str(trained), "--out", str(out), "--precision", "0.9"]
    assert main(args) == 0
    rows = list(csv.reader(out.read_text(encoding="utf-8").splitlines()))
    assert rows[0] == ["no", "label", "confidence", "top3", "auto"]
    assert len(rows) == 31 and {row[4] for row in rows[1:]} <= {"0", "1"}
    assert all(row[3].startswith(f"{row[1]}:") and 0 <= float(row[2]) <= 1 for row in rows[1:])


def test_evaluate_reports_figures_and_confusion(
    trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = table(tmp_path / "new.csv", 30, 7)
    assert main([*_args("evaluate", source), "--model", str(trained), "--label", "label"]) == 0
    result = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert result["accuracy"] > 0.9 and sum(map(sum, result["confusion"])) == 30


def test_topics_and_similar_write_their_files(tmp_path: Path) -> None:
    source = table(tmp_path / "in.csv")
    out = tmp_path / "t.json"
    assert main([*_args("topics", source), "--id", "no", "--time", "time", "--out", str(out)]) == 0
    for topic in json.loads(out.read_text(encoding="utf-8")):
        assert {"rank", "title", "place", "first", "last", "heat", "members"} <= set(topic)
    out = tmp_path / "s.csv"
    assert main([*_args("similar", source), "--id", "no", "--out", str(out)]) == 0
    assert out.read_text(encoding="utf-8").startswith("id,other,likeness\n")


def test_who_wrote_is_found_by_the_usual_name_of_its_column(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [("no", "time", "留言用户", "subject", "body")]
    rows += [
        (
            str(n),
            f"2026-03-0{n + 1} 08:00:00",
            who,
            "锦绣滨河苑夜间施工扰民",
            f"锦绣滨河苑工地夜间施工，第{n}夜了。",
        )
        for n, who in enumerate(("a", "a", "a", "a", "b", "c"))
    ]
    source, heat = tmp_path / "in.csv", {}
    source.write_text("\n".join(",".join(row) for row in rows) + "\n", encoding="utf-8")
    words = ["topics", "--in", str(source), "--text", "subject,body", "--id", "no", "--time", "time"]
    for asked, column in (([], "留言用户"), (["--sender", ""], ""), (["--sender", "no"], "no")):
        assert main([*words, *asked, "--out", str(tmp_path / "t.json")]) == 0
        assert json.loads(capsys.readouterr().out)["sender"] == column
        heat[column] = json.loads((tmp_path / "t.json").read_text(encoding="utf-8"))[0]["heat"]
    assert heat["留言用户"] == 3 < heat[""] == heat["no"] == 6


def test_all_kinds_of_file_read_alike(tmp_path: Path) -> None:
    plain = table(tmp_path / "a.csv", 9)
    text = plain.read_text(encoding="utf-8")
    (tmp_path / "b.csv.gz").write_bytes(gzip.compress(text.encode()))
    (tmp_path / "c.csv").write_bytes(text.encode("gb18030"))
    (tmp_path / "d.csv").write_bytes(b"\xef\xbb\xbf" + text.encode())
    book = openpyxl.Workbook()
    for row in csv.reader(text.splitlines()):
        book.active.append(row)
    book.save(tmp_path / "e.xlsx")
    tables = [read(path) for path in sorted(tmp_path.iterdir())]
    assert len(tables) == 5 and all(t.rows == tables[0].rows and t.header == tables[0].header for t in tables)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "is empty"),
        (b"a,a\n1,2\n", "twice"),
        (b"a,b\n", "no rows"),
        (b"a,b\n1,2\n1,2,3\n", "row 3: there are 3 cells"),
        (b"\x1f\x8bjunk", "cannot be read"),
        (b"PK\x03\x04junk", "cannot be read"),
        (b"\xff\xff\x80", "neither UTF-8 nor GB18030"),
    ],
)
def test_a_bad_file_is_refused_in_a_sentence(tmp_path: Path, data: bytes, sentence: str) -> None:
    path = tmp_path / "bad"
    path.write_bytes(data)
    with pytest.raises(Refusal, match=sentence):
        read(path)


def test_a_refusal_names_file_and_column(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = table(tmp_path / "in.csv")
    args = [
        "train",
        "--in",
        str(source),
        "--text",
        "subject,text",
        "--label",
        "label",
        "--model",
        str(tmp_path / "m"),
    ]
    assert main(args) == 2
    said = capsys.readouterr().err
    assert "in.csv" in said and "“text”" in said and "subject, body" in said
    assert not (tmp_path / "m").exists()
    write_csv(source, ("subject", "body", "label"), [("a", "b", "x"), ("c", "d", "")])
    assert main([*_args("train", source), "--label", "label", "--model", str(tmp_path / "m")]) == 2
    assert "row 3" in capsys.readouterr().err


def test_a_cell_cannot_become_a_formula(tmp_path: Path) -> None:
    write_csv(tmp_path / "x.csv", ("a",), [("=1+1",)])
    assert (tmp_path / "x.csv").read_text(encoding="utf-8") == "a\n'=1+1\n"
