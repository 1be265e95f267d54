"""Writes the generated pages of docs/: glossary, flow, reach, policy files. A test keeps them fresh.

`python tools/docs.py` writes; `pages()` gives the texts. Only vocabulary and pure law are imported.
"""

from __future__ import annotations

import ast
import dataclasses
import os
import sys
import types
import typing
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import django

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # also where jiesu is not installed

from jiesu.policy.topics import SHAPES  # noqa: E402
from jiesu.rules import flow, reach  # noqa: E402
from jiesu.rules.terms import AssignmentState, Desk, OrderState, Role, Term, Verb  # noqa: E402

MADE = "<!-- Written by tools/docs.py (`make docs`); do not edit. -->\n"


def pages() -> dict[Path, str]:
    """Every generated page: path and text."""
    made = {
        "docs/glossary.md": glossary(),
        "docs/reference/flow.md": flow_page(),
        "docs/reference/reach.md": reach_page(),
        "docs/reference/policy-files.md": policy_page(),
    }
    return {ROOT / path: MADE + text for path, text in made.items()}


def vocabularies() -> Iterator[tuple[type[Term], str]]:
    """Every vocabulary of the house with the file it stands in."""
    for path in sorted((ROOT / "jiesu").glob("**/*.py")):
        if "migrations" in path.parts or "(Term)" not in (text := path.read_text(encoding="utf-8")):
            continue
        names = [
            node.name
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.ClassDef) and _is_term(node)
        ]
        module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        yield from ((getattr(module, name), str(path.relative_to(ROOT))) for name in names)


def _is_term(node: ast.ClassDef) -> bool:
    return any(isinstance(base, ast.Name) and base.id == "Term" for base in node.bases)


def glossary() -> str:
    """The words of the trade, by vocabulary."""
    parts = [
        "# Glossary\n\nEvery word of the house with its Chinese term. The word in code is the word in the ledger,",
        "in addresses and in files.\n",
    ]
    for kind, path in vocabularies():
        parts.append(f"\n## {kind.__name__}\n\n{_first_line(kind)} `{path}`\n")
        parts.append(table(("in code", "中文", "English"), ((f"`{t}`", t.zh, t.en) for t in kind)))
    return "\n".join(parts)


def flow_page() -> str:
    """Both machines as diagram and table."""
    parts = [
        "# The flow\n\nA state is an in-tray: the order (or share) lies where its state says, until somebody does",
        "one of the verbs that the table opens. Nothing moves except through `orders.advance`.\n",
        "## The order (诉求工单)\n",
        diagram(flow.ORDER_STEPS),
        steps(flow.ORDER_STEPS, OrderState, flow.ORDER_TRAY),
        "\n## A unit's share (派单)\n",
        diagram(flow.ASSIGNMENT_STEPS),
        steps(flow.ASSIGNMENT_STEPS, AssignmentState, flow.ASSIGNMENT_TRAY),
    ]
    return "\n".join(parts)


def diagram(table_of: Mapping[tuple[Verb, str], Term]) -> str:
    """A mermaid diagram; verbs that stay are left to the table."""
    lines = ["```mermaid", "stateDiagram-v2"]
    for state in dict.fromkeys(table_of.values()):
        lines.append(f"    {state}: {state.zh} {state}")
    for (verb, before), after in table_of.items():
        if before != after:
            lines.append(f"    {before or '[*]'} --> {after}: {verb.zh} {verb}")
    return "\n".join((*lines, "```", ""))


def steps(
    table_of: Mapping[tuple[Verb, str], Term], states: type[Term], tray: Mapping[Any, Desk | None]
) -> str:
    """One line a step: from, verb, to, who, whose desk it lies on then."""
    return table(
        ("from", "verb", "to", "lies then on", "who may"),
        (
            (
                f"{states(before).zh} `{before}`" if before else "—",
                f"{verb.zh} `{verb}`",
                f"{after.zh} `{after}`",
                desk.zh if (desk := tray[after]) else "—",
                "、".join(role.zh for role in reach.MAY[verb]),
            )
            for (verb, before), after in table_of.items()
        ),
    )


