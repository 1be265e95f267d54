"""`jiesu reading …`: train, predict, evaluate, topics, similar, and model versions on plain files, without a database.

`jiesu.ops.cli` mounts this with `add_parser`; `python -m jiesu.reading` runs it alone.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence, Set
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from jiesu.reading import tables
from jiesu.reading.calibrate import confusion, curve_of, macro_f1
from jiesu.reading.classify import PRECISIONS, Classifier
from jiesu.reading.drift import compare, drift
from jiesu.reading.prediction import Text
from jiesu.reading.similar import pairs
from jiesu.reading.store import Shelf
from jiesu.reading.topics import Message, topics
from jiesu.rules.verdict import Refusal

SENDERS = ("sender", "user", "user_id", "author", "留言用户", "用户", "来电人", "写信人", "发件人")
"""Columns that tell who wrote, by their usual names: the first one that a file has is taken."""


def add_parser(parser: argparse.ArgumentParser) -> None:
    """Give a parser the verbs of reading; `args.run(args)` does the work."""
    verbs = parser.add_subparsers(dest="verb", required=True)
    verb = _verb(verbs, "train", train, "Learn a model from labelled texts")
    verb.add_argument("--label", required=True, metavar="COL")
    verb.add_argument("--group", metavar="COL", help="near-copies that stay in one fold")
    verb.add_argument("--model", required=True, type=Path, metavar="DIR")
    verb.add_argument("--seed", type=int, default=0, metavar="N")
    verb.add_argument(
        "--catalogue",
        type=Path,
        metavar="FILE",
        help="lines of a catalogue: first column the label, then its names",
    )
    verb.add_argument("--date", default="", metavar="DATE", help="date of the version, kept with the model")
    verb = _verb(verbs, "predict", predict, "Classify texts")
    verb.add_argument("--model", required=True, type=Path, metavar="DIR")
    verb.add_argument("--out", required=True, type=Path, metavar="FILE")
    verb.add_argument("--precision", type=_share, default=0.97, metavar="P")
    verb.add_argument(
        "--per-class", action="store_true", help="hold the precision in every class, not only in all"
    )
    verb = _verb(verbs, "evaluate", evaluate, "Measure a model on labelled texts")
    verb.add_argument("--model", required=True, type=Path, metavar="DIR")
    verb.add_argument("--label", required=True, metavar="COL")
    verb.add_argument("--out", type=Path, metavar="FILE")
    verb = _verb(verbs, "topics", find_topics, "Find hot topics")
    verb.add_argument("--id", required=True, metavar="COL")
    verb.add_argument("--time", required=True, metavar="COL")
    verb.add_argument(
        "--sender",
        metavar="COL",
        help=f"who wrote: heat then counts people (else a column named {'/'.join(SENDERS)}; '' for none)",
    )
    verb.add_argument("--out", required=True, type=Path, metavar="FILE")
    verb = _verb(verbs, "similar", find_similar, "Find near-copies")
    verb.add_argument("--id", required=True, metavar="COL")
    verb.add_argument("--out", required=True, type=Path, metavar="FILE")
    verb = _verb(verbs, "drift", find_drift, "Tell whether texts still look like those a model learned from")
    verb.add_argument("--model", required=True, type=Path, metavar="DIR")
    verb.add_argument("--out", type=Path, metavar="FILE")
    verb = _verb(verbs, "compare", compare_models, "Champion against challenger on labelled texts")
    verb.add_argument("--model", required=True, type=Path, metavar="DIR", help="the champion")
    verb.add_argument("--with", dest="challenger", required=True, type=Path, metavar="DIR")
    verb.add_argument("--label", required=True, metavar="COL")
    verb.add_argument("--out", type=Path, metavar="FILE")
    _add_versions(verbs)


def _add_versions(verbs: Any) -> None:
    """The verbs that keep versions on a shelf."""
    parser = _plain(verbs, "versions", versions, "List the model versions on a shelf")
    parser.add_argument("--shelf", required=True, type=Path, metavar="DIR")
    parser = _plain(verbs, "promote", promote, "Use a model version from now on")
    parser.add_argument("--shelf", required=True, type=Path, metavar="DIR")
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument(
        "--model", type=Path, metavar="DIR", help="a trained model: it is put on the shelf first"
    )
    which.add_argument("--version", metavar="VERSION", help="a version that is on the shelf")
    parser = _plain(verbs, "rollback", roll_back, "Use the version that was in use before")
    parser.add_argument("--shelf", required=True, type=Path, metavar="DIR")


def _plain(
    verbs: Any, name: str, run: Callable[[argparse.Namespace], int], text: str
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(name, help=text, description=text)
    parser.set_defaults(run=run)
    return parser


def _verb(
    verbs: Any, name: str, run: Callable[[argparse.Namespace], int], text: str
) -> argparse.ArgumentParser:
    parser = _plain(verbs, name, run, text)
    parser.add_argument("--in", dest="source", required=True, type=Path, metavar="FILE")
    parser.add_argument("--text", required=True, type=_names, metavar="COL,COL", help="subject,body")
    return parser


def _names(value: str) -> list[str]:
    names = [name.strip() for name in value.split(",") if name.strip()]
    if not names:
        raise argparse.ArgumentTypeError("name at least one column")
    return names


def _share(value: str) -> float:
    try:
        number = float(value)
    except ValueError as error:
        raise argparse.ArgumentTypeError("give a number between 0 and 1") from error
    if not 0 < number <= 1:
        raise argparse.ArgumentTypeError("give a number between 0 and 1")
    return number


def train(args: argparse.Namespace) -> int:
    """Learn, keep the model, and say its out-of-fold figures."""
    tables.ready(args.model, folder=True)
    table = tables.read(args.source)
    subjects, bodies = table.texts(args.text)
    labels = table.filled(args.label)
    groups = table.column(args.group) if args.group else None
    names = lines_of(tables.read(args.catalogue), set(labels)) if args.catalogue else None
    model = Classifier.fit(subjects, bodies, labels, groups, seed=args.seed, made=args.date, names=names)
    model.save(args.model)
    _say({"version": model.card.version, "rows": model.card.rows, **model.card.metrics})
    return 0


def lines_of(catalogue: tables.Table, labels: Set[str]) -> dict[str, list[tuple[str, ...]]]:
    """The lines of each label: what stands behind it in the row, else the label alone. Refused where none is known."""
    lines: dict[str, list[tuple[str, ...]]] = {}
    for row in catalogue.rows:
        label, *names = (cell.strip() for cell in row)
        if label in labels:
            lines.setdefault(label, []).append(tuple(filter(None, [label, *names])))
    if not lines:
        raise Refusal(
            "No label of the texts stands in the first column of the catalogue (%(column)s).",
            column=catalogue.header[0],
        )
    return lines


def predict(args: argparse.Namespace) -> int:
    """One row for each row of the input: its first column, label, confidence, top3, auto."""
    tables.ready(args.out)
    model, table = Classifier.load(args.model), tables.read(args.source)
    gate = model.gate(args.precision, per_class=args.per_class)
    found = model.predict(_texts(table, args.text))
    rows = [
        (
            row[0],
            p.label,
            f"{p.confidence:.6f}",
            "|".join(f"{label}:{share:.4f}" for label, share in p.top),
            int(model.opens(gate, p)),
        )
        for row, p in zip(table.rows, found, strict=True)
    ]
    tables.write_csv(args.out, (table.header[0], "label", "confidence", "top3", "auto"), rows)
    _say({"rows": len(rows), "auto": sum(int(row[4]) for row in rows), "out": str(args.out)})
    return 0


def evaluate(args: argparse.Namespace) -> int:
    """Accuracy, macro-F1, confusion matrix, and the automatic share at each precision (the model's own gates)."""
    tables.ready(args.out)
    model, table = Classifier.load(args.model), tables.read(args.source)
    truth = table.filled(args.label)
    found = model.predict(_texts(table, args.text))
    names = sorted({*model.labels, *truth})
    number = {name: i for i, name in enumerate(names)}
    y = np.array([number[t] for t in truth])
    guess = np.array([number[p.label] for p in found])
    right = y == guess
    result: dict[str, Any] = {
        "version": model.card.version,
        "rows": len(truth),
        "accuracy": round(float(right.mean()), 6),
        "macro_f1": round(macro_f1(y, guess, len(names)), 6),
        "gates": {},
        "best_shares": curve_of(np.array([p.confidence for p in found]), right, PRECISIONS),
        "labels": names,
        "confusion": confusion(y, guess, len(names)).tolist(),
    }
    for precision in PRECISIONS:
        gate = model.gate(precision, per_class=False)
        passed = np.array([model.opens(gate, p) for p in found])
        result["gates"][str(precision)] = {
            "share": round(float(passed.mean()), 6),
            "precision": round(float(right[passed].mean()), 6) if passed.any() else None,
        }
    return _told(args, result)


def find_drift(args: argparse.Namespace) -> int:
    """A report without labels: what moved between the model's own texts and these."""
    tables.ready(args.out)
    model, table = Classifier.load(args.model), tables.read(args.source)
    result = {"version": model.card.version, **asdict(drift(model, _texts(table, args.text)))}
    return _told(args, result)


def compare_models(args: argparse.Namespace) -> int:
    """Both models on the same labelled texts; which is better, unless chance could explain it."""
    tables.ready(args.out)
    champion, challenger = Classifier.load(args.model), Classifier.load(args.challenger)
    table = tables.read(args.source)
    found = compare(champion, challenger, _texts(table, args.text), table.filled(args.label))
    return _told(args, asdict(found))


def versions(args: argparse.Namespace) -> int:
    """Every version with its date, data and figures, and which one is in use."""
    shelf = Shelf(args.shelf)
    cards = [
        {"version": c.version, "made": c.made, "rows": c.rows, "digest": c.digest, **c.metrics}
        for c in shelf.versions()
    ]
    _say({"in_use": (shelf.history() or [""])[-1], "versions": cards})
    return 0


def promote(args: argparse.Namespace) -> int:
    """Put a model on the shelf (or take one from it) and use it from now on."""
    shelf = Shelf(args.shelf)
    version = args.version
    if args.model:
        model = Classifier.load(args.model)
        version = model.card.version
        shelf.add(model)
    shelf.promote(version)
    _say({"in_use": version})
    return 0


def roll_back(args: argparse.Namespace) -> int:
    """Back to the version that was in use before."""
    _say({"in_use": Shelf(args.shelf).roll_back()})
    return 0


def find_topics(args: argparse.Namespace) -> int:
    """A JSON list of topics with rank, title, place, first, last, heat, members; hottest first."""
    tables.ready(args.out)
    table = tables.read(args.source)
    subjects, bodies = table.texts(args.text)
    named = next((name for name in SENDERS if name in table.header), "")
    sender = named if args.sender is None else args.sender
    senders = table.column(sender) if sender else [""] * len(subjects)
    columns = (table.filled(args.id), subjects, bodies, table.moments(args.time), senders)
    found = topics([Message(*parts) for parts in zip(*columns, strict=True)])
    text = json.dumps([asdict(topic) for topic in found], ensure_ascii=False, indent=1)
    args.out.write_text(text + "\n", encoding="utf-8")
    _say({"messages": len(subjects), "topics": len(found), "sender": sender, "out": str(args.out)})
    return 0


def find_similar(args: argparse.Namespace) -> int:
    """CSV of pairs: id, other, likeness."""
    tables.ready(args.out)
    table = tables.read(args.source)
    subjects, bodies = table.texts(args.text)
    texts = [f"{s}\n{b}" for s, b in zip(subjects, bodies, strict=True)]
    found = pairs(list(zip(table.filled(args.id), texts, strict=True)))
    rows = [(one, other, f"{likeness:.4f}") for one, other, likeness in found]
    tables.write_csv(args.out, ("id", "other", "likeness"), rows)
    _say({"texts": len(texts), "pairs": len(rows), "out": str(args.out)})
    return 0


def _texts(table: tables.Table, names: Sequence[str]) -> list[Text]:
    return list(zip(*table.texts(names), strict=True))


def _told(args: argparse.Namespace, result: dict[str, Any]) -> int:
    if args.out:
        args.out.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    _say(result)
    return 0


def _say(result: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run alone: `python -m jiesu.reading train …`. A refusal is a sentence on stderr and exit code 2."""
    parser = argparse.ArgumentParser(prog="jiesu reading", description="Text understanding on plain files")
    add_parser(parser)
    args = parser.parse_args(argv)
    try:
        return int(args.run(args))
    except Refusal as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 2
