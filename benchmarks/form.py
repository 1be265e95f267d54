"""The agent's form and the search at a million orders: the answer of the server while an agent types.

`python -m benchmarks form [--size 1000000] [--record]`. Orders with callers and places are imported through the house's
own import. What is timed is the whole answer through Django's client: for an agent the words so far (a third, two
thirds, all of a request that nobody sent; an order of which a tenth is changed), with the caller's number and the
street; and a search by one character, a common word, two words, as the city and as a street. The category is read by
the catalogue's words, as on an office's first day (a learned model takes 1 to 4 ms). Goal: the form under
150 ms.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.common import Place, installation, report, table, write_orders
from benchmarks.search import LETTERS, centiles, changed

SEATS = (("b-agent", "centre", "agent"), ("b-street", "st-wj", "request_centre"))
SEARCHES = {
    "one character": ("水", "灯", "堵"),
    "a common word": ("小区", "停车", "噪音"),
    "two words": ("停水 望京", "路灯 双井"),
}
ASKED = 120
TEXT, PHONE, STREET = 4, 3, 5


def main(words: list[str]) -> None:
    """Import, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--record", action="store_true")
    args = parser.parse_args(words)
    with installation() as place, tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder), args.size)
        for login, unit, role in SEATS:
            place.jiesu("person", "add", login, f"{login}（样例）", "--unit", unit, "--role", role)
        place.jiesu("orders", "import", str(path))
        rows = asked(place, path)
    heads = ("asked", "median (ms)", "p95 (ms)", "most (ms)")
    report("form", f"python -m benchmarks form --size {args.size}", table(heads, rows), record=args.record)


def written(folder: Path, size: int) -> Path:
    """Sample orders, each with words of its own besides the demo's."""
    stream, plain, path = Random(5), write_orders(folder / "plain.csv", size), folder / "orders.csv"
    with (
        plain.open(encoding="utf-8", newline="") as given,
        path.open("w", encoding="utf-8", newline="") as out,
    ):
        lines, to = csv.reader(given), csv.writer(out)
        to.writerow(next(lines))
        for line in lines:
            line[TEXT] += "".join(stream.choices(LETTERS, k=40)) + "。"
            to.writerow(line)
    plain.unlink()
    return path


def asked(place: Place, path: Path) -> list[tuple[object, ...]]:
    """What a process of its own measured."""
    words = [sys.executable, "-m", "benchmarks.form", str(place.data), str(path)]
    done = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True, env=place.environment())
    return [tuple(row) for row in json.loads(done.stdout.splitlines()[-1])]


def inside(place: Place, path: Path) -> list[tuple[str, ...]]:
    """In the installation: every question through the client."""
    place.enter()
    from django.db import connection
    from django.test import Client

    from jiesu.directory import queries as directory

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    clients = {}
    for login, *_ in SEATS:
        clients[login] = Client()
        clients[login].force_login(
            directory.person(login), backend="django.contrib.auth.backends.ModelBackend"
        )
    agent = clients["b-agent"]
    rows = [measured(f"form: {name}", [lambda d=d: agent.post("/intake/reading/", d) for d in told])
            for name, told in forms(path)]  # fmt: skip
    for who, login in (("the city", "b-agent"), ("a street", "b-street")):
        client = clients[login]
        for name, words in SEARCHES.items():
            calls = [lambda w=w, c=client: c.post("/orders/search/", {"said": w}) for w in words] * 7
            rows.append(measured(f"search: {name}, {who}", calls))
    return rows


def forms(path: Path) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """The forms that are sent: words so far, number, street."""
    stream = Random(6)
    with path.open(encoding="utf-8", newline="") as file:
        lines = [line for no, line in enumerate(csv.reader(file)) if no and not no % 997]
    some = stream.choices(lines, k=ASKED)
    copies = [(line, changed(line[TEXT], stream)[1]) for line in some]
    fresh = [(line, "".join(stream.sample(line[TEXT], len(line[TEXT])))) for line in some]
    for share in (1, 2, 3):
        yield (
            f"a new request, {share}/3 of it",
            [sent(line, text[: len(text) * share // 3]) for line, text in fresh],
        )
    yield "an order, a tenth changed", [sent(line, text) for line, text in copies]


def sent(line: list[str], text: str) -> dict[str, str]:
    """The fields of the form."""
    return {"title": "", "text": text, "phone": line[PHONE], "area": line[STREET]}


def measured(name: str, calls: list[Callable[[], Any]]) -> tuple[str, ...]:
    """Median, 95th centile and most of the calls."""
    calls[0]()
    times = []
    for call in calls:
        begun = time.perf_counter()
        answer = call()
        times.append((time.perf_counter() - begun) * 1000)
        assert answer.status_code == 200, (name, answer.status_code)
    return name, *centiles(times), f"{max(times):.1f}"


if __name__ == "__main__":
    print(json.dumps(inside(Place(Path(sys.argv[1])), Path(sys.argv[2]))))
