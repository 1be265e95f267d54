"""Measure reading before anything was learned: `python benchmarks/beginner.py --data DIR`.

The first level of each labelled public message by the names of a taxonomy alone: by grams and meaning, and by the
words of the names found in the text; what share was said and how often that was right; and the first levels
themselves, with 1 to 30 confirmed cases of each (three draws; the rest of the messages is measured), against a linear
machine of the same cases. Then what the names add to a learned model while cases are few. The data is not part of the
project.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from pathlib import Path

import numpy as np
from sklearn.svm import LinearSVC

from jiesu.reading import classify, tables
from jiesu.reading.beginner import SHARP, Beginner
from jiesu.reading.calibrate import macro_f1
from jiesu.reading.named import ENOUGH
from jiesu.reading.space import Space, views

TRAIN, TAXONOMY = "zh_tdb2020_train.csv.gz", "zh_tdb2020_taxonomy.csv"
CASES, DRAWS = (1, 3, 10, 30), 3
LEARNED, ASKED = (100, 300, 600, 1500, 3500), 2000
STEPS = ((0.0, 0.5), (0.5, 0.7), (0.7, 0.9), (0.9, 1.01))


def measured(data):
    table, rows = tables.read(data / TRAIN), tables.read(data / TAXONOMY)
    texts = list(zip(table.column("subject"), table.column("body"), strict=True))
    truth = np.array(table.column("label"))
    paths = list(
        dict.fromkeys(zip(*(rows.column(name) for name in ("level1", "level2", "level3")), strict=True))
    )
    levels = sorted(set(truth))
    begun = time.perf_counter()
    new = Beginner.of({"/".join(path): path for path in paths})
    made = time.perf_counter() - begun
    begun = time.process_time()
    found = new.predict(texts)
    spent = time.process_time() - begun
    tops = [[label.partition("/")[0] for label, _ in p.top] for p in found]
    few = [path for path in paths if path[0] in levels]
    return {
        "leaves": len(paths),
        "first levels": len({path[0] for path in paths}),
        "made in s": round(made, 2),
        "µs a text": round(spent / len(texts) * 1e6),
        "first level right": share([top[0] == t for top, t in zip(tops, truth, strict=True)]),
        "among three": share([t in top for top, t in zip(tops, truth, strict=True)]),
        "share said: messages, right": held(new, texts, truth),
        "seven levels alone": share(level(Beginner.of({"/".join(p): p for p in few}), texts) == truth),
        "seven levels alone, words found": by_words(few, texts, truth),
        "with cases": with_cases(few, levels, texts, truth),
        "learned": learned(few, levels, texts, truth),
    }


def share(hits):
    return round(float(np.mean(hits)), 3)


def level(reader, texts):
    """The first level of the likeliest leaf."""
    levels = np.array([label.partition("/")[0] for label in reader.labels])
    return levels[reader.scores(texts).argmax(axis=1)]


def held(reader, texts, truth):
    """What share was said of the likeliest first level, and how often that was right."""
    levels = sorted({label.partition("/")[0] for label in reader.labels})
    of = np.array([levels.index(label.partition("/")[0]) for label in reader.labels])
    scores = reader.scores(texts) / SHARP
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    summed = np.stack([shares[:, of == n].sum(axis=1) for n in range(len(levels))], axis=1)
    sure, right = summed.max(axis=1), np.array(levels)[summed.argmax(axis=1)] == truth
    bins = [(low, (sure >= low) & (sure < high)) for low, high in STEPS]
    return {f"from {low}": (int(here.sum()), share(right[here])) for low, here in bins}


def by_words(paths, texts, truth):
    """The words of the names (parted at 、和与) found in the text, the longest weighing most."""
    known = {
        path: {w for name in path[1:] for w in (name, *re.split(r"[、和与及/()]", name)) if len(w) > 1}
        for path in paths
    }
    told = []
    for pair in texts:
        text = "\n".join(pair)
        points = {path: sum(len(w) ** 2 for w in words if w in text) for path, words in known.items()}
        best = max(points, key=points.get)
        told.append(best[0] if points[best] else "")
    return {"right": share(np.array(told) == truth), "none found": share(np.array(told) == "")}


def with_cases(paths, levels, texts, truth):
    """Right first levels with so many cases of each: named reader, linear machine of the cases alone."""
    words = {name: [part for path in paths if path[0] == name for part in path[1:]] for name in levels}
    begun = Beginner.of({name: (name,) for name in levels}, words)
    raw = views([subject for subject, _ in texts], [body for _, body in texts])
    x = Space.fit(raw, rare=2)(raw)
    out = {"0": {"names": share(level(begun, texts) == truth)}}
    for count in CASES:
        named, alone = [], []
        for seed in range(DRAWS):
            rng = np.random.default_rng(seed)
            some = np.concatenate(
                [rng.choice(np.flatnonzero(truth == name), count, False) for name in levels]
            )
            rest = np.setdiff1d(np.arange(len(truth)), some)
            taught = begun.taught([texts[i] for i in some], truth[some].tolist())
            named.append(share((level(taught, texts) == truth)[rest]))
            machine = LinearSVC(C=1).fit(x[some], truth[some])
            alone.append(share((machine.predict(x) == truth)[rest]))
        out[str(count)] = {"names and cases": share(named), "cases alone": share(alone)}
    return out


def learned(paths, levels, texts, truth):
    """Macro-F1 and mean log loss of a learned model: without names, named by its labels, by lines of the catalogue."""
    lines = {name: [path for path in paths if path[0] == name] for name in levels}
    asked = {"without names": (0, {}), "labels": (ENOUGH, {}), "lines": (ENOUGH, lines)}
    out = {}
    for count in LEARNED:
        found = {name: [] for name in asked}
        for seed in range(DRAWS):
            order = np.random.default_rng(seed).permutation(len(truth))
            some, rest = order[:count], order[count : count + ASKED]
            for name, (enough, names) in asked.items():
                classify.ENOUGH = enough
                columns = ([texts[i][0] for i in some], [texts[i][1] for i in some], truth[some].tolist())
                model = classify.Classifier.fit(*columns, names=names)
                p = model.probabilities([texts[i] for i in rest])
                y = np.array([model.labels.index(label) for label in truth[rest]])
                loss = -np.log(p[np.arange(len(y)), y] + 1e-12).mean()
                found[name].append((macro_f1(y, p.argmax(1), len(model.labels)), loss))
        out[str(count)] = {name: np.mean(v, axis=0).round(3).tolist() for name, v in found.items()}
    return out


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    args = parser.parse_args()
    if not (args.data / TRAIN).is_file():
        print(f"There is no {TRAIN} in {args.data}: nothing is measured.", file=sys.stderr)
        return 2
    print(json.dumps(measured(args.data), ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
