"""Drift, comparison and the way back, in the library and on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import binomtest

from jiesu.reading.classify import Classifier
from jiesu.reading.cli import main
from jiesu.reading.drift import by_chance, compare, drift, stability
from jiesu.reading.store import Shelf
from jiesu.reading.tables import write_csv
from jiesu.rules.verdict import Refusal
from tests.reading.texts import sample


@pytest.fixture(scope="module")
def model() -> Classifier:
    return Classifier.fit(*sample(150), seed=1, made="2026-01-01")


def pairs(count: int, seed: int) -> tuple[list[tuple[str, str]], list[str]]:
    subjects, bodies, labels = sample(count, seed)
    return list(zip(subjects, bodies, strict=True)), labels


def test_the_same_stream_is_steady_and_another_one_is_shifted(model: Classifier) -> None:
    texts, labels = pairs(300, 8)
    same = drift(model, texts)
    assert same.verdict == "steady" and same.unknown == 0 and same.texts == 300
    lights = [text for text, label in zip(texts, labels, strict=True) if label == "路灯"] * 2
    other = drift(model, lights)
    assert other.verdict == "shifted" and other.moved[0][2] > other.moved[0][1]
    assert drift(model, ["xyzzy"] * 100).unknown == 1
    with pytest.raises(Refusal, match="at least 100"):
        drift(model, texts[:10])


def test_the_index_is_nothing_for_equal_shares_and_grows_with_the_difference() -> None:
    assert stability(np.array([50, 50]), np.array([500, 500])) < 0.001
    assert stability(np.array([50, 50]), np.array([60, 40])) < stability(
        np.array([50, 50]), np.array([90, 10])
    )


def test_a_worse_challenger_is_told_and_equals_are_left_to_chance(model: Classifier) -> None:
    texts, labels = pairs(60, 8)
    names = sorted(set(labels))
    wrong = [names[(names.index(label) + i % 2) % 3] for i, label in enumerate(sample(150)[2])]
    worse = Classifier.fit(*sample(150)[:2], wrong, seed=1)
    found = compare(model, worse, texts, labels)
    assert found.better == "champion" and found.chance < 0.05 and found.only_champion > found.only_challenger
    assert compare(model, model, texts, labels).better == ""


def test_versions_are_kept_used_and_rolled_back_by_one_command(
    model: Classifier, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shelf, first, second = (tmp_path / name for name in ("shelf", "a", "b"))
    model.save(first)
    other = Classifier.fit(*sample(150, seed=5), seed=1, made="2026-02-01")
    other.save(second)

    def run(*args: str) -> dict[str, object]:
        assert main(list(args)) == 0
        return dict(json.loads(capsys.readouterr().out.splitlines()[-1]))

    run("promote", "--shelf", str(shelf), "--model", str(first))
    run("promote", "--shelf", str(shelf), "--model", str(second))
    listed = run("versions", "--shelf", str(shelf))
    assert listed["in_use"] == other.card.version and len(list(listed["versions"])) == 2  # type: ignore[call-overload]
    assert run("rollback", "--shelf", str(shelf))["in_use"] == model.card.version
    assert Classifier.load(Shelf(shelf).current()).card == model.card
    assert main(["rollback", "--shelf", str(shelf)]) == 2
    assert "no earlier model version" in capsys.readouterr().err
    assert (
        run("promote", "--shelf", str(shelf), "--version", other.card.version)["in_use"] == other.card.version
    )


def test_drift_and_compare_on_files(
    model: Classifier, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model.save(tmp_path / "m")
    texts, labels = pairs(120, 8)
    source = tmp_path / "in.csv"
    write_csv(
        source,
        ("subject", "body", "label"),
        [(*text, label) for text, label in zip(texts, labels, strict=True)],
    )
    given = ["--in", str(source), "--text", "subject,body", "--model", str(tmp_path / "m")]
    assert main(["drift", *given, "--out", str(tmp_path / "d.json")]) == 0
    assert json.loads((tmp_path / "d.json").read_text(encoding="utf-8"))["verdict"] == "steady"
    assert main(["compare", *given, "--with", str(tmp_path / "m"), "--label", "label"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["chance"] == 1


def test_a_time_that_cannot_be_read_is_refused_with_its_row(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "in.csv"
    write_csv(source, ("no", "body", "time"), [("1", "路灯不亮", "2026/1/5 8:03"), ("2", "路灯不亮", "上周")])
    args = ["topics", "--in", str(source), "--id", "no", "--text", "body", "--time", "time"]
    assert main([*args, "--out", str(tmp_path / "t.json")]) == 2
    said = capsys.readouterr().err
    assert "row 3" in said and "“time”" in said and "上周" in said


@pytest.mark.parametrize(("one", "other"), [(0, 0), (0, 1), (5, 5), (3, 12), (40, 17), (900, 700)])
def test_the_sign_test_is_exact(one: int, other: int) -> None:
    expected = binomtest(one, one + other).pvalue if one + other else 1.0
    assert by_chance(one, other) == by_chance(other, one) == pytest.approx(expected, rel=1e-9)
