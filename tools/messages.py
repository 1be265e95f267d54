"""Compiles every locale/*/LC_MESSAGES/*.po of the house into the .mo that Django reads (not kept in git)."""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

HOUSE = Path(__file__).resolve().parent.parent / "jiesu"


def compile_all(house: Path = HOUSE) -> list[Path]:
    """Writes a .mo beside each .po that is newer than it; returns what was written."""
    written = []
    for source in sorted(house.glob("*/locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as words:
            catalogue = read_po(words, abort_invalid=True)
        with target.open("wb") as compiled:
            write_mo(compiled, catalogue)
        written.append(target)
    return written


def main() -> int:
    written = compile_all()
    for target in written:
        print(f"compiled {target.relative_to(HOUSE.parent)}")
    print(f"{len(written)} catalogues compiled, the others are up to date.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
