"""YAML as rows: a list, or lists under areas, units, people, sources; `children` hang on their parent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from jiesu.kit.tables import Cells, Source, header_name
from jiesu.rules.verdict import Refusal, Sentence

MOST_BYTES = 50 << 20
DEEPEST = 40

Row = tuple[str, int, Cells]


def rows(source: Source) -> Iterator[Row]:
    """Each entry: the title it stands under, its line, its values as text."""
    root = _root(_read(source))
    if isinstance(root, yaml.SequenceNode):
        yield from _entries("", root, "", 0)
        return
    if not isinstance(root, yaml.MappingNode):
        raise Refusal("The file is empty.")
    for key, value in root.value:
        if not isinstance(value, yaml.SequenceNode):
            raise Refusal("Line %(row)s: a list is expected here.", row=key.start_mark.line + 1)
        yield from _entries(str(key.value), value, "", 0)


def _read(source: Source) -> str:
    if isinstance(source, str | Path):
        with Path(source).open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    else:
        source.seek(0)
        data = source.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise Refusal("The file is larger than %(size)s MB; that is refused.", size=MOST_BYTES >> 20)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refusal("The file is neither UTF-8 nor GB18030.")


def _root(text: str) -> yaml.Node | None:
    """The document as nodes (no object is built). Aliases are refused: they can grow without end."""
    try:
        for token in yaml.scan(text, Loader=yaml.SafeLoader):
            if isinstance(token, yaml.AliasToken):
                raise Refusal("Line %(row)s: aliases are refused here.", row=token.start_mark.line + 1)
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as wrong:
        line = wrong.problem_mark.line + 1 if wrong.problem_mark else 0
        raise Refusal("Line %(row)s cannot be read as YAML: %(why)s.", row=line, why=wrong.problem) from None
    except (yaml.YAMLError, RecursionError):
        raise Refusal("The file cannot be read as YAML.") from None


def _entries(title: str, node: yaml.SequenceNode, parent: str, depth: int) -> Iterator[Row]:
    for entry in node.value:
        number = entry.start_mark.line + 1
        if not isinstance(entry, yaml.MappingNode) or depth > DEEPEST:
            raise Refusal("Line %(row)s: an entry with names and values is expected here.", row=number)
        cells, children = _cells(entry)
        if parent and not cells.get("parent"):
            cells["parent"] = parent
        yield title, number, cells
        if children is not None:
            yield from _entries(title, children, cells.get("code", ""), depth + 1)


def _cells(entry: yaml.MappingNode) -> tuple[Cells, yaml.SequenceNode | None]:
    cells = Cells({})
    children = None
    for key, value in entry.value:
        name = header_name(str(key.value))
        if name in cells:
            cells.faults.append(Sentence("The column “%(name)s” is there twice.", {"name": name}))
        if name == "children" and isinstance(value, yaml.SequenceNode):
            children = value
        else:
            cells[name] = _text(value)
    return cells, children


def _text(node: yaml.Node) -> str:
    if isinstance(node, yaml.SequenceNode):
        return ";".join(_text(item) for item in node.value)
    if isinstance(node, yaml.MappingNode):
        return ";".join(f"{_text(key)}:{_text(value)}" for key, value in node.value)
    empty = node.tag == "tag:yaml.org,2002:null"
    return "" if empty else str(node.value).replace("\0", "").strip()
