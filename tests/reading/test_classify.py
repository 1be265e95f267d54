from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from jiesu.reading import kernel, store
from jiesu.reading.calibrate import Trial, gate, threshold
from jiesu.reading.classify import Classifier
from jiesu.reading.folds import folds_of
from jiesu.reading.grams import codes, occurrences
from jiesu.reading.space import BITS, ORDERS, Space, views
from jiesu.reading.store import Shelf
from jiesu.rules.verdict import Refusal
from tests.reading.texts import sample


@pytest.fixture(scope="module")
def model() -> Classifier:
    return Classifier.fit(*sample(), seed=1, made="2026-01-01")


def test_a_trained_model_suggests_the_category_and_reports_its_accuracy(model: Classifier) -> None:
    subjects, bodies, labels = sample(30, seed=9)
    found = model.predict(list(zip(subjects, bodies, strict=True)))
    assert np.mean([p.label == label for p, label in zip(found, labels, strict=True)]) > 0.95
    assert model.card.metrics["accuracy"] > 0.9 and model.card.rows == 120
    for p in found:
        assert p.top[0] == (p.label, p.confidence) and 0 <= p.confidence <= 1


def test_the_words_that_decided_stand_in_the_text(model: Classifier) -> None:
    text = ("春风里暖气不热", "家里暖气片冰凉,请热力公司检修")
    reasons = model.predict_one(text).words
    assert reasons and all(word in "\n".join(text) and weight > 0 for word, weight in reasons)
    assert any("暖" in word or "热" in word for word, _ in reasons)


def test_the_same_seed_gives_the_same_model_and_saving_loses_nothing(
    model: Classifier, tmp_path: Path
) -> None:
    again = Classifier.fit(*sample(), seed=1, made="2026-01-01")
    assert np.array_equal(again.linear.weights, model.linear.weights) and again.card == model.card
    model.save(tmp_path / "m")
    loaded = Classifier.load(tmp_path / "m")
    texts = [("", "路灯不亮"), ("", "半夜施工"), ("", "")]
    assert loaded.predict(texts, words=3) == model.predict(texts, words=3)
    assert loaded.card == model.card and loaded.gate(0.9) == model.gate(0.9)


def test_a_text_without_known_words_is_not_known(model: Classifier) -> None:
    assert not model.predict_one("xyzzy qwerty").known
    assert not model.predict_one("").known


def test_planted_names_and_numbers_never_reach_a_model() -> None:
    subjects, bodies, labels = sample()
    planted = "我叫欧阳锦瑟,电话13800000001,身份证11010119900307123X,车牌京A·98765。"
    spoiled = [planted + body for body in bodies]
    trained = Classifier.fit(subjects, spoiled, labels, seed=1)
    kept = set(trained.space.bucket.tolist())
    innocent = set()
    for body in bodies:
        for _, _, buckets in occurrences(codes(["我叫,电话,身份证,车牌。" + body]), ORDERS, BITS):
            innocent.update(buckets.tolist())
    for secret in ("欧阳锦瑟", "欧阳", "锦瑟", "阳锦"):
        for order, _, buckets in occurrences(codes([secret], masked=True), ORDERS, BITS):
            if order > 1:
                assert not (set(buckets.tolist()) - innocent) & kept
    plain = Classifier.fit(
        subjects, ["我叫*,电话*,身份证*,车牌*。" + body for body in bodies], labels, seed=1
    )
    assert np.array_equal(trained.space.bucket, plain.space.bucket)
    assert np.array_equal(trained.linear.weights, plain.linear.weights)


@pytest.fixture(scope="module")
def larger() -> Classifier:
    """Enough texts for the kernel; one label in twelve is wrong, so that surety has something to learn."""
    subjects, bodies, labels = sample(1500, seed=4)
    names = sorted(set(labels))
    noisy = [names[(names.index(v) + 1) % 3] if i % 12 == 5 else v for i, v in enumerate(labels)]
    return Classifier.fit(subjects, bodies, noisy, seed=1)


def test_a_kernel_and_a_surety_stand_beside_the_linear_machine(larger: Classifier, tmp_path: Path) -> None:
    assert larger.kernel is not None and larger.surety is not None
    assert larger.named is not None and len(larger.experts) == 2 + len(larger.alone)
    assert len(larger.calibration.weights) == len(larger.experts) + 1
    found = larger.predict(
        [("和平街路灯不亮", "路灯坏了一个月"), ("", "暖气片冰凉"), ("", "半夜施工")], words=2
    )
    assert [p.label for p in found] == ["路灯", "供暖", "噪音"]
    for p in found:
        assert p.top[0] == (p.label, p.confidence) and sum(share for _, share in p.top) < 1.001
    larger.save(tmp_path)
    assert Classifier.load(tmp_path).predict([("", "暖气片冰凉")], words=2) == larger.predict(
        [("", "暖气片冰凉")], words=2
    )


