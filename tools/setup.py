"""Makes .venv and everything in it. Standard library only; run by `make setup` with any Python from 3.11 on.

Quick the second time: each step leaves a stamp with the digest of what it was made from.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
LOCK = ROOT / "requirements.lock"
BUNDLE = ROOT / "jiesu/kit/static/kit/dist/house.css"
SYSTEM_CERTIFICATES = {"UV_NATIVE_TLS": "1"}
Step = tuple[str, str, Callable[[], None]]


class Failed(Exception):
    """A sentence about a step that did not work."""


def main() -> int:
    """Do the steps that are not done yet."""
    steps: tuple[Step, ...] = (
        ("the environment .venv", digest([], sys.version), make_environment),
        ("the packages of requirements.lock", digest([LOCK]), install_packages),
        ("jiesu itself", digest([ROOT / "pyproject.toml"], str(ROOT)), install_ourselves),
        ("the Chinese catalogues", digest(ROOT.glob("jiesu/*/locale/**/*.po")), compile_messages),
        ("styles and scripts", digest(asset_sources()), build_assets),
    )
    os.chdir(ROOT)
    missing = [step for step in steps if not is_done(step)]
    for number, step in enumerate(missing, start=1):
        print(f"[{number}/{len(missing)}] Making {step[0]} …", flush=True)
        start = time.monotonic()
        try:
            step[2]()
        except Failed as failed:
            print(f"make setup: {failed}", file=sys.stderr)
            return 2
        stamp(step).touch()
        print(f"      done in {time.monotonic() - start:.0f} s", flush=True)
    return 0


def digest(paths: Iterable[Path], *words: str) -> str:
    """What a step was made from."""
    sums = hashlib.sha256(" ".join(words).encode())
    for path in sorted(paths):
        if path.is_file():
            sums.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return sums.hexdigest()[:16]


def stamp(step: Step) -> Path:
    """The file that says that a step is done."""
    return VENV / ("made-" + re.sub(r"\W+", "-", step[0]) + "-" + step[1])


def is_done(step: Step) -> bool:
    """Whether a step was done with what is there now, and its product has not been thrown away."""
    return stamp(step).exists() and (step[2] is not build_assets or BUNDLE.exists())


def asset_sources() -> list[Path]:
    """Everything that the bundles are built from."""
    return [*(ROOT / "jiesu/kit/assets").rglob("*"), ROOT / "package-lock.json", ROOT / "tools/assets.py"]


def make_environment() -> None:
    """python -m venv, told plainly where Debian keeps that in another package."""
    if (BIN / "python").exists() and run(BIN / "python", "-m", "pip", "--version", quiet=True):
        return
    if not run(sys.executable, "-m", "venv", "--clear", str(VENV)):
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise Failed(f"Python cannot make an environment here. On Debian: apt install python{version}-venv")


def install_packages() -> None:
    """By uv, which is quick; by pip where uv cannot be had. Both check every hash of the lock."""
    pip = (BIN / "python", "-m", "pip", "install", "--require-hashes", "--progress-bar", "off")
    only_uv = VENV / "uv.lock"
    only_uv.write_text(lines_of("uv"))
    if run(*pip, "-q", "-r", only_uv, quiet=True) and run(
        BIN / "uv",
        "pip",
        "install",
        "-q",
        "--python",
        BIN / "python",
        "--require-hashes",
        "-r",
        LOCK,
        quiet=True,
    ):
        return
    print("      uv could not do it; pip does it now (a few minutes) …", flush=True)
    if not run(*pip, "-q", "-r", LOCK):
        raise Failed("The packages could not be installed: see above. Is there a way to a package index?")


def lines_of(package: str) -> str:
    """One package of the lock with its hashes."""
    found = re.search(rf"^{package}==(?:.*\\\n)+.*\n", LOCK.read_text(), re.MULTILINE)
    return found.group() if found else ""


def install_ourselves() -> None:
    """The package in place, and the command `jiesu`."""
    words = ("install", "-q", "--no-deps", "-e", str(ROOT))
    if not run(BIN / "uv", "pip", *words[:2], "--python", BIN / "python", *words[2:], quiet=True) and not run(
        BIN / "python", "-m", "pip", *words
    ):
        raise Failed("Jiesu could not be installed into .venv: see above.")


def compile_messages() -> None:
    """.po to .mo."""
    if not run(BIN / "python", "tools/messages.py", quiet=True):
        raise Failed("A catalogue could not be compiled: run .venv/bin/python tools/messages.py")


def build_assets() -> None:
    """npm packages to one style sheet and a few scripts."""
    if not run(BIN / "python", "tools/assets.py"):
        raise Failed("Styles and scripts could not be built: see above.")


def run(*words: str | Path, quiet: bool = False) -> bool:
    """Run a program; whether it succeeded. A quiet one says nothing either way."""
    out = subprocess.DEVNULL if quiet else None
    try:
        done = subprocess.run(
            [str(w) for w in words],
            stdout=out,
            stderr=out,
            env={**os.environ, **SYSTEM_CERTIFICATES},
            check=False,
        )
    except FileNotFoundError:
        return False
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
