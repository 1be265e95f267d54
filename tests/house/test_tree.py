"""The tree speaks of the project alone; pages obey the strict content security policy; generated pages are fresh."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.house.sources import ROOT, templates, told, tracked
from tools import coverage_map, docs

TEXT = {
    ".py",
    ".md",
    ".toml",
    ".lock",
    ".json",
    ".yaml",
    ".yml",
    ".html",
    ".css",
    ".js",
    ".po",
    ".csv",
    ".cfg",
    ".txt",
    "",
}
MACHINE = re.compile(r"(?<![\w.])/(?:work|root|home/\w+|Users/\w+|opt)/[\w.]")
REGISTRY = re.compile(
    r"--(?:extra-)?index-url|registry\.npm" + r"js\.org|pypi\.org/sim" + r"ple|files\.python" + r"hosted\.org"
)


def texts() -> list[tuple[Path, str]]:
    found = [path for path in tracked() if path.suffix in TEXT and path != Path(__file__).resolve()]
    return [(path, path.read_text(encoding="utf-8", errors="replace")) for path in found]


def test_no_machine_path_is_in_the_tree() -> None:
    faults = [
        f"{p.relative_to(ROOT)}: {m.group()}" for p, text in texts() for m in [MACHINE.search(text)] if m
    ]
    assert not faults, told(faults)


def test_no_registry_is_named_in_the_tree() -> None:
    faults = [
        f"{p.relative_to(ROOT)}: {m.group()}" for p, text in texts() for m in [REGISTRY.search(text)] if m
    ]
    assert not faults, told(faults)


def test_the_locks_have_hashes_and_no_addresses() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert [name for name, package in packages.items() if name and "integrity" not in package] == []
    pinned = re.findall(r"^[\w.\[\]-]+==\S+(.*)$", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    assert pinned
    assert all("\\" in rest or "--hash" in rest for rest in pinned)


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("an inline script", r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>"),
        ("an inline style", r"\sstyle\s*=|<style"),
        ("an inline handler", r"\son[a-z]+\s*=|hx-on|javascript:"),
        ("an address elsewhere", r"(?:src|href)\s*=\s*\"(?:https?:)?//"),
    ],
)
def test_no_page_breaks_the_content_security_policy(what: str, pattern: str) -> None:
    faults = [
        f"{path.relative_to(ROOT)}: {what}: {match.group().strip()}"
        for path in templates()
        for match in [re.search(pattern, path.read_text(encoding="utf-8"), re.IGNORECASE)]
        if match
    ]
    assert not faults, told(faults)


def test_no_page_shows_emoji() -> None:
    emoji = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]")
    faults = [
        str(path.relative_to(ROOT)) for path in templates() if emoji.search(path.read_text(encoding="utf-8"))
    ]
    assert not faults, told(faults)


@pytest.mark.parametrize("page", sorted(docs.pages()), ids=lambda page: page.name)
def test_generated_pages_are_fresh(page: Path) -> None:
    assert page.exists(), f"{page.name} is not there: run `make docs`"
    assert page.read_text(encoding="utf-8") == docs.pages()[page], f"{page.name} is stale: run `make docs`"


def test_every_row_of_the_requirements_has_one_line() -> None:
    rows = coverage_map.read_rows()
    assert len({row["id"] for row in rows}) == len(rows) == 720
    lines = [line for line in coverage_map.page(rows, {}).splitlines() if line.startswith("| R")]
    assert len(lines) == 720


def test_a_row_is_proven_only_by_a_test_that_leaves_nothing_out() -> None:
    assert coverage_map.judge({}) == ("not yet", "")
    assert coverage_map.judge({"tests/a.py::test_a": ""})[0] == "proven"
    state, evidence = coverage_map.judge({"tests/a.py::test_a": "no SMS yet"})
    assert state == "partly"
    assert "no SMS yet" in evidence
    assert coverage_map.judge({"tests/a.py::test_a": "no SMS yet", "tests/a.py::test_b": ""})[0] == "proven"


def test_tests_claim_only_rows_that_exist() -> None:
    known = {row["id"] for row in coverage_map.read_rows()}
    claimed = {
        row
        for path, text in texts()
        if path.suffix == ".py" and "tests" in path.parts
        for mark in re.findall(r"mark\.req\(([^)]*)\)", text)
        for row in re.findall(r'"(R\d{3})"', mark)
    }
    assert claimed <= known
