"""How often reading finds whom a request is about: `python benchmarks/parties.py --data DIR [--half HALF] [--show]`.

160 public messages of four collections, read by hand (`parties_gold.json`: ids, spans, no text). Half of them (every
second one) served to write the rules; the other half measures. For each party the file names the least and the
widest span that counts; a found name must hold the one and lie within the other. `maybe` are names that one may take
for a party or not: finding them is neither right nor wrong. The data is not part of the project.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

from jiesu.reading import tables
from jiesu.reading.folding import flat
from jiesu.reading.parties import parties

IDS = {"zh_tdb2020_train": "doc_id", "zh_beijing_letters_train": "letter_id", "zh_fuzhou12345_train": "id",
       "zh_tdb2020_fj4_replies": "msg_id"}  # fmt: skip


def texts(folder: Path) -> dict[tuple[str, str, str], tuple[str, str]]:
    """(file, id, fingerprint) → (title, text): an id may stand for several letters."""
    found = {}
    for file, column in IDS.items():
        table = tables.read(folder / f"{file}.csv.gz")
        for pk, *told in zip(table.column(column), *table.texts(["subject", "body"]), strict=True):
            found[file, pk, hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]] = tuple(told)
    return found


def right(name: str, party: list[list[int]], whole: str) -> bool:
    """Whether a found name is this party."""
    return any(flat(whole[a:b]) in name and name in flat(whole[c:d]) for a, b, c, d in party)


def _touches(name: str, party: list[list[int]], whole: str) -> bool:
    """Whether a found name holds this party or a part of it, however far its ends are off."""
    return any(flat(whole[a:b]) in name or name in flat(whole[c:d]) for a, b, c, d in party)


def measure(folder: Path, half: str, show: bool = False) -> dict[str, float]:
    """Precision and recall of the parties complained about; accuracy of the first (none where there is none)."""
    stored = texts(folder)
    hits = said = there = first = count = loose = got = 0
    for line in json.loads(Path(__file__).with_name("parties_gold.json").read_text()):
        if line["half"] != half:
            continue
        title, text = stored[line["file"], line["id"], line["text"]]
        whole = f"{title}\n{text}"
        maybe = [flat(whole[a:b]) for a, b in line["maybe"]]
        names = [flat(p.name) for p in parties(title, text) if p.complained]
        names = [
            n
            for n in names
            if not any(n in m or m in n for m in maybe) or any(right(n, p, whole) for p in line["parties"])
        ]
        good = [any(right(n, p, whole) for p in line["parties"]) for n in names]
        met = [any(right(n, p, whole) for n in names) for p in line["parties"]]
        loose += sum(any(_touches(n, p, whole) for p in line["parties"]) for n in names)
        hits, said, there = hits + sum(good), said + len(names), there + len(met)
        got += sum(met)
        first += good[0] if names else not line["parties"]
        count += 1
        if show and (not all(good) or not all(met)):
            wanted = [[whole[c:d] for _, _, c, d in p] for p in line["parties"]]
            print(line["id"], title[:40], "| said", names, "| wanted", wanted)
            for p in parties(title, text):
                print("     ", p.name, p.kind, p.weight, p.reasons)
    return {"messages": count, "parties": there, "named": said, "precision": hits / max(1, said),
            "precision_of_the_place": loose / max(1, said),
            "recall": got / max(1, there), "first": first / max(1, count)}  # fmt: skip


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--data", type=Path, required=True)
    asked.add_argument("--half", choices=["tune", "measure"], default="measure")
    asked.add_argument("--show", action="store_true", help="What was missed or wrong (with texts)")
    told = asked.parse_args()
    print(json.dumps(measure(told.data, told.half, told.show), indent=1))
