"""docs/requirements.md: one line per row of the requirements, joined with what the last tests proved.

`| R001 | proven | evidence |`; `partly` where the tests say what is missing; `not yet` otherwise.
Rows: docs/reference/requirements.csv. Results: .jiesu-test/req.json, written by tests/harness.py.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROWS = ROOT / "docs/reference/requirements.csv"
RESULTS = ROOT / ".jiesu-test/req.json"
TARGET = ROOT / "docs/requirements.md"
SHOWN = 3
Proofs = Mapping[str, Mapping[str, str]]

HEAD = """<!-- Written by tools/coverage_map.py (`make coverage-map`) from the results of `make test`; do not edit. -->
# Requirements

One line for each row of the requirements (docs/reference/requirements.csv). *proven*: tests that passed prove it;
*partly*: they prove a part, and say what is missing; *not yet*: nothing proves it.

{counts}

| row | state | evidence | 中文 | English |
| --- | --- | --- | --- | --- |
"""


def page(rows: list[dict[str, str]], proofs: Proofs) -> str:
    """The whole page."""
    lines, counts = [], Counter[str]()
    for row in rows:
        state, evidence = judge(proofs.get(row["id"], {}))
        counts[state] += 1
        cells = (row["id"], state, evidence, row["chinese"], row["english"])
        lines.append("| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |")
    told = ", ".join(f"{counts[state]} {state}" for state in ("proven", "partly", "not yet"))
    return HEAD.format(counts=f"{len(rows)} rows: {told}.") + "\n".join(lines) + "\n"


def judge(tests: Mapping[str, str]) -> tuple[str, str]:
    """State and evidence of one row."""
    whole = sorted(test for test, missing in tests.items() if not missing)
    if whole:
        return "proven", _some(whole)
    if tests:
        return "partly", _some(sorted(tests)) + "; " + "; ".join(sorted(set(tests.values())))
    return "not yet", ""


def strangers(rows: list[dict[str, str]], proofs: Proofs) -> list[str]:
    """Rows that tests claim and that do not exist."""
    return sorted(set(proofs) - {row["id"] for row in rows})


def read_rows() -> list[dict[str, str]]:
    """The rows of the requirements."""
    with ROWS.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _some(tests: list[str]) -> str:
    more = f" and {len(tests) - SHOWN} more" if len(tests) > SHOWN else ""
    return ", ".join(f"`{test.removeprefix('tests/')}`" for test in tests[:SHOWN]) + more


def main() -> int:
    """Write the page; exit status 1 where a test claims a row that does not exist."""
    if not RESULTS.exists():
        print("There are no test results yet: run `make test` first.", file=sys.stderr)
        return 2
    rows, proofs = read_rows(), json.loads(RESULTS.read_text(encoding="utf-8"))
    TARGET.write_text(page(rows, proofs), encoding="utf-8")
    print(f"wrote {TARGET.relative_to(ROOT)}")
    for row in (unknown := strangers(rows, proofs)):
        print(f"Tests claim {row}, which is not in {ROWS.relative_to(ROOT)}.", file=sys.stderr)
    return 1 if unknown else 0


if __name__ == "__main__":
    sys.exit(main())
