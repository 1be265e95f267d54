"""Law as files: policies/<city>/<topic>/<first day>.yaml, with cases beside it (<topic>/cases/*.yaml).

What the whole country shares (working days) stands in policies/national/ and goes with every city; a topic
that a city writes itself goes before it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

import jiesu
from jiesu.policy.decode import Decoder, Row, compose
from jiesu.policy.topics import SHAPES, Topic
from jiesu.rules.verdict import Refusal

NATIONAL = "national"
_ENVELOPE = ("from", "until", "title", "source", "values")


@dataclass(frozen=True, slots=True)
class Law:
    """One version of one topic: from which day (until which) it is in force, and what it says."""

    topic: Topic
    starts: date
    until: date | None
    title: str
    source: str
    text: str
    rules: Any
    rows: tuple[Row, ...]

    @property
    def id(self) -> str:
        """What events remember: "limits/2024-01-01"."""
        return f"{self.topic}/{self.starts}"

    @property
    def digest(self) -> str:
        """The SHA-256 of the text."""
        return digest(self.text)


def digest(text: str) -> str:
    """The SHA-256 of a law's text, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def shipped(city: str) -> Path:
    """The folder of a city's law that comes with the product. Refusal where there is none."""
    package = Path(jiesu.__file__).resolve().parent
    for folder in (package / "_policies" / city, package.parent / "policies" / city):
        if folder.is_dir():
            return folder
    raise Refusal("There is no law for “%(city)s” in this installation.", city=city)


def law_files(folder: Path) -> list[Path]:
    """The law files of a folder, and those of the country for topics that it does not write itself."""
    if not folder.is_dir():
        raise Refusal("%(file)s is not a folder.", file=folder.name)
    own = {topic: sorted((folder / topic).glob("*.yaml")) for topic in _topics(folder)}
    national = folder.parent / NATIONAL
    if national.is_dir() and national != folder:
        own = {topic: sorted((national / topic).glob("*.yaml")) for topic in _topics(national)} | own
    found = [path for topic in sorted(own) for path in own[topic]]
    if not found:
        raise Refusal("%(file)s holds no law.", file=folder.name)
    return found


def case_files(folder: Path) -> Iterator[tuple[Topic, Path]]:
    """The case files that belong to the laws of a folder."""
    for place in sorted({path.parent for path in law_files(folder)}):
        for path in sorted((place / "cases").glob("*.yaml")):
            yield Topic(place.name), path


def read(path: Path) -> Law:
    """A law file. Refusal with file, line and key where it is wrong."""
    topic, name = _topic(path), f"{path.parent.name}/{path.name}"
    law = parse(topic, text_of(path), name)
    if path.stem != law.starts.isoformat():
        raise Refusal("%(file)s: the file's name must be the first day, %(day)s.", file=name, day=law.starts)
    return law


def parse(topic: Topic, text: str, name: str) -> Law:
    """A law's text as a law; `name` stands in errors."""
    decoder, head = Decoder(name), Decoder(name, marked=False)
    node = compose(text, name)
    pairs = head.pairs(node, "")
    for key, value in pairs.items():
        if key not in _ENVELOPE:
            head.refuse(value, key, "one of: " + ", ".join(_ENVELOPE))
    starts = head.read(_needed(head, node, pairs, "from"), date, "from")
    until = head.read(pairs["until"], date, "until") if "until" in pairs else None
    if until is not None and until < starts:
        head.refuse(pairs["until"], "until", "a day not before the first one")
    source = head.read(_needed(head, node, pairs, "source"), str, "source").strip()
    title = head.read(_needed(head, node, pairs, "title"), str, "title").strip()
    rules = decoder.read(_needed(head, node, pairs, "values"), SHAPES[topic], "")
    return Law(topic, starts, until, title, source, text, rules, tuple(decoder.rows))


def text_of(path: Path) -> str:
    """The text of a file, UTF-8, line ends as \\n."""
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise Refusal("%(file)s is not UTF-8.", file=path.name) from None
    except OSError as error:
        raise Refusal("%(file)s cannot be read: %(why)s.", file=path.name, why=error.strerror) from None


def _needed(decoder: Decoder, node: yaml.Node, pairs: dict[str, yaml.Node], key: str) -> yaml.Node:
    if key not in pairs:
        decoder.refuse(node, key, "a value; it is missing")
    return pairs[key]


def _topics(folder: Path) -> list[str]:
    names = sorted(
        p.name for p in folder.iterdir() if p.is_dir() and p.name != "cases" and p.name[0] not in "._"
    )
    for name in names:
        if name not in list(Topic):
            raise Refusal("%(file)s is not a topic of the law.", file=name)
    return names


def _topic(path: Path) -> Topic:
    try:
        return Topic(path.parent.name)
    except ValueError:
        raise Refusal("%(file)s is not a topic of the law.", file=path.parent.name) from None
