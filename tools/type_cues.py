"""Learn the cues of a request's type from public messages: `python tools/type_cues.py --data DIR [--write]`.

Three sources: requests of a hotline with their type (1,170), letters with theirs (736), and messages whose title begins
with the word of a type (咨询 …, 投诉 …), which is then taken away from half of them. A cue is a piece of one to four
Chinese characters that at least two sources share and 12 texts hold; what one town or one river alone says is no cue.
Without `--write` it measures: the files' own folds, everything learned without the fold; the cues, and an office that
started with cues of the other sources alone and has since confirmed the types of its own requests.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression

from jiesu.intake.words import SURE, SURE_BY_CUSTOM, type_spoken
from jiesu.reading import tables
from jiesu.reading.classify import Classifier
from jiesu.reading.kinds import TABLE, kind_of, pieces

KINDS = ("咨询", "求助", "投诉", "举报", "建议")
BEGINS = {
    "咨询": "(?:关于)?(?:我?想?咨询|请问|询问|想问)",
    "投诉": "(?:强烈|我要|再次|实名)?投诉",
    "举报": "(?:实名|再次|我要)?举报",
    "建议": "(?:强烈|关于)?建议",
    "求助": "求助|请求|恳求|恳请|请.{1,12}(?:帮|救|解决)",
}
HELD, MOST, C = 12, 5000, 0.1
Row = tuple[str, str, str, int, str]


def typed(data: Path) -> list[Row]:
    """(subject, body, kind, fold, source) of the two typed sources."""
    rows: list[Row] = []
    for source, column in (("zh_fuzhou12345_train", "nature"), ("zh_beijing_letters_train", "type")):
        table = tables.read(data / f"{source}.csv.gz")
        columns = [table.column(name) for name in ("subject", "body", column, "fold")]
        rows += [(s, b, kind, int(fold), source) for s, b, kind, fold in zip(*columns, strict=True)]
    return rows


def named(data: Path) -> list[Row]:
    """Messages whose title begins with the word of a type; of every other the word is taken away."""
    found: dict[str, Row] = {}
    for name in ("fj3_messages", "fj4_replies", "unlabelled", "train"):
        table = tables.read(data / f"zh_tdb2020_{name}.csv.gz")
        for subject, body in zip(table.column("subject"), table.column("body"), strict=True):
            for kind, words in BEGINS.items():
                said = re.match(words, subject.strip())
                if said and subject not in found:
                    cut = subject.strip()[said.end() :] if len(found) % 2 else subject
                    found[subject] = (cut, body, kind, -1, "named")
    return list(found.values())


def learn(rows: list[Row]) -> dict[str, object]:
    """The table: kinds, what each begins with, and for each cue a whole number for each kind (hundredths)."""
    texts = [pieces(subject, body) for subject, body, *_ in rows]
    held = Counter(piece for text in texts for piece in text)
    sources: dict[str, set[str]] = defaultdict(set)
    for text, row in zip(texts, rows, strict=True):
        for piece in text:
            sources[piece].add(row[4])
    cues = [piece for piece, count in held.most_common() if count >= HELD and len(sources[piece]) > 1][:MOST]
    place = {piece: number for number, piece in enumerate(cues)}
    cells = [(i, place[piece]) for i, text in enumerate(texts) for piece in text if piece in place]
    at = tuple(np.array(cells).T)
    x = sp.csr_matrix((np.ones(len(cells)), at), shape=(len(rows), len(cues)))
    model = LogisticRegression(C=C, max_iter=80).fit(x, [row[2] for row in rows])
    order = [list(model.classes_).index(kind) for kind in KINDS]
    weights = np.rint(100 * model.coef_[order]).astype(int)
    kept = [i for i in range(len(cues)) if abs(weights[:, i]).max() >= 8]
    return {
        "kinds": KINDS,
        "begin": [round(float(v), 3) for v in model.intercept_[order]],
        "cues": {cues[i]: weights[:, i].tolist() for i in sorted(kept, key=lambda i: cues[i])},
    }


def figures(rows: list[Row], said: list[str]) -> str:
    truth = [row[2] for row in rows]
    f1 = {
        kind: 2 * sum(a == b == kind for a, b in zip(truth, said, strict=True))
        / (truth.count(kind) + said.count(kind))
        for kind in KINDS
        if kind in truth
    }  # fmt: skip
    right = sum(a == b for a, b in zip(truth, said, strict=True)) / len(rows)
    single = {kind: round(value, 2) for kind, value in f1.items()}
    return f"accuracy {right:.3f}, macro-F1 {sum(f1.values()) / len(f1):.3f}, {single}"


def by_cues(row: Row, table: dict[str, object]) -> str:
    """As intake reads it: the cues where they are sure, else the words of the text."""
    found = kind_of(row[0], row[1], table)
    return found.kind if found.share >= SURE else type_spoken(f"{row[0]}\n{row[1]}").zh


def by_custom(rows: list[Row]) -> list[tuple[str, float]]:
    """What a model of one office's own types says of each fold without it, and how surely."""
    said: dict[int, tuple[str, float]] = {}
    for fold in sorted({row[3] for row in rows}):
        inside = [row for row in rows if row[3] != fold]
        model = Classifier.fit(*([row[i] for row in inside] for i in range(3)))
        outside = [i for i, row in enumerate(rows) if row[3] == fold]
        for i, found in zip(outside, model.predict([rows[i][:2] for i in outside]), strict=True):
            said[i] = found.label, found.confidence
    return [said[i] for i in range(len(rows))]


def measure(data: Path) -> None:
    rows, more = typed(data), named(data)
    said: dict[int, str] = {}
    for fold in sorted({row[3] for row in rows}):
        table = learn([row for row in rows if row[3] != fold] + more)
        for i, row in enumerate(rows):
            if row[3] == fold:
                said[i] = kind_of(row[0], row[1], table).kind
    for source in sorted({row[4] for row in rows}):
        mine = [i for i, row in enumerate(rows) if row[4] == source]
        print(source, "own folds:", figures([rows[i] for i in mine], [said[i] for i in mine]))
        table = learn([row for row in rows if row[4] != source] + more)
        strange = [kind_of(rows[i][0], rows[i][1], table).kind for i in mine]
        print(source, "by the other sources:", figures([rows[i] for i in mine], strange))
        own = [rows[i] for i in mine]
        begun = [by_cues(row, table) for row in own]
        print(source, "a strange office begins:", figures(own, begun))
        taught = by_custom(own)
        kinds = [kind if sure >= SURE_BY_CUSTOM else b for (kind, sure), b in zip(taught, begun, strict=True)]
        print(source, "and has confirmed its own:", figures(own, kinds))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    if not args.write:
        measure(args.data)
        return 0
    table = learn(typed(args.data) + named(args.data))
    TABLE.write_text(json.dumps(table, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    print(len(TABLE.read_bytes()), "bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
