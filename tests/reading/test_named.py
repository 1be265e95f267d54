from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from jiesu.reading import cli
from jiesu.reading.classify import Classifier
from jiesu.reading.named import Named, best
from jiesu.reading.space import views
from jiesu.rules.verdict import Refusal
from tests.reading.texts import sample

LINES = {
    "1": [("市政设施", "照明", "路灯、灯杆")],
    "2": [("公用事业", "供热", "暖气、暖气片")],
    "3": [("环境保护", "噪声扰民", "半夜施工、噪音")],
}
CODES = {"路灯": "1", "供暖": "2", "噪音": "3"}


def coded(count: int, seed: int) -> tuple[list[str], list[str], list[str]]:
    subjects, bodies, labels = sample(count, seed=seed)
    return subjects, bodies, [CODES[label] for label in labels]


def test_names_tell_categories_apart_that_no_case_has_taught() -> None:
    named = Named.of(["1", "2", "3"], LINES)
    assert named is not None
    said = named.scores(views(["", "", ""], ["小区灯杆倒了", "家里暖气片冰凉", "工地半夜施工吵得睡不着"]))
    assert said.argmax(1).tolist() == [0, 1, 2]


def test_with_few_cases_the_names_of_the_catalogue_read_words_that_no_case_holds() -> None:
    subjects = [""] * 12
    bodies = ["路口一片漆黑看不清", "屋里只有十度太冷", "凌晨机器轰鸣没法睡"] * 4
    labels = ["1", "2", "3"] * 4
    plain = Classifier.fit(subjects, bodies, labels, seed=1)
    named = Classifier.fit(subjects, bodies, labels, seed=1, names=LINES)
    asked = ["灯杆上的路灯坏了", "供热不足,暖气片不热", "噪声扰民,施工不停"]
    assert [p.label for p in named.predict([("", text) for text in asked])] == ["1", "2", "3"]
    truth = [0, 1, 2]
    likelier = named.probabilities(asked)[truth, truth] > plain.probabilities(asked)[truth, truth]
    assert likelier.all()


def test_a_label_without_lines_is_called_by_itself_and_meaningless_labels_have_no_names() -> None:
    assert Named.of(["路灯", "供暖"], {}) is not None
    assert Named.of(["§", "¶"], {}) is None
    assert (
        Classifier.fit(["", "", ""] * 2, ["路灯坏了", "暖气不热", "路灯黑"] * 2, ["§", "¶", "§"] * 2).named
        is None
    )


def test_of_a_category_with_many_lines_the_best_three_count() -> None:
    owner = np.array([0, 0, 0, 0, 1, 2, 2], np.int32)
    said = np.array([[1.0, 9.0, 5.0, 7.0, -2.0, 4.0, 2.0], [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]])
    assert np.allclose(best(said, owner), [[7.0, -2.0, 3.0], [0.0, 0.0, 0.0]])


def test_names_lie_in_the_model_and_a_new_category_is_none_of_them(tmp_path: Path) -> None:
    model = Classifier.fit(*coded(40, seed=3), seed=1, names=LINES)
    texts = [("", "路灯不亮"), ("", "暖气片冰凉"), ("", "半夜施工"), ("", "")]
    model.save(tmp_path)
    loaded = Classifier.load(tmp_path)
    assert loaded.named is not None and loaded.predict(texts, words=2) == model.predict(texts, words=2)
    loaded.partial_fit(["垃圾桶满了没人清运"] * 40, ["4"] * 40)
    assert loaded.predict_one("小区垃圾桶满了没人清运").label == "4"
    loaded.save(tmp_path / "taught")
    again = Classifier.load(tmp_path / "taught")
    assert again.predict(texts) == loaded.predict(texts)


def test_a_model_whose_names_do_not_fit_is_refused(tmp_path: Path) -> None:
    Classifier.fit(*coded(40, seed=3), seed=1, names=LINES).save(tmp_path)
    with np.load(tmp_path / "model.npz") as file:
        arrays = {name: file[name] for name in file}
    np.savez(tmp_path / "model.npz", **arrays | {"named_owner": arrays["named_owner"][:1]})
    with pytest.raises(Refusal, match="damaged"):
        Classifier.load(tmp_path)


def test_where_cases_are_many_labels_alone_are_no_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jiesu.reading.classify.ENOUGH", 20)
    many, fewer = sample(60, seed=3), sample(57, seed=3)
    assert Classifier.fit(*many, seed=1).named is None
    assert Classifier.fit(*fewer, seed=1).named is not None
    assert Classifier.fit(*coded(60, seed=3), seed=1, names=LINES).named is not None


def _written(path: Path, rows: list[tuple[str, ...]]) -> str:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return str(path)


def test_training_takes_a_catalogue_whose_first_column_is_the_label(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = list(zip(*coded(30, seed=3), strict=True))
    source = _written(tmp_path / "in.csv", [("subject", "body", "label"), *rows])
    lines = [(label, *line) for label, some in LINES.items() for line in some]
    catalogue = _written(tmp_path / "catalogue.csv", [("code", "first", "second", "words"), *lines])
    words = ["train", "--in", source, "--text", "subject,body", "--label", "label", "--model"]
    assert cli.main([*words, str(tmp_path / "m"), "--catalogue", catalogue]) == 0
    assert json.loads(capsys.readouterr().out)["rows"] == 30
    named = Classifier.load(tmp_path / "m").named
    assert named is not None and named.letters.nnz > 0
    strange = _written(tmp_path / "strange.csv", [("code", "first"), ("9", "别的")])
    assert cli.main([*words, str(tmp_path / "n"), "--catalogue", strange]) == 2
    assert "first column of the catalogue (code)" in capsys.readouterr().err