def test_one_text_is_read_as_it_is_among_many(larger: Classifier, model: Classifier) -> None:
    subjects, bodies, _ = sample(40, seed=11)
    texts = [*zip(subjects, bodies, strict=True), ("", ""), ("路灯", ""), ("", "xyzzy"), ("路灯路灯", "路灯")]
    for read in (larger, model):
        many = read.predict(texts)
        for text, among in zip(texts, many, strict=True):
            (alone,) = read.predict([text])
            explained = read.predict_one(text)
            assert alone.label == among.label == explained.label and alone.known == among.known
            assert [label for label, _ in alone.top] == [label for label, _ in among.top]
            assert alone.confidence == pytest.approx(among.confidence, abs=1e-4)
            assert explained.top == alone.top


def test_a_model_is_small_and_its_vectors_stay_in_the_file(larger: Classifier, tmp_path: Path) -> None:
    larger.save(tmp_path)
    loaded = Classifier.load(tmp_path)
    assert loaded.kernel is not None and isinstance(loaded.kernel.vectors, np.memmap)
    vectors = loaded.kernel.vectors
    assert (tmp_path / "vectors.npy").stat().st_size < vectors.shape[0] * vectors.shape[1] + 1000
    (tmp_path / "vectors.npy").unlink()
    with pytest.raises(Refusal, match="damaged"):
        Classifier.load(tmp_path)


def test_a_model_of_the_second_format_is_still_read(larger: Classifier, tmp_path: Path) -> None:
    larger.save(tmp_path)
    assert larger.kernel is not None
    with np.load(tmp_path / "model.npz") as file:
        arrays = {name: file[name] for name in file if not name.startswith(("alone_", "named_"))}
    first = int(arrays.pop("kernel_ends")[0])
    whole = larger.kernel.vectors[:, :first] * arrays.pop("kernel_scale")[:, :1]
    del arrays["kernel_shares"]
    landmarks = arrays["kernel_landmarks"].astype(np.float32)[:, :first]
    arrays["kernel_landmarks"] = landmarks / np.linalg.norm(landmarks, axis=1, keepdims=True)
    np.savez(tmp_path / "model.npz", **arrays, kernel_projection=whole.astype(np.float16))
    (tmp_path / "vectors.npy").unlink()
    head = json.loads((tmp_path / "card.json").read_text(encoding="utf-8"))
    mixed = {"weights": [2.0, 2.0], "bias": head["calibration"]["bias"]}
    changed = head | {"format": 2, "calibration": mixed, "surety": None}
    (tmp_path / "card.json").write_text(json.dumps(changed), encoding="utf-8")
    old = Classifier.load(tmp_path)
    assert old.kernel is not None and old.kernel.ends == (first,) and not old.alone
    assert [p.label for p in old.predict([("", "暖气片冰凉"), ("", "半夜施工")])] == ["供暖", "噪音"]


