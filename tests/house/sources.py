"""The tree as the house tests read it: modules with their syntax trees, templates, and who stands on which floor."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
HOUSE = ROOT / "jiesu"

ROOMS = frozenset(
    {
        "notices",
        "intake",
        "dispatch",
        "handling",
        "whistle",
        "followup",
        "supervision",
        "assessment",
        "insight",
        "subjects",
    }
    | {"governance"}
)
STORES = frozenset({"directory", "callers", "policy", "adapters"})
FACES = frozenset({"public", "api", "ops", "config"})
GROUND = frozenset({"kit", "reading", "rules"})


@dataclass(frozen=True, slots=True)
class Module:
    """One module of the house."""

    name: str
    path: Path
    text: str
    tree: ast.Module

    @property
    def room(self) -> str:
        """The part of the house it stands in: "intake", "rules", …; "" for the package itself."""
        return self.name.split(".")[1] if "." in self.name else ""

    @property
    def place(self) -> str:
        """The path from the root, for messages."""
        return str(self.path.relative_to(ROOT))


@cache
def modules() -> tuple[Module, ...]:
    """Every module of the package except migrations."""
    return tuple(_read(path) for path in sorted(HOUSE.rglob("*.py")) if "migrations" not in path.parts)


def _read(path: Path) -> Module:
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    text = path.read_text(encoding="utf-8")
    return Module(name, path, text, ast.parse(text))


@cache
def templates() -> tuple[Path, ...]:
    """Every template of the house."""
    return tuple(sorted(HOUSE.glob("*/templates/**/*.html")))


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that is, or is about to be, in the repository."""
    words = ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(words, capture_output=True, text=True, check=True).stdout.splitlines()
    return tuple(path for line in listed if (path := ROOT / line).is_file())


def imports(module: Module) -> Iterator[tuple[int, str]]:
    """What a module imports, as dotted names with the imported name at the end, and the line."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = node.module or ""
            yield from ((node.lineno, f"{start}.{alias.name}") for alias in node.names)


def functions(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a module, methods too."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def told(faults: list[str]) -> str:
    """The faults of a test, one a line."""
    return "\n" + "\n".join(faults)
