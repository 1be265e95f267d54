"""What the benchmarks share: throw-away installations, the command `jiesu`, sample orders, the machine, records."""

from __future__ import annotations

import csv
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
TOWN = ROOT / "jiesu" / "ops" / "demo" / "town.yaml"
NOTES = HERE / "README.md"
DROPPED = ("DATABASE_URL", "JIESU_DATA", "PYTHONDONTWRITEBYTECODE")
PAGE = os.sysconf("SC_PAGE_SIZE")
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
STREETS = ("机场街道", "望京街道", "双井街道", "黑庄户乡", "小关街道", "酒仙桥街道")
HEADERS = ("工单编号", "来电时间", "来电人", "联系电话", "诉求内容", "街道", "地址", "受理渠道")


@dataclass(frozen=True)
class Done:
    """A command that ended: its output, seconds, and the most memory it had at once (MB)."""

    out: str
    seconds: float
    peak: float


@dataclass(frozen=True)
class Place:
    """A throw-away installation with the sample district."""

    data: Path

    def jiesu(self, *words: str) -> Done:
        """Run a command of the house. RuntimeError with what it said where it fails."""
        begun = time.perf_counter()
        with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as said:
            child = subprocess.Popen(
                self.words(*words), stdout=out, stderr=said, env=self.environment(), cwd=ROOT
            )
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
            seconds = time.perf_counter() - begun
            out.seek(0), said.seek(0)
            if child.returncode:
                raise RuntimeError(f"jiesu {' '.join(words)}: {said.read()[-2000:]}")
            return Done(out.read(), seconds, usage.ru_maxrss / 1024)

    def words(self, *words: str) -> list[str]:
        """The command line."""
        return [sys.executable, "-m", "jiesu.ops.cli", "--data", str(self.data), *words]

    def environment(self) -> dict[str, str]:
        """The environment of a command: this data folder and nothing else of ours."""
        return {k: v for k, v in os.environ.items() if k not in DROPPED}

    def enter(self) -> None:
        """Make this process one of the installation (Django set up, database open)."""
        import django

        from jiesu.ops.installation import Installation

        os.environ.pop("DATABASE_URL", None)
        Installation.here(str(self.data)).enter()
        django.setup()


@contextmanager
def installation() -> Iterator[Place]:
    """A fresh installation with its own PostgreSQL and the sample district; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="jiesu-bench-") as folder:
        place = Place(Path(folder) / "data")
        try:
            place.jiesu("directory", "import", str(TOWN))
            yield place
        finally:
            place.jiesu("db", "stop")


def write_orders(path: Path, count: int, *, seed: int = 1) -> Path:
    """A CSV of sample orders: the demo's words, a caller for every third order on the average."""
    from jiesu.ops.demo.texts import Writer

    stream = Random(seed)
    writer = Writer(stream)
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(HEADERS)
        for no in range(count):
            at = FIRST + timedelta(minutes=no % 400_000)
            street, house = stream.choice(STREETS), stream.randrange(1, 60)
            place = f"{street}样例{house}号院"
            caller = stream.randrange(count // 3 + 1)
            words = writer.request(place, at)
            table.writerow(
                (f"B{seed}-{no:07}", at.strftime("%Y-%m-%d %H:%M:%S"), f"样例{caller}", f"138{caller:08}",
                 words.text, street, place, "电话" if no % 3 else "微信")
            )  # fmt: skip
    return path


def machine() -> str:
    """The machine in a line: processor, cores, memory, load, Python, date."""
    cpu = (
        re.search(r"model name\s*:\s*(.*)", Path("/proc/cpuinfo").read_text())
        if Path("/proc").exists()
        else None
    )
    memory = os.sysconf("SC_PHYS_PAGES") * PAGE >> 30
    name = cpu.group(1) if cpu else platform.processor()
    load = os.getloadavg()[0]
    return (
        f"{name}, {os.cpu_count()} cores, {memory} GB; load {load:.1f}; Python {platform.python_version()}; "
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    )


def table(headers: tuple[str, ...], rows: list[tuple[object, ...]]) -> str:
    """A Markdown table."""
    lines = [headers, tuple("---" for _ in headers), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def report(name: str, command: str, text: str, *, record: bool) -> None:
    """Print a result; with `record` put it into benchmarks/README.md between the marks of its name."""
    whole = f"`{command}`; {machine()}\n\n{text}\n"
    print(f"\n{name}: {whole}", flush=True)
    if not record:
        return
    notes = NOTES.read_text(encoding="utf-8")
    marks = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
    NOTES.write_text(marks.sub(lambda m: f"{m[1]}{whole}{m[2]}", notes), encoding="utf-8")


def last_json(out: str) -> dict[str, int]:
    """The JSON line with which a command ends."""
    told: dict[str, int] = json.loads(out.strip().splitlines()[-1])
    return told
