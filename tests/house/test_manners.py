"""Size and manners: no clock, no hidden imports, no city in code, nothing too big."""

from __future__ import annotations

import ast
import re

import pytest

from tests.house.sources import Module, functions, imports, modules, templates, told

LONGEST_FILE = 400
LONGEST_FUNCTION = 50
LONGEST_VIEW = 15

CITIES = (
    "北京",
    "朝阳",
    "海淀",
    "东城",
    "西城",
    "昌平",
    "福州",
    "上海市",
    "杭州",
    "beijing",
    "fuzhou",
    "chaoyang",
)
HOLDS_A_CITY = ("jiesu/ops/demo/", "jiesu/config/settings.py")
"""Sample data, and the default of a setting."""


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.place)
def test_a_file_stays_small(module: Module) -> None:
    assert len(module.text.splitlines()) <= LONGEST_FILE


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without decorators and docstring."""
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    if (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
    ):
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def declared(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the Listing that a list page declares (its columns and facets are data, not steps)."""
    calls = [n for n in ast.walk(node) if isinstance(n, ast.Call) and ast.unparse(n.func).endswith("Listing")]
    return sum((call.end_lineno or call.lineno) - call.lineno for call in calls)


def is_view(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a function is a page: it has a door."""
    return any("door" in ast.unparse(decorator) for decorator in node.decorator_list)


def test_functions_stay_small() -> None:
    faults = [
        f"{module.place}:{node.lineno} {node.name} has {length(node)} lines"
        for module in modules()
        for node in functions(module)
        if length(node) > LONGEST_FUNCTION
    ]
    assert not faults, told(faults)


def test_views_translate_in_make_one_call_and_translate_out() -> None:
    faults = [
        f"{module.place}:{node.lineno} {node.name} has {length(node) - declared(node)} lines"
        for module in modules()
        for node in functions(module)
        if is_view(node) and length(node) - declared(node) > LONGEST_VIEW
    ]
    assert not faults, told(faults)


def test_imports_stand_at_the_top_of_their_file() -> None:
    faults = [
        f"{module.place}:{inner.lineno} imports inside {node.name}"
        for module in modules()
        for node in functions(module)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert not faults, told(faults)


def test_only_the_clock_asks_what_time_it_is() -> None:
    asking = {
        ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("timezone", "now"),
        ("timezone", "localtime"), ("timezone", "localdate"), ("time", "time"),
    }  # fmt: skip
    faults = []
    for module in modules():
        if module.name == "jiesu.kit.clock":
            continue
        for node in ast.walk(module.tree):
            if (
                isinstance(node, ast.Attribute)
                and (ast.unparse(node.value).split(".")[-1], node.attr) in asking
            ):
                faults.append(f"{module.place}:{node.lineno} {ast.unparse(node)}")
        faults += [
            f"{module.place}:{line} {name}" for line, name in imports(module) if name.endswith("timezone.now")
        ]
    assert not faults, told(faults)


def test_time_comes_in_by_the_door() -> None:
    """Only what faces a person or a machine asks the clock: views, forms, commands, the interfaces."""
    at_the_door = re.compile(
        r"\.(\w*views|forms|commands|demo|cli|context|middleware|login|healthz)(\.|$)|jiesu\.(ops|kit|api)\."
    )
    faults = [
        f"{module.place}:{node.lineno} asks the clock"
        for module in modules()
        if not at_the_door.search(module.name)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node) in ("clock.now", "clock.today")
    ]
    assert not faults, told(faults)


def docstrings(tree: ast.Module) -> set[int]:
    """The ids of the constants that are documentation."""
    return {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def test_no_city_is_named_in_code() -> None:
    faults = []
    for module in modules():
        if module.place.startswith(HOLDS_A_CITY):
            continue
        said = docstrings(module.tree)
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
                faults += [f"{module.place}:{node.lineno} names {c}" for c in CITIES if c in node.value]
    faults += [
        f"{path} names {c}" for path in templates() for c in CITIES if c in path.read_text(encoding="utf-8")
    ]
    assert not faults, told(faults)


def test_nothing_depends_on_which_city_it_is() -> None:
    faults = [
        f"{module.place}:{node.lineno} compares a city"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Compare | ast.Match)
        and re.search(r"\bsettings\.CITY\b|\bcity\s*(==|!=|in)\b", ast.unparse(node).partition(":")[0])
    ]
    assert not faults, told(faults)


def test_a_table_becomes_cards_on_a_telephone() -> None:
    """A table of the house has its class, and each cell names its column: the card of a narrow screen shows it."""
    faults = []
    for path in templates():
        for table in re.findall(r"<table.*?</table>", path.read_text(encoding="utf-8"), re.DOTALL):
            if 'border="1"' in table:  # a paper that leaves the house
                continue
            if 'class="rows' not in table:
                faults.append(f"{path}: {table[:40]}")
            cells = re.findall(r"<td[^>]*>", table)
            bare = [c for c in cells if not re.search(r'data-title|colspan|class="(pick|blank)', c)]
            faults += [f"{path}: a cell without its column"] * (len(bare) > ("<th></th>" in table))
    assert not faults, told(faults)


def test_a_page_says_a_refusal_in_the_readers_language() -> None:
    """`say(refusal)`: printed as it is, a refusal speaks English to everybody."""
    faults = [
        f"{module.place}:{node.lineno} prints a refusal"
        for module in modules()
        if re.search(r"views(\.|$)", module.name)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FormattedValue) and ast.unparse(node.value) == "refusal"
    ]
    assert not faults, told(faults)


def test_tests_say_what_they_prove() -> None:
    from tests.house.sources import ROOT

    faults = []
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.FunctionDef)
                and node.name.startswith("test_")
                and node.name.count("_") < 3
            ):
                faults.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name} is not a sentence")
    assert not faults, told(faults)
