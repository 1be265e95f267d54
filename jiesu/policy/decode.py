"""From YAML into the frozen shapes of the rules, strictly: an error names file, line and key.

Every value says what it rests on: `basis` and `source` stand at the value or at a mapping above it, the
nearest applies. Numbers stay text until the shape says what they are, so nothing ever becomes a float.
Aliases, tags, unknown keys and keys said twice are refused.
"""

from __future__ import annotations

import dataclasses
import re
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Any, NoReturn, Union, get_args, get_origin, get_type_hints

import yaml

from jiesu.rules.calendar import ZONE
from jiesu.rules.terms import Basis
from jiesu.rules.verdict import Refusal, Sentence

MOST_BYTES = 2_000_000
MOST_DEPTH = 20
CHOICE = "one of: "
_LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Mark:
    """What a value rests on and where it was found."""

    basis: Basis
    source: str


@dataclass(frozen=True, slots=True)
class Row:
    """One value of a law as the screen shows it."""

    key: str
    value: str
    basis: Basis | None
    source: str


@dataclass(slots=True)
class Decoder:
    """Decodes one file. `marked`: every value must rest on something; `rows` keeps what was read."""

    file: str
    marked: bool = True
    rows: list[Row] = dataclasses.field(default_factory=list)

    def read(self, node: yaml.Node, shape: Any, key: str, mark: Mark | None = None) -> Any:
        """The node as a value of the shape (a type). Refusal with file, line and key where it is wrong."""
        origin, parts = get_origin(shape), get_args(shape)
        if origin in (Union, types.UnionType):
            if node.tag.endswith(":null"):
                return self._leaf(node, key, "—", mark, None)
            return self.read(node, next(p for p in parts if p is not type(None)), key, mark)
        if origin in (tuple, frozenset, Sequence):
            return self._many(node, shape, key, mark)
        if origin is Mapping:
            return self._mapping(node, parts, key, mark)
        if dataclasses.is_dataclass(shape) and not hasattr(shape, "parse"):
            return self._object(node, shape, key, mark)
        if isinstance(node, yaml.MappingNode):
            inner, mark = self._marked_value(node, key, mark)
            return self.read(inner, shape, key, mark)
        return self._scalar(node, shape, key, mark)

    def refuse(self, node: yaml.Node, key: str, wanted: str) -> NoReturn:
        """Say where the file is wrong."""
        place = {"file": self.file, "line": node.start_mark.line + 1, "key": key or "—"}
        words = wanted.removeprefix(CHOICE)
        said = Sentence(wanted) if words == wanted else Sentence("one of: %(words)s", {"words": words})
        raise Refusal("%(file)s, line %(line)s, %(key)s: expected %(wanted)s.", wanted=said, **place)

    def pairs(self, node: yaml.Node, key: str) -> dict[str, yaml.Node]:
        """A mapping's keys and nodes; refused when a key is said twice."""
        if not isinstance(node, yaml.MappingNode):
            self.refuse(node, key, "a mapping")
        found: dict[str, yaml.Node] = {}
        for name, value in node.value:
            if not isinstance(name, yaml.ScalarNode) or name.value in found:
                self.refuse(name, key, "every key once")
            found[name.value] = value
        return found

    def _scalar(self, node: yaml.Node, shape: Any, key: str, mark: Mark | None) -> Any:
        if not isinstance(node, yaml.ScalarNode) or node.tag.endswith(":null"):
            self.refuse(node, key, _wanted(shape))
        try:
            value = _reader(shape)(node.value)
        except (ValueError, ZeroDivisionError) as error:
            told = str(error) if hasattr(shape, "parse") else _wanted(shape)
            self.refuse(node, key, told)
        return self._leaf(node, key, node.value, mark, value)

    def _leaf(self, node: yaml.Node, key: str, text: str, mark: Mark | None, value: Any) -> Any:
        if self.marked and mark is None:
            self.refuse(node, key, "a basis and a source, at the value or above it")
        self.rows.append(Row(key, text, mark.basis if mark else None, mark.source if mark else ""))
        return value

    def _many(self, node: yaml.Node, shape: Any, key: str, mark: Mark | None) -> Any:
        if isinstance(node, yaml.MappingNode):
            node, mark = self._marked_value(node, key, mark)
        if not isinstance(node, yaml.SequenceNode):
            self.refuse(node, key, "a list")
        inner = get_args(shape)[0]
        if all(isinstance(item, yaml.ScalarNode) for item in node.value):
            silent = Decoder(self.file, marked=False)
            values = [silent.read(item, inner, f"{key}[{n}]") for n, item in enumerate(node.value, 1)]
            self._leaf(node, key, "、".join(item.value for item in node.value), mark, None)
        else:
            values = [self.read(item, inner, f"{key}[{n}]", mark) for n, item in enumerate(node.value, 1)]
        if get_origin(shape) is not frozenset:
            return tuple(values)
        if len(set(values)) < len(values):
            self.refuse(node, key, "every entry once")
        return frozenset(values)

    def _mapping(self, node: yaml.Node, parts: tuple[Any, ...], key: str, mark: Mark | None) -> Any:
        pairs = self.pairs(node, key)
        mark = self._mark(pairs, key, mark)
        reader, found = _reader(parts[0]), {}
        for name, value in pairs.items():
            try:
                found[reader(name)] = self.read(value, parts[1], _join(key, name), mark)
            except ValueError:
                self.refuse(value, _join(key, name), _wanted(parts[0]))
        return types.MappingProxyType(found)

    def _object(self, node: yaml.Node, shape: Any, key: str, mark: Mark | None) -> Any:
        pairs = self.pairs(node, key)
        mark = self._mark(pairs, key, mark)
        hints = _hints(shape)
        for name, value in pairs.items():
            if name not in hints:
                self.refuse(value, _join(key, name), f"{CHOICE}{', '.join(hints)}")
        needed = [f.name for f in dataclasses.fields(shape) if _is_needed(f) and f.name not in pairs]
        if needed:
            self.refuse(node, _join(key, needed[0]), "a value; it is missing")
        values = {n: self.read(value, hints[n], _join(key, n), mark) for n, value in pairs.items()}
        if "clause" in hints and mark is not None:
            values.setdefault("clause", mark.source)
        try:
            return shape(**values)
        except ValueError as error:
            self.refuse(node, key, str(error))

    def _marked_value(
        self, node: yaml.MappingNode, key: str, mark: Mark | None
    ) -> tuple[yaml.Node, Mark | None]:
        pairs = self.pairs(node, key)
        mark = self._mark(pairs, key, mark)
        if set(pairs) != {"value"}:
            self.refuse(node, key, "value, basis and source")
        return pairs["value"], mark

    def _mark(self, pairs: dict[str, yaml.Node], key: str, above: Mark | None) -> Mark | None:
        """Take basis and source out of the pairs, where they stand; they come together."""
        if not self.marked or "basis" not in pairs:
            return above
        basis, source = pairs.pop("basis"), pairs.pop("source", None)
        if source is None or not isinstance(source, yaml.ScalarNode) or not source.value.strip():
            self.refuse(basis, key, "a source beside the basis")
        try:
            return Mark(Basis(basis.value), source.value.strip())
        except ValueError:
            self.refuse(basis, _join(key, "basis"), _wanted(Basis))


