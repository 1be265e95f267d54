"""How well reading finds time, place, party and wish, and sums up: `python benchmarks/elements.py --data DIR`.

160 public messages of five collections (a seeded draw; near-copies of an earlier one passed over), read by hand before
any rule was written (`elements_gold.json`: ids and spans in title + line break + text; no text). Every second one
served to write the rules, the other half measures. An item of the file is a list of spans, each of which counts; what
stands under `…_maybe` is neither right nor wrong. Found names are compared as text: “exact” is the same text, “half”
shares a run of characters at least half as long as the longer of both. The data is not part of the project.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from jiesu.reading import tables
from jiesu.reading.elements import elements
from jiesu.reading.folding import flat
from jiesu.reading.headline import headline
from jiesu.reading.locate import places
from jiesu.reading.normalise import sentences
from jiesu.reading.summary import summary

IDS = {"zh_tdb2020_train": "doc_id", "zh_tdb2020_fj3_messages": "msg_id", "zh_tdb2020_unlabelled": "msg_id",
       "zh_beijing_letters_train": "letter_id", "zh_fuzhou12345_train": "id"}  # fmt: skip
LIMIT = 200
NO_RIVER = ("", "无", "河流")
Item = list[str]


def texts(folder: Path) -> dict[tuple[str, str, str], tuple[str, str]]:
    """(file, id, fingerprint) → (title, text): an id may stand for several letters."""
    found = {}
    for file, column in IDS.items():
        table = tables.read(folder / f"{file}.csv.gz")
        for pk, *told in zip(table.column(column), *table.texts(["subject", "body"]), strict=True):
            found[file, pk, hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]] = tuple(told)
    return found


def common(one: str, other: str) -> int:
    """The length of the longest run of characters that both share."""
    best, row = 0, [0] * (len(other) + 1)
    for a in one:
        row = [0, *(row[j] + 1 if a == b else 0 for j, b in enumerate(other))]
        best = max(best, *row)
    return best


def exact(found: str, item: Item) -> bool:
    """Whether a found text is one of the spans."""
    return found in item


def half(found: str, item: Item) -> bool:
    """Whether a found text and one of the spans share at least half of the longer."""
    return any(2 * common(found, one) >= max(len(found), len(one)) for one in item)


def holds(found: str, item: Item) -> bool:
    """Whether a found text holds one of the spans."""
    return any(one in found for one in item)


class Tally:
    """Precision, recall, F1 of one element, by one way of comparing."""

    def __init__(self, same: Callable[[str, Item], bool]) -> None:
        self.same, self.good, self.said, self.met, self.there = same, 0, 0, 0, 0

    def add(self, found: Sequence[str], wanted: list[Item], maybe: list[Item]) -> None:
        """One message: what was found, what counts, what is left out of the reckoning."""
        for name in found:
            right = any(self.same(name, item) for item in wanted)
            passed = any(name in one or half(name, item) for item in maybe for one in item)
            self.good, self.said = self.good + right, self.said + (right or not passed)
        self.met += sum(any(self.same(name, item) for name in found) for item in wanted)
        self.there += len(wanted)

    def told(self) -> dict[str, float]:
        """The figures."""
        p, r = self.good / max(1, self.said), self.met / max(1, self.there)
        return {"precision": p, "recall": r, "f1": 2 * p * r / max(1e-9, p + r)}


class Best:
    """How often the first one is right, and none is said where there is none."""

    def __init__(self, same: Callable[[str, Item], bool]) -> None:
        self.same, self.right, self.there, self.silent, self.none = same, 0, 0, 0, 0

    def add(self, found: Sequence[str], wanted: list[Item]) -> None:
        """One message."""
        if wanted:
            self.there += 1
            self.right += bool(found) and any(self.same(found[0], item) for item in wanted)
        else:
            self.none += 1
            self.silent += not found

    def told(self) -> dict[str, float]:
        """Share right where there is one, and share silent where there is none."""
        return {"right": self.right / max(1, self.there), "none where none": self.silent / max(1, self.none)}


def first(title: str, text: str) -> str:
    """The first characters."""
    return f"{title}\n{text}".strip()[:LIMIT]


def first_of_text(title: str, text: str) -> str:
    """The first characters of the text without its title."""
    return text.strip()[:LIMIT]


def head_and_tail(title: str, text: str) -> str:
    """Headline and last sentence."""
    line = title or headline(text)
    last = [s.text for s in sentences(text)][-1]
    return f"{line}\n{last}"[:LIMIT]


def body_alone(title: str, text: str) -> str:
    """The summary of the text without its title."""
    return summary(text)


def whole(title: str, text: str) -> str:
    """The summary of title and text."""
    return summary(text, title=title)


SUMMARIES = {"summary": whole, "first 200": first, "headline and last sentence": head_and_tail,
             "summary of the text alone": body_alone, "first 200 of the text alone": first_of_text}  # fmt: skip


def covered(folder: Path, lines: list[dict[str, Any]], show: bool) -> dict[str, Any]:
    """Of what a good summary of a text of more than LIMIT characters says: the share that each way holds."""
    stored, told = texts(folder), {}
    for name, make in SUMMARIES.items():
        kinds: dict[str, list[bool]] = {}
        lengths, full = [], 0
        for line in lines:
            title, text = stored[line["file"], line["id"], line["text"]]
            if len(text) <= LIMIT:
                continue
            made, all_ = flat(make(title, text)), flat(f"{title}\n{text}")
            lengths.append(len(made))
            got = {kind: any(all_[a:b] in made for a, b in spans) for kind, spans in line["keys"].items()}
            full += all(got.values())
            for kind, there in got.items():
                kinds.setdefault(kind.rstrip("2"), []).append(there)
            if show and name == "summary":
                print(
                    line["id"],
                    title,
                    "\n   ",
                    made,
                    "\n    lacks",
                    [all_[slice(*line["keys"][k][0])] for k, v in got.items() if not v],
                )
        every = [one for some in kinds.values() for one in some]
        told[name] = {
            "texts": len(lengths),
            "keys": len(every),
            "held": statistics.mean(every),
            "all of a text's keys": full / len(lengths),
            "length": statistics.mean(lengths),
        } | {k: statistics.mean(v) for k, v in kinds.items()}
    return told


def measure(folder: Path, which: str, show: str = "") -> dict[str, Any]:
    """All figures of one half."""
    stored = texts(folder)
    lines = [
        x
        for x in json.loads(Path(__file__).with_name("elements_gold.json").read_text())
        if x["half"] == which
    ]
    fields = {"times": "times", "places": "places", "targets": "parties", "wants": "asks"}
    tallies = {f: {"exact": Tally(exact), "half": Tally(half)} for f in fields}
    firsts = {f: {"exact": Best(exact), "half": Best(half), "holds": Best(holds)} for f in fields}
    spent, lengths = [], []
    for line in lines:
        title, text = stored[line["file"], line["id"], line["text"]]
        all_ = flat(f"{title}\n{text}")
        begun = time.process_time()
        told = elements(title, text)
        summary(text, title=title, told=told)
        spent.append(time.process_time() - begun)
        found = {field: [one.text for one in getattr(told, field)] for field in fields}
        lengths += [len(w) for w in found["wants"][:1]]
        for field, name in fields.items():
            wanted = [[all_[a:b] for a, b in item] for item in line[name]]
            maybe = [[all_[a:b] for a, b in item] for item in line[f"{name}_maybe"]]
            said = [flat(one) for one in found[field]]
            for tally in tallies[field].values():
                tally.add(said, wanted, maybe)
            for best in firsts[field].values():
                best.add(said, wanted)
            if show == field and not (
                (said and any(half(said[0], i) for i in wanted)) if wanted else not said
            ):
                print(line["id"], title, "| said", said, "| wanted", wanted, "| maybe", maybe)
    return {
        "messages": len(lines),
        "found": {f: {way: t.told() for way, t in some.items()} for f, some in tallies.items()},
        "first": {f: {way: t.told() for way, t in some.items()} for f, some in firsts.items()},
        "length of the wish": statistics.mean(lengths),
        "ms a message": 1000 * statistics.mean(spent),
        "summary": covered(folder, lines, show == "summary"),
    }  # fmt: skip


def rivers(folder: Path) -> dict[str, float]:
    """How often the river that the office wrote down beside a request is among the places that are found."""
    table = tables.read(folder / "zh_fuzhou12345_train.csv.gz")
    names = [flat(name.strip()) for name in table.column("river")]
    count = said = first_ = any_ = before = 0
    for name, *told in zip(names, *table.texts(["subject", "body"]), strict=True):
        if name in NO_RIVER:
            continue
        title, text = (flat(one) for one in told)
        found = [one.text for one in elements(title, text).places]
        count += 1
        said += name in f"{title}\n{text}"
        first_ += bool(found) and name in found[0]
        any_ += any(name in one for one in found)
        before += any(name in one.text for one in places(f"{title}\n{text}"))
    return {"requests": count, "the text names it": said / count, "in the first place": first_ / count,
            "in any place": any_ / count, "in any name of locate.places": before / count}  # fmt: skip


def rounded(told: Any) -> Any:
    """The same with three digits."""
    if isinstance(told, dict):
        return {k: rounded(v) for k, v in told.items()}
    return round(told, 3) if isinstance(told, float) else told


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--data", type=Path, required=True)
    asked.add_argument("--half", choices=["tune", "measure"], default="measure")
    asked.add_argument(
        "--show", default="", help="times, places, targets, wants or summary: what is wrong (with texts)"
    )
    told_ = asked.parse_args()
    made = rounded(measure(told_.data, told_.half, told_.show) | {"rivers": rivers(told_.data)})
    for part, value in made.items():
        print(part, *([f"\n  {k}: {v}" for k, v in value.items()] if isinstance(value, dict) else [value]))