def reach_page() -> str:
    """Who may do what how far; which desks open for whom; how far each role sees."""
    return "\n".join(
        (
            "# Who may do what, how far\n\nOne table, checked inside `orders.advance`. Buttons ask the same table,",
            "so a button that is shown works.\n",
            "## Verbs\n",
            table(
                ("verb", *(role.zh for role in Role)),
                (
                    (f"{v.zh} `{v}`", *(r.zh if (r := reach.MAY[v].get(role)) else "" for role in Role))
                    for v in Verb
                ),
            ),
            "\nNobody with a seat in a handling unit may do these on that unit's order: "
            + "、".join(v.zh for v in Verb if v in reach.BLIND)
            + ".\n\n## Desks\n",
            table(
                ("desk", "opens for"),
                ((f"{d.zh} `{d}`", "、".join(r.zh for r in Role if r in reach.DESKS[d])) for d in Desk),
            ),
            "\n## Sight\n",
            table(("role", "sees orders of"), ((f"{r.zh} `{r}`", reach.SIGHT[r].zh) for r in Role)),
        )
    )


def policy_page() -> str:
    """The shapes of the law's files."""
    parts = [
        "# Policy files\n\nThe law of a city is a folder `policies/<city>/<topic>/<date>.yaml`: the date is the day",
        "from which it holds. Unknown keys are refused. Each value says what it rests on: *regulation*, *practice*,",
        "*seed* or *assumed*. `jiesu policy check FOLDER` reads a folder and runs its cases; `jiesu policy publish",
        "FOLDER` publishes it. The shapes below are the frozen dataclasses of `jiesu/rules/`.\n",
    ]
    for topic, shape in SHAPES.items():
        parts.append(f"## {topic.zh} `{topic}`\n\n{_first_line(sys.modules[shape.__module__])}\n")
        for part in shapes_of(shape):
            parts.append(f"### {part.__name__}\n\n{_first_line(part)}\n")
            parts.append(table(("key", "holds", "needed"), _fields(part)) + "\n")
    return "\n".join(parts)


def shapes_of(shape: type[Any], seen: dict[type[Any], None] | None = None) -> Iterable[type[Any]]:
    """The shape and every dataclass inside it, each once."""
    seen = {} if seen is None else seen
    if shape in seen or not dataclasses.is_dataclass(shape):
        return seen
    seen[shape] = None
    for hint in typing.get_type_hints(shape).values():
        for inner in _types_in(hint):
            shapes_of(inner, seen)
    return seen


def _fields(part: type[Any]) -> Iterator[tuple[str, str, str]]:
    hints = typing.get_type_hints(part)
    for field in dataclasses.fields(part):
        optional = (
            field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING
        )
        if field.init and not field.name.startswith("_"):
            yield f"`{field.name}`", _holds(hints[field.name]), "" if optional else "yes"


def _types_in(hint: Any) -> Iterator[type[Any]]:
    if isinstance(hint, type) and not typing.get_args(hint):
        yield hint
    for inner in typing.get_args(hint):
        yield from _types_in(inner)


def _holds(hint: Any) -> str:
    """A type in words that fit into a table."""
    arguments = [_holds(a) for a in typing.get_args(hint) if a is not Ellipsis]
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        return " or ".join("nothing" if a == "NoneType" else a for a in arguments)
    if origin in (tuple, list, frozenset, set):
        return "list of " + " and ".join(dict.fromkeys(arguments))
    if arguments:
        return f"{arguments[0]} → {arguments[-1]}" if len(arguments) > 1 else arguments[0]
    return str(getattr(hint, "__name__", hint))


def _first_line(thing: object) -> str:
    return (thing.__doc__ or "").strip().partition("\n")[0]


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    heads = tuple(head)
    lines = [heads, ("---",) * len(heads), *rows]
    return "\n".join("| " + " | ".join(c.replace("|", "/") for c in line) + " |" for line in lines) + "\n"


def main() -> None:
    """Write what differs."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiesu.config.settings")
    django.setup()
    for path, text in pages().items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(f"wrote {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