def compose(text: str, file: str) -> yaml.Node:
    """The one document of a text as nodes. Refused: aliases, anchors, tags, depth, size, broken YAML."""
    if len(text.encode()) > MOST_BYTES:
        raise Refusal("%(file)s is larger than a law may be.", file=file)
    try:
        _check_events(text, file)
        node = yaml.compose(text, _LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Refusal(
            "%(file)s, line %(line)s: this is not YAML: %(problem)s.",
            file=file,
            line=line,
            problem=error.problem,
        ) from None
    except (yaml.YAMLError, ValueError):
        raise Refusal("%(file)s: this is not YAML.", file=file) from None
    if node is None:
        raise Refusal("%(file)s is empty.", file=file)
    return node


def _check_events(text: str, file: str) -> None:
    depth = 0
    for event in yaml.parse(text, _LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        odd = isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) or _is_tagged(event)
        if odd or depth > MOST_DEPTH:
            raise Refusal(
                "%(file)s, line %(line)s: aliases, tags and deep nesting have no place in a law.",
                file=file,
                line=event.start_mark.line + 1 if event.start_mark else 1,
            )


def _is_tagged(event: yaml.Event) -> bool:
    return isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag not in (None, "!")


def moment(text: str) -> datetime:
    """ "2025-10-03 09:10" or "2025-10-03 24:00" on a wall clock of the law's zone."""
    day, _, clock = text.partition(" ")
    if clock == "24:00":
        return datetime.combine(date.fromisoformat(day) + timedelta(days=1), time(), ZONE)
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), ZONE)


def _whole(text: str) -> int:
    if not re.fullmatch(r"-?\d{1,12}", text):
        raise ValueError(text)
    return int(text)


def _number(text: str) -> Fraction:
    if not re.fullmatch(r"-?\d{1,12}(\.\d{1,12}|/\d{1,12})?", text):
        raise ValueError(text)
    return Fraction(text)


def _yes_no(text: str) -> bool:
    return {"true": True, "false": False}[text] if text in ("true", "false") else _fail(text)


def _fail(text: str) -> NoReturn:
    raise ValueError(text)


_READERS: Mapping[Any, tuple[Callable[[str], Any], str]] = {
    str: (str, "a text"),
    int: (_whole, "a whole number"),
    bool: (_yes_no, "true or false"),
    Fraction: (_number, "a number such as 0.9 or 1/2"),
    date: (date.fromisoformat, "a day such as 2024-01-31"),
    time: (time.fromisoformat, "a time such as 09:00"),
    datetime: (moment, "a moment such as 2025-10-03 09:10"),
}


def _reader(shape: Any) -> Callable[[str], Any]:
    if shape in _READERS:
        return _READERS[shape][0]
    parse: Callable[[str], Any] = getattr(shape, "parse", shape)
    return parse


def _wanted(shape: Any) -> str:
    if shape in _READERS:
        return _READERS[shape][1]
    if isinstance(shape, type) and issubclass(shape, Enum):
        return CHOICE + ", ".join(str(member.value) for member in shape)
    return "a value"


@cache
def _hints(shape: Any) -> dict[str, Any]:
    return get_type_hints(shape)


def _is_needed(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def _join(key: str, name: str) -> str:
    return f"{key}.{name}" if key else name