def test_a_model_of_the_third_format_keeps_the_shares_it_was_made_with(
    larger: Classifier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [("和平街路灯不亮", "路灯坏了一个月"), ("", "暖气片冰凉"), ("", "半夜施工")]
    with monkeypatch.context() as then:
        then.setattr(kernel, "SHARES", store.SHARES_BEFORE)
        before = Classifier.fit(*sample(600, seed=4), seed=1)
    assert before.kernel is not None and larger.kernel is not None
    assert before.kernel.shares == store.SHARES_BEFORE != larger.kernel.shares == kernel.SHARES
    before.save(tmp_path)
    with np.load(tmp_path / "model.npz") as file:
        arrays = {name: file[name] for name in file if name != "kernel_shares"}
    np.savez(tmp_path / "model.npz", **arrays)
    with pytest.raises(Refusal, match="damaged"):
        Classifier.load(tmp_path)  # the fourth format says its shares
    head = json.loads((tmp_path / "card.json").read_text(encoding="utf-8"))
    (tmp_path / "card.json").write_text(json.dumps(head | {"format": 3}), encoding="utf-8")
    assert Classifier.load(tmp_path).predict(texts) == before.predict(texts)


def test_reading_with_a_model_loads_nothing_that_only_learning_needs(
    model: Classifier, tmp_path: Path
) -> None:
    model.save(tmp_path)
    script = (
        "import sys; from jiesu.reading.classify import Classifier; from jiesu.reading import drift;"
        f"print(Classifier.load({str(tmp_path)!r}).predict_one('暖气片冰凉').label);"
        "print([name for name in ('sklearn', 'scipy.stats', 'scipy.optimize') if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert said.split("\n")[:2] == ["供暖", "[]"]


def test_what_the_kernel_says_of_a_fold_is_what_it_says_without_the_fold() -> None:
    subjects, bodies, labels = sample(600, seed=2)
    y = np.unique(labels, return_inverse=True)[1].astype(np.int64)
    raw = views(subjects, bodies)
    x = Space.fit(raw)(raw)
    places = np.arange(600) % 3
    made = kernel.fit(x, y, 3, places)
    assert made is not None
    machine, scores = made
    z, inside = machine.landmarks.astype(np.float64), places != 1
    radial = np.exp(-kernel.WIDTH * (2 - 2 * z @ z.T))
    target = np.where(y[inside, None] == np.arange(3), 1.0, -1.0)
    weights = np.linalg.solve(
        radial[np.ix_(inside, inside)] + kernel.RIDGE * np.eye(int(inside.sum())), target
    )
    assert np.allclose(scores[~inside], radial[np.ix_(~inside, inside)] @ weights, atol=0.01)


def test_confirmed_dispatches_also_teach_a_model_with_a_kernel(tmp_path: Path) -> None:
    taught = Classifier.fit(*sample(600, seed=3), seed=1)
    assert taught.kernel is not None
    taught.partial_fit(["垃圾桶满了没人清运"] * 40, ["环卫"] * 40)
    assert taught.predict_one("小区垃圾桶满了没人清运").label == "环卫"
    assert taught.predict_one("家里暖气片冰凉").label == "供暖"
    taught.save(tmp_path)
    assert Classifier.load(tmp_path).predict_one("小区垃圾桶满了没人清运").label == "环卫"


def test_texts_without_subjects_have_no_machine_of_the_subject_alone(tmp_path: Path) -> None:
    subjects, bodies, labels = sample(700, seed=8)
    with_subjects = Classifier.fit(subjects, bodies, labels, seed=1)
    without = Classifier.fit([""] * len(bodies), bodies, labels, seed=1)
    assert len(without.alone) < len(with_subjects.alone) == 3
    assert all(without.space.view[expert.columns].any() for expert in without.alone)
    without.save(tmp_path)
    texts = ["家里暖气片冰凉", "半夜施工", ("路灯", "")]
    assert Classifier.load(tmp_path).predict(texts) == without.predict(texts)
    assert [p.label for p in without.predict(texts)][:2] == ["供暖", "噪音"]


def test_many_classes_are_learned_by_a_projection() -> None:
    words = [f"{a}{b}" for a in "甲乙丙丁戊己庚" for b in "金木水火土风雷"]
    bodies = [f"{word}坏了请修{word}第{i}回" for word in words for i in range(6)]
    labels = [word for word in words for _ in range(6)]
    many = Classifier.fit([""] * len(bodies), bodies, labels)
    assert many.linear.projection is not None
    found = many.predict([f"{word}坏了" for word in words])
    assert np.mean([p.label == w for p, w in zip(found, words, strict=True)]) > 0.9


def test_the_gate_keeps_the_chosen_precision_out_of_fold() -> None:
    rng = np.random.default_rng(0)
    confidence = rng.random(2000)
    right = rng.random(2000) < confidence
    limit = threshold(confidence, right, 0.9)
    assert right[confidence >= limit].mean() >= 0.9
    found = gate(Trial(rng.integers(0, 3, 2000), confidence, right), 0.9, per_class=True)
    assert found.measured >= 0.9 and 0 < found.share < 1
    assert gate(Trial(np.zeros(3, np.int64), np.ones(3), np.zeros(3, bool)), 0.9).share == 0


def test_near_copies_lie_in_one_fold_and_classes_are_spread() -> None:
    y = np.arange(100) % 4
    groups = [str(i // 2) for i in range(100)]
    folds = folds_of(y.astype(np.int64), groups, 5, 3)
    assert all(folds[i] == folds[i + 1] for i in range(0, 100, 2))
    assert set(np.bincount(folds)) <= {18, 20, 22}


def test_versions_are_promoted_and_rolled_back(model: Classifier, tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    with pytest.raises(Refusal):
        shelf.current()
    other = Classifier.fit(*sample(seed=5), made="2026-02-01")
    shelf.add(model)
    shelf.add(other)
    shelf.promote(model.card.version)
    shelf.promote(other.card.version)
    assert Classifier.load(shelf.current()).card == other.card
    assert shelf.roll_back() == model.card.version
    assert Classifier.load(shelf.current()).card == model.card
    with pytest.raises(Refusal):
        shelf.roll_back()
    with pytest.raises(Refusal):
        shelf.add(model)


def test_a_damaged_model_is_refused(model: Classifier, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="no reading model"):
        Classifier.load(tmp_path)
    model.save(tmp_path)
    (tmp_path / "model.npz").write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(Refusal, match="damaged"):
        Classifier.load(tmp_path)


def test_one_label_alone_cannot_be_learned() -> None:
    with pytest.raises(Refusal, match="two different labels"):
        Classifier.fit(["a"], ["b"], ["c"])
