"""How the columns of one file are read: guessed, or told by a YAML map.

columns: {text: 诉求内容, external_no: 工单编号}    # field: header; an empty header leaves the field out
values: {request_type: {需求: help}}               # words of the file for our codes
fixed: {channel: letter}                           # the same for every row
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from jiesu.intake.importing.headings import FIELDS, NEEDED, guessed, ignored
from jiesu.kit.tables import header_name
from jiesu.rules.verdict import Refusal

PARTS = ("columns", "values", "fixed")


@dataclass(frozen=True, slots=True)
class Mapping:
    """Field -> header; words -> codes by field; fields that are the same in every row; headers left over."""

    columns: dict[str, str]
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    fixed: dict[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()

    def of(self, name: str, cells: dict[str, str]) -> str:
        """What a row says for a field, in our words where the map gives them."""
        header = self.columns.get(name)
        written = cells.get(header, "") if header else ""
        said = written or self.fixed.get(name, "")
        words = self.values.get(name)
        return words.get(said, said) if words else said

    def header(self, name: str) -> str:
        """The column that holds a field, for a sentence about it."""
        return self.columns.get(name, name)

    def stored(self) -> dict[str, Any]:
        """As an import run keeps it."""
        return {"columns": self.columns, "values": self.values, "fixed": self.fixed}


def mapping_for(headers: Sequence[str], told: dict[str, Any] | None = None) -> Mapping:
    """The mapping of a file. What the map does not say is guessed. Refusal where no column holds the text."""
    map_ = told or {}
    columns = guessed(headers)
    for name, header in map_.get("columns", {}).items():
        columns = {f: h for f, h in columns.items() if f != name and h != header_name(header)}
        if header:
            columns[name] = _there(header_name(header), headers)
    if not any(name in columns for name in NEEDED):
        raise Refusal(
            "No column holds the text of the request. The columns are: %(columns)s. Name it in a map.",
            columns=list(headers),
        )
    return Mapping(columns, map_.get("values", {}), map_.get("fixed", {}), tuple(ignored(headers, columns)))


def read_map(path: str | Path) -> dict[str, Any]:
    """A YAML map from a file. Refusal with what is wrong in it."""
    try:
        told = yaml.safe_load(Path(path).read_text(encoding="utf-8")) or {}
    except OSError as problem:
        raise Refusal(
            "The map %(name)s cannot be opened: %(why)s.", name=Path(path).name, why=problem.strerror or "?"
        ) from None
    except (yaml.YAMLError, UnicodeDecodeError) as problem:
        raise Refusal(
            "The map is not valid YAML: %(why)s", why=" ".join(str(problem).split())[:200]
        ) from None
    return checked(told)


def checked(told: Any) -> dict[str, Any]:
    """A map whose parts and fields are known. A flat map is one of columns."""
    if not isinstance(told, dict):
        raise Refusal("A map says “field: header” line by line.")
    map_ = told if any(part in told for part in PARTS) else {"columns": told}
    for part, said in map_.items():
        if part not in PARTS or not isinstance(said, dict):
            raise Refusal(
                "A map has the parts columns, values and fixed; “%(part)s” is none of them.", part=part
            )
        for name in said:
            if name not in FIELDS:
                raise Refusal(
                    "There is no field “%(name)s”. Fields: %(fields)s.", name=name, fields=list(FIELDS)
                )
    columns = {f: str(h) if h else "" for f, h in map_.get("columns", {}).items()}
    fixed = {f: str(v) for f, v in map_.get("fixed", {}).items()}
    values = {f: _words(f, words) for f, words in map_.get("values", {}).items()}
    return {"columns": columns, "values": values, "fixed": fixed}


def _words(name: str, words: Any) -> dict[str, str]:
    if not isinstance(words, dict):
        raise Refusal("The words of “%(name)s” stand as “their word: our word”.", name=name)
    return {str(theirs): str(ours) for theirs, ours in words.items()}


def _there(header: str, headers: Sequence[str]) -> str:
    if header not in headers:
        raise Refusal("The map names a column “%(name)s” that the file does not have.", name=header)
    return header
