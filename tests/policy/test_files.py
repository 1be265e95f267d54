"""Law files: what is wrong is said with file, line and key."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiesu.policy.actions import check
from jiesu.policy.files import law_files, parse, read, shipped
from jiesu.policy.topics import Topic
from jiesu.rules.verdict import Refusal

ROOT = Path(__file__).resolve().parents[2] / "policies"
GOOD = (ROOT / "beijing/classes/2019-01-01.yaml").read_text(encoding="utf-8")


def refused(text: str) -> str:
    with pytest.raises(Refusal) as found:
        parse(Topic.CLASSES, text, "classes/x.yaml")
    return str(found.value)


def test_a_good_file_reads_exactly() -> None:
    law = parse(Topic.CLASSES, GOOD, "x")
    assert law.id == "classes/2019-01-01"
    assert str(law.rules.share) == "3/100"
    assert law.rules.governance.clause == "诉求量大、基础薄弱"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("at_most: {value: 10", "at_mots: {value: 10", "line 6, at_mots: expected one of: share, at_most"),
        ("{value: 10,", "{value: ten,", "line 6, at_most: expected a whole number"),
        ("{value: 10,", "{value: 1.0e1,", "at_most: expected a whole number"),
        ("{value: 0.03,", "{value: .inf,", "share: expected a number such as 0.9 or 1/2"),
        ("{value: 0.03,", "{value: 1/0,", "share: expected a number"),
        ("{value: 0.03,", "{value: ~,", "share: expected a number"),
        ("{value: 0.03,", "{value: [1],", "share: expected a number"),
        (
            "{value: 10, basis: seed, source: “分别确定10个”}",
            "10",
            "line 6, at_most: expected a basis and a source",
        ),
        (
            "basis: seed",
            "basis: hearsay",
            "at_most.basis: expected one of: regulation, practice, seed, assumed",
        ),
        (", source: “分别确定10个”", "", "at_most: expected a source beside the basis"),
        ("{value: 10,", "{value: 10, value: 11,", "at_most: expected every key once"),
        ("{value: 10,", "{vaule: 10,", "at_most: expected value, basis and source"),
        ("  advanced:", "  advance:", "line 10, advance: expected one of"),
        ("from: 2019-01-01", "from: yesterday", "line 1, from: expected a day such as"),
        ("from: 2019-01-01", "until: 2018-01-01\nfrom: 2019-01-01", "until: expected a day not before"),
        ("from: 2019-01-01", "form: 2019-01-01", "line 1, form: expected one of: from"),
        ("title: ", "# ", "title: expected a value; it is missing"),
        ("values:\n", "values: &a\n", "aliases, tags and deep nesting"),
        ("{value: 10,", "{value: !!python/name:os.system 10,", "aliases, tags and deep nesting"),
        ("values:\n", "values: [\n", "this is not YAML"),
        ("values:\n", "values: []\nrest:\n", "line 6, rest: expected one of"),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(old: str, new: str, said: str) -> None:
    assert old in GOOD
    assert said in refused(GOOD.replace(old, new, 1))


@pytest.mark.parametrize("missing", ["governance", "share"])
def test_a_value_that_is_missing_is_named(missing: str) -> None:
    kept = [line for line in GOOD.splitlines() if not line.strip().startswith(f"{missing}:")]
    assert f"{missing}: expected a value; it is missing" in refused("\n".join(kept))


def test_an_alias_bomb_is_refused_before_it_is_built() -> None:
    bomb = "a: &a [x, x]\n" + "\n".join(
        f"{n}: &{n} [*{p}, *{p}]" for p, n in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert "aliases, tags" in refused(bomb)
    assert "aliases, tags" in refused("values: " + "[" * 5000 + "]" * 5000)


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "is empty"), ("# nothing\n", "is empty"), ("a: 1\n---\nb: 2\n", "not YAML"), ("a\0b: 1", "not YAML"),
     ("- 1\n", "expected a mapping"), ("x: " + "y" * 2_000_001, "larger than a law may be")],
    ids=["empty", "comment", "two", "nul", "list", "large"],
)  # fmt: skip
def test_what_is_no_law_at_all_is_refused(text: str, said: str) -> None:
    assert said in refused(text)


@given(st.text(max_size=200))
def test_no_text_does_more_than_be_refused(text: str) -> None:
    with pytest.raises(Refusal):
        parse(Topic.CLASSES, text, "x")


@given(
    st.integers(0, len(GOOD) - 1), st.sampled_from(["", "\t", ":", "{", "]", "&", "*", "!", "0", "\n", "甲"])
)
def test_a_damaged_file_is_read_or_refused_but_nothing_else(place: int, put: str) -> None:
    try:
        parse(Topic.CLASSES, GOOD[:place] + put + GOOD[place + 1 :], "x")
    except Refusal as refusal:
        assert str(refusal)


def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "beijing", tmp_path / "beijing"))


def test_the_name_of_a_file_is_its_first_day(tmp_path: Path) -> None:
    city = folder(tmp_path)
    path = (city / "classes/2019-01-01.yaml").rename(city / "classes/2020-01-01.yaml")
    with pytest.raises(Refusal, match="must be the first day, 2019-01-01"):
        read(path)


def test_a_file_that_is_not_utf8_or_not_there_is_refused(tmp_path: Path) -> None:
    city = folder(tmp_path)
    (city / "classes/2019-01-01.yaml").write_bytes(GOOD.encode("gb18030"))
    with pytest.raises(Refusal, match="is not UTF-8"):
        read(city / "classes/2019-01-01.yaml")
    with pytest.raises(Refusal, match="cannot be read"):
        read(city / "classes/1999-01-01.yaml")
    with pytest.raises(Refusal, match="not a topic"):
        read(city / "recipes/1999-01-01.yaml")


def test_a_folder_must_be_one_and_hold_only_topics(tmp_path: Path) -> None:
    city = folder(tmp_path)
    (city / "recipes").mkdir()
    with pytest.raises(Refusal, match="recipes is not a topic"):
        law_files(city)
    with pytest.raises(Refusal, match="is not a folder"):
        law_files(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(Refusal, match="holds no law"):
        law_files(tmp_path / "empty")


def test_the_countrys_law_goes_with_every_city_and_a_citys_own_goes_before_it(tmp_path: Path) -> None:
    city = folder(tmp_path)
    shutil.copytree(ROOT / "national", tmp_path / "national")
    assert tmp_path / "national/calendar/2019-01-01.yaml" in law_files(city)
    shutil.copytree(ROOT / "national/calendar", city / "calendar")
    assert city / "calendar/2019-01-01.yaml" in law_files(city)
    assert tmp_path / "national/calendar/2019-01-01.yaml" not in law_files(city)


def test_a_city_without_shipped_law_is_refused() -> None:
    assert shipped("beijing").is_dir()
    with pytest.raises(Refusal, match="no law for “atlantis”"):
        shipped("atlantis")


def test_a_check_tells_every_broken_file_and_every_case_that_fails(tmp_path: Path) -> None:
    city = folder(tmp_path)
    for topic in ("classes", "scoring"):
        path = city / topic / "2019-01-01.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace("values:", "valuse:"), encoding="utf-8")
    assert len(check(city).problems) == 2


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "scoring",
            "89.30",
            "89.31",
            "expected 99.00 88.00 88.50 89.31, but the law says 99.00 88.00 88.50 89.30",
        ),
        ("scoring", "ask: score", "ask: oracle", "line 3, [1].ask: expected one of: "),
        ("scoring", "on: 2022-05-01", "on: 2018-05-01", "No law on “scoring” was in force on 2018-05-01"),
        ("scoring", "  on: 2022-05-01\n", "", "[1].on: expected exactly: case, on"),
        (
            "scoring",
            "given: {tally: {",
            "given: {tally: {stars: 5, ",
            "[1].given.tally.stars: expected one of",
        ),
    ],
)
def test_a_case_that_does_not_hold_or_cannot_be_read_is_told(
    tmp_path: Path, file: str, old: str, new: str, said: str
) -> None:
    city = folder(tmp_path)
    shutil.copytree(ROOT / "national", tmp_path / "national")
    path = city / file / "cases/worked.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert any(said in str(problem) for problem in check(city).problems), check(city).problems


def test_case_files_are_lists(tmp_path: Path) -> None:
    city = folder(tmp_path)
    shutil.copytree(ROOT / "national", tmp_path / "national")
    (city / "classes/cases/worked.yaml").write_text("case: 1\n", encoding="utf-8")
    assert "expected a list of cases" in str(check(city).problems[0])
