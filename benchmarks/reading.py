"""Measure jiesu.reading on public messages: `python benchmarks/reading.py --data DIR [--only NAME] [--seeds N]`.

Protocol (fixed before tuning): the folds of the files; for each fold everything (columns, weights, calibration,
threshold) is learned without it; figures are of the pooled predictions. The spread is over our own group folds
drawn anew by seed. The data is not part of the project: without it the benchmark says so and measures nothing.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from jiesu.reading import calibrate as cal
from jiesu.reading import tables
from jiesu.reading.classify import Classifier
from jiesu.reading.duplicates import Case, Duplicates
from jiesu.reading.folds import folds_of
from jiesu.reading.headline import headline
from jiesu.reading.personal import mask
from jiesu.reading.quality import check_reply, grade
from jiesu.reading.similar import Index, bands

TRAIN = "zh_tdb2020_train.csv.gz"
LETTERS = "zh_beijing_letters_train.csv.gz"
FJ3 = "zh_tdb2020_fj3_messages.csv.gz"
PRECISIONS = (0.95, 0.97, 0.99)


def crossed(table, names, y, folds, seed=0):
    """Each fold by a model that was learned without it, as an office would learn it: columns, experts,
    calibration, surety and gates. Returns probabilities, confidences, and what each gate let through."""
    subjects, bodies = table.texts(["subject", "body"])
    groups = table.column("group")
    p, confidence = np.zeros((len(y), len(names))), np.zeros(len(y))
    passed = {precision: np.zeros(len(y), bool) for precision in PRECISIONS}
    for fold in np.unique(folds):
        inside, outside = np.flatnonzero(folds != fold).tolist(), np.flatnonzero(folds == fold)
        model = Classifier.fit(
            *([column[i] for i in inside] for column in (subjects, bodies, [names[c] for c in y], groups)),
            seed=seed,
        )
        found = model.predict([(subjects[i], bodies[i]) for i in outside], top=len(names))
        place = {label: number for number, label in enumerate(names)}
        for row, said in zip(outside, found, strict=True):
            confidence[row] = said.confidence
            for label, share in said.top:
                p[row, place[label]] = share
            p[row, place[said.label]] += 1e-9  # the first stays first
        for precision in PRECISIONS:
            gate = model.gate(precision, per_class=False)
            passed[precision][outside] = [model.opens(gate, said) for said in found]
    return p, confidence, passed


def figures(p, confidence, passed, y, classes):
    trial = cal.Trial(p.argmax(1), confidence, p.argmax(1) == y)
    return {
        "macro_f1": round(cal.macro_f1(y, trial.label, classes), 4),
        "accuracy": round(float(trial.right.mean()), 4),
        "calibration_error": round(cal.expected_error(trial), 4),
        "auto_share": cal.curve_of(trial.confidence, trial.right, PRECISIONS),
        "share_and_precision_of_the_models_own_gates": {
            str(q): [round(float(who.mean()), 4), round(float(trial.right[who].mean()), 4)]
            for q, who in passed.items()
        },
    }


def labelled(data, file, label):
    table = tables.read(data / file)
    names, y = np.unique(table.column(label), return_inverse=True)
    folds = np.array([int(f) for f in table.column("fold")])
    return table, names.tolist(), y.astype(np.int64), folds


def categories(data, seeds):
    table, names, y, folds = labelled(data, TRAIN, "label")
    found = crossed(table, names, y, folds)
    p, result = found[0], figures(*found, y, len(names))
    result |= {"labels": names, "confusion": cal.confusion(y, p.argmax(1), len(names)).tolist()}
    spread = []
    for seed in range(1, seeds + 1):
        own = folds_of(y, table.column("group"), 5, seed)
        again = figures(*crossed(table, names, y, own, seed), y, len(names))
        spread.append({"macro_f1": again["macro_f1"], "auto_share": again["auto_share"]})
    return result | {"by_seed": spread}


def letters(data, seeds):
    table, names, y, folds = labelled(data, LETTERS, "unit")
    return figures(*crossed(table, names, y, folds), y, len(names))


def speed(data, seeds):
    table = tables.read(data / TRAIN)
    subjects, bodies = table.texts(["subject", "body"])
    began, cpu = time.perf_counter(), time.process_time()
    model = Classifier.fit(subjects, bodies, table.column("label"), table.column("group"))
    result = {"train_s": time.perf_counter() - began, "train_cpu_s": time.process_time() - cpu}
    texts = list(zip(subjects, bodies, strict=True))
    cpu = time.process_time()
    model.predict(texts)
    result["batch_us"] = (time.process_time() - cpu) / len(texts) * 1e6
    for name, words in (("single", 0), ("single_with_words", 5)):
        spent = []
        for text in texts[:1000]:
            cpu = time.process_time()
            model.predict_one(text, words=words)
            spent.append((time.process_time() - cpu) * 1e3)
        result[f"{name}_ms_p50_p99"] = [round(float(np.percentile(spent, q)), 3) for q in (50, 99)]
    return {key: round(v, 2) if isinstance(v, float) else v for key, v in result.items()}


def _edited(text, share, rng, signs):
    letters_ = list(text)
    for _ in range(max(1, int(len(letters_) * share))):
        place, what = rng.randrange(len(letters_)), rng.random()
        if what < 0.34:
            letters_[place] = rng.choice(signs)
        elif what < 0.67:
            letters_.insert(place, rng.choice(signs))
        elif len(letters_) > 5:
            del letters_[place]
    return "".join(letters_)


def copies(data, seeds, size=1_000_000):
    """`size` texts spliced from sentences of real messages; queries with edits; time is CPU time."""
    table = tables.read(data / FJ3)
    rng = random.Random(1)
    subjects, bodies = table.texts(["subject", "body"])
    pieces = [piece for body in bodies for piece in body.strip().split("。") if 8 <= len(piece) <= 60]
    made = [(i, rng.choice(subjects) + "。" + "。".join(rng.sample(pieces, 2))) for i in range(size)]
    signs = "".join(subjects[:200])
    cpu = time.process_time()
    index = Index.build(made)
    result = {"texts": size, "build_us": round((time.process_time() - cpu) / size * 1e6, 1)}
    result["bytes_a_text_keys_and_bands"] = round((index._bands.nbytes + index._owners.nbytes) / size)
    result["bands_in_a_row"] = len(bands(made[0][1])) * 4
    for share in (0.02, 0.1):
        hits, spent = 0, []
        for key, text in rng.sample(made, 500):
            query = _edited(text, share, rng, signs)
            cpu = time.process_time()
            found = index.query(query)
            spent.append((time.process_time() - cpu) * 1e3)
            hits += any(near.key == key for near in found)
        result[f"edits_{share}"] = {
            "recall": hits / 500,
            "query_ms_p50_p95": [round(float(np.percentile(spent, q)), 2) for q in (50, 95)],
        }
    return result


def boston(data, seeds):
    """Learned on the first 60 % by time, measured on the rest; closure reasons are not read."""
    table = tables.read(data / "us_boston311_2011_public.csv.gz")
    known = set(tables.read(data / "us_boston311_2011_dup_pairs_public.csv").column("case_enquiry_id"))

    def day(text):
        return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() / 86400 if text else None

    names = ("case_enquiry_id", "type", "longitude", "latitude", "open_dt", "closed_dt", "source", "location")
    cases = [
        Case(i, kind, float(x or 0) * 82300, float(y or 0) * 111200, day(opened), day(closed), source, place)
        for i, kind, x, y, opened, closed, source, place in zip(*map(table.column, names), strict=True)
    ]
    cases.sort(key=lambda case: case.opened)
    cut = cases[int(len(cases) * 0.6)].opened
    model = Duplicates.fit([case for case in cases if case.opened < cut], known)
    late = {case.id for case in cases if case.opened >= cut}
    found = sorted((r for r in model.judge(cases) if r.id in late), key=lambda r: -r.probability)
    hits = np.cumsum([r.id in known for r in found])
    result = {"cases": len(late), "repeats": len(late & known)}
    for recall in (0.7, 0.75, 0.8, 0.85):
        place = int(np.searchsorted(hits, recall * len(late & known)))
        if place < len(hits):
            result[f"precision_at_recall_{recall}"] = round(float(hits[place] / (place + 1)), 3)
    return result


def area(scores, truth):
    """The area under the curve: how often a good one stands above a poor one."""
    good, poor = scores[truth], scores[~truth]
    above = (good[:, None] > poor).sum() + (good[:, None] == poor).sum() / 2
    return round(float(above / (len(good) * len(poor))), 3)


def replies(data, seeds):
    """The grade of a reply against two scores given by hand, beside mere length and the number of findings."""
    table = tables.read(data / "zh_tdb2020_fj4_replies.csv.gz")
    names = ("subject", "body", "reply", "integrity_score", "explain_score")
    rows = [row for row in zip(*map(table.column, names), strict=True) if row[3]]
    asked = [f"{row[0]}。{row[1]}" for row in rows]
    scores = {
        "grade": [grade(q, row[2]) for q, row in zip(asked, rows, strict=True)],
        "length": [len(row[2]) for row in rows],
        "findings": [-len(check_reply(q, row[2])) for q, row in zip(asked, rows, strict=True)],
    }
    hand = {"complete": 3, "explained": 4}
    return {
        name: {
            by: area(np.array(found), np.array([float(row[i]) > 0 for row in rows])) for by, i in hand.items()
        }
        for name, found in scores.items()
    }


def likeness(one, other):
    """F1 of the characters that two titles share, punctuation left out."""
    a, b = (Counter(sign for sign in text if sign.isalnum()) for text in (one, other))
    return 2 * (a & b).total() / max(1, a.total() + b.total())


def headlines(data, seeds):
    """The title made of the text alone against the title its writer gave, beside its first 30 characters."""
    result = {}
    for name in ("beijing_letters_train", "fuzhou12345_train", "tdb2020_unlabelled"):
        table = tables.read(data / f"zh_{name}.csv.gz")
        both = zip(table.column("subject"), table.column("body"), strict=True)
        rows = [(subject, body) for subject, body in both if len(subject) >= 6 and len(body) >= 40]
        made = [[likeness(make(body), subject) for subject, body in rows] for make in (headline, _lead)]
        result[name] = dict(
            zip(("headline", "lead"), (round(float(np.mean(m)), 3) for m in made), strict=True)
        )
    return result


def _lead(text):
    return mask(text.strip())[:30]


TASKS = {
    "headlines": headlines,
    "replies": replies,
    "boston": boston,
    "categories": categories,
    "letters": letters,
    "speed": speed,
    "copies": copies,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--only", choices=TASKS, action="append")
    parser.add_argument("--seeds", type=int, default=0, help="own folds drawn anew so many times")
    args = parser.parse_args()
    if not (args.data / TRAIN).is_file():
        print(f"SKIPPED: no data in {args.data}; nothing was measured.", file=sys.stderr)
        return 3
    for name in args.only or TASKS:
        print(json.dumps({name: TASKS[name](args.data, args.seeds)}, ensure_ascii=False), flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
