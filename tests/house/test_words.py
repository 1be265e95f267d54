"""Every sentence of the house has its Chinese: templates, `_()` in Python, and the sentences of refusals."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.template.base import Lexer, Token, TokenType
from django.templatetags.i18n import do_block_translate

HOUSE = Path(__file__).resolve().parents[2] / "jiesu"
ROOMS = sorted(path.name for path in HOUSE.iterdir() if (path / "__init__.py").exists())
SPEAKERS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "lazy"}
SAYERS = {"Refusal", "NotYours", "Sentence"}
_IN_TAGS = re.compile(r"""_\((?P<q>["'])(?P<text>.+?)(?P=q)\)""")
_TRANSLATE = re.compile(
    r"""^trans(?:late)?\s+(?P<q>["'])(?P<text>.+?)(?P=q)(?:\s+context\s+["'](?P<context>\w+)["'])?"""
)
_IN_CONTEXT = "\x04"
"""What parts a context from its msgid, as in a catalogue: "Topic" of the law is not "Topic"."""


class _Parser:
    """As much of Django's parser as a blocktranslate asks for."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens

    def next_token(self) -> Token:
        return self.tokens.pop(0)

    def compile_filter(self, text: str) -> str:
        return text


def in_template(text: str) -> Iterator[str]:
    tokens = Lexer(text).tokenize()
    parser = _Parser(tokens)
    while tokens:
        token = tokens.pop(0)
        if token.token_type is TokenType.TEXT:
            continue
        yield from (hit["text"] for hit in _IN_TAGS.finditer(token.contents))
        if hit := _TRANSLATE.match(token.contents):
            yield f"{hit['context']}{_IN_CONTEXT}{hit['text']}" if hit["context"] else hit["text"]
        elif re.match(r"blocktrans(late)?\b", token.contents):
            block = do_block_translate(parser, token)
            for half in (block.singular, block.plural):
                if half:
                    yield block.render_token_list(half)[0]


def in_python(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name in SAYERS:
            yield from _strings(node.args[:1])
        elif name in {"pgettext", "pgettext_lazy"}:
            contexts = list(_strings(node.args[:1]))
            yield from (f"{contexts[0]}{_IN_CONTEXT}{text}" for text in _strings(node.args[1:2]) if contexts)
        elif name in SPEAKERS:
            yield from _strings(node.args[: 2 if name[0] == "n" else 1])


def _strings(nodes: list[ast.expr]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
            yield node.value
        elif isinstance(node, ast.IfExp):
            yield from _strings([node.body, node.orelse])


def spoken(room: str) -> set[str]:
    """Every msgid of a room."""
    folder = HOUSE / room
    said = {text for path in folder.rglob("*.html") for text in in_template(path.read_text())}
    return said | {text for path in folder.rglob("*.py") for text in in_python(path.read_text())}


def translated(room: str) -> dict[str, str]:
    """What a room's catalogue says in Chinese."""
    found: dict[str, str] = {}
    for path in (HOUSE / room).glob("locale/zh_Hans/LC_MESSAGES/*.po"):
        with path.open("rb") as words:
            for message in read_po(words):
                ids = message.id if isinstance(message.id, tuple) else (message.id,)
                texts = message.string if isinstance(message.string, tuple) else (message.string,)
                if not message.fuzzy and all(texts):
                    before = f"{message.context}{_IN_CONTEXT}" if message.context else ""
                    found |= {before + one: texts[0] for one in ids if one}
    return found


EVERYWHERE = {text: zh for room in ROOMS for text, zh in translated(room).items()}
"""What all catalogues say together: at run time they are one."""


@pytest.mark.parametrize("room", ROOMS)
def test_every_sentence_has_its_chinese(room: str) -> None:
    missing = sorted(spoken(room) - EVERYWHERE.keys())
    assert not missing, "\n" + "\n".join(missing)


def test_a_sentence_has_the_same_chinese_in_every_room() -> None:
    """At run time all catalogues are one: a second translation would silently never be shown."""
    said: dict[str, set[str]] = {}
    for path in HOUSE.glob("*/locale/zh_Hans/LC_MESSAGES/django.po"):
        with path.open("rb") as words:
            for message in read_po(words):
                if message.id and not message.context:
                    said.setdefault(str(message.id), set()).add(str(message.string))
    assert not {text: found for text, found in said.items() if len(found) > 1}


@pytest.mark.parametrize("room", ROOMS)
def test_no_sentence_stands_twice_in_a_catalogue(room: str) -> None:
    """The second one would silently win: a word of two meanings needs two sentences."""
    for path in (HOUSE / room).glob("locale/zh_Hans/LC_MESSAGES/*.po"):
        seen = re.findall(r'^(msgctxt ".*"\n)?(msgid ".+(?:\n".*")*)', path.read_text(), re.MULTILINE)
        assert len(seen) == len(set(seen)), sorted({one for one in seen if seen.count(one) > 1})


def test_every_icon_that_is_named_is_drawn() -> None:
    drawn = set((HOUSE / "kit" / "assets" / "icons.txt").read_text().split())
    named = re.compile(r"""\bicon(?:_name)?(?:=| )["']([a-z0-9-]+)["']""")
    files = [path for kind in ("*.html", "*.py") for path in HOUSE.rglob(kind)]
    assert {icon for path in files for icon in named.findall(path.read_text())} <= drawn


@pytest.mark.parametrize("room", ROOMS)
def test_a_translation_keeps_the_places_of_its_sentence(room: str) -> None:
    place = re.compile(r"%\((\w+)\)[sd]")
    odd = {
        text for text, zh in translated(room).items() if set(place.findall(text)) != set(place.findall(zh))
    }
    assert not odd


def test_a_template_without_chinese_would_be_found() -> None:
    text = '{% translate "One" %}{% blocktranslate with n=a %}{{ n }} odd{% endblocktranslate %}{% x a=_("Two") %}'
    assert set(in_template(text)) == {"One", "%(n)s odd", "Two"}
    code = '_("One"); Refusal("Two %(x)s.", x=1); ngettext("a", "b", 2)'
    assert set(in_python(code)) == {"One", "Two %(x)s.", "a", "b"}
