"""Walks imported letters through the house by its real actions, and measures what the machine did of it.

`python -m benchmarks.real_input.walk --data DIR --file FILE.csv.gz --source NAME [--batch 120]`, after `jiesu
directory import` and `jiesu orders import FILE --source NAME`. In turn:

1. tick: what the house dispatches by the duty catalogue alone; what its first suggestion says, and how often rightly.
2. A dispatcher sends folds 0-2 to the institution that really answered (confirming where the suggestion is it).
3. tick: the house learns from these and dispatches of folds 3-4 what its gate lets through. Near copies stand in
   one fold, so no letter that was learned from is a near copy of one that is judged.
4. Units to which the house sent a letter wrongly object; the objection is upheld and names the real institution.
5. A dispatcher sends the rest. A batch is claimed, assigned, contacted, acted on, answered with the real reply,
   reviewed, signed, drawn for follow-up, rated, and closed or sent back; a month is opened and its sheet printed.

A file without institutions skips 2-4: a dispatcher confirms what is suggested and names one unit for the rest.

The answers of the follow-up are not in the file: they are drawn by a seeded stream, and say nothing about anybody.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import os
import time
from collections import Counter
from datetime import date
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import django

from jiesu.ops.installation import Installation

LEARNED_FROM, JUDGED = ("0", "1", "2"), ("3", "4")
CENTRE = "centre"
FIRST_DAY = date(2019, 1, 1)
ANSWERS = (
    ("yes", "yes", 60), ("yes", "basically", 15), ("partly", "basically", 10), ("no", "basically", 5), ("no", "no", 10),
)  # fmt: skip


def main() -> None:
    """Walk; print each measure as a line of JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", required=True)
    parser.add_argument("--file", type=Path, required=True)
    parser.add_argument("--source", required=True)
    parser.add_argument(
        "--rest", default="", metavar="UNIT", help="who gets what nothing is suggested for (no institutions)"
    )
    parser.add_argument("--batch", type=int, default=120, help="how many orders are handled to the end")
    args = parser.parse_args()
    os.environ.pop("DATABASE_URL", None)
    installation = Installation.here(args.data)
    installation.enter()
    django.setup()
    from jiesu.ops.database import open_database

    open_database(installation, print)
    with gzip.open(args.file, "rt", encoding="utf-8", newline="") as file:
        letters = list(csv.DictReader(file))
    walk = Walk(letters, args.source)
    walk.learn() if "institution" in letters[0] else walk.confirm(args.rest)
    walk.handle(sorted(walk.truth)[:: len(letters) // args.batch])
    walk.assess()


class Walk:
    """The people of the sample directory at work on the letters."""

    def __init__(self, letters: list[dict[str, str]], source: str) -> None:
        from jiesu.directory import queries as directory
        from jiesu.orders import face as orders
        from jiesu.rules.reach import SYSTEM

        self.directory, self.spine, self.system = directory, orders, SYSTEM
        self.units = {unit.name: unit.code for unit in directory.units()}
        filed = orders.visible_to(SYSTEM).filter(source=source).values_list("title", "text", "number")
        number = {(title, text): no for title, text, no in filed}  # some letters have no number of their own
        self.letters = {number[row["subject"][:200], row["body"]]: row for row in letters}
        self.truth = {
            no: self.units[r["institution"]] for no, r in self.letters.items() if "institution" in r
        }
        self.stream = Random(12345)

    def confirm(self, rest: str) -> None:
        """Without institutions: what is suggested is confirmed, the rest goes to one unit."""
        from jiesu.dispatch import queries

        self.tick("cold start")
        tops = {
            r.order.number: r.top.code for r in queries.suggestions(list(self.letters), self.system) if r.top
        }
        self.truth = {number: tops.get(number, self.units[rest]) for number in self.letters}
        tell("suggestions, cold start", orders=len(self.letters), with_one=len(tops))
        self.dispatch([number for number in self.letters if number in self.waiting()])

    def learn(self) -> None:
        """With institutions: learn from one part, judge the machine on the other."""
        self.tick("cold start")
        self.suggestions("cold start", self.truth)
        self.dispatch(self.of(LEARNED_FROM))
        self.tick("after learning")
        judged = self.of(JUDGED)
        self.automatic(judged)
        self.suggestions("after learning", [n for n in judged if n in self.waiting()])
        self.object(judged)
        self.dispatch([n for n in judged if n in self.waiting()])

    def of(self, folds: tuple[str, ...]) -> list[str]:
        """The orders of these folds."""
        return [number for number, row in self.letters.items() if row["fold"] in folds]

    def actor(self, unit: str, role: str) -> Any:
        """The sample person of that seat."""
        login = f"{unit}-{role}"
        return self.directory.actor_for(self.directory.person(login), self.now())

    def now(self) -> Any:
        """The moment, as a page would take it."""
        from jiesu.kit import clock

        return clock.now()

    def waiting(self) -> dict[str, str]:
        """What lies in dispatch's tray."""
        from jiesu.rules.terms import OrderState

        found = self.spine.visible_to(self.system).filter(state=OrderState.ACCEPTED)
        return dict(found.values_list("number", "number"))

    def leads(self) -> dict[str, str]:
        """Order -> its leading unit, where it has one."""
        found = self.spine.visible_to(self.system).filter(lead__isnull=False)
        return dict(found.values_list("number", "lead__code"))

    def tick(self, when: str) -> None:
        """`jiesu tick` of dispatch."""
        from jiesu.dispatch import ticks

        begun = time.perf_counter()
        said = ticks.run(self.now())
        tell(f"tick, {when}", said=said, seconds=round(time.perf_counter() - begun, 1))

    def suggestions(self, when: str, among: Any) -> None:
        """How many have a suggestion, and how often its first or one of its first three is the real one."""
        from jiesu.dispatch import queries

        rows = list(queries.suggestions(list(among), self.system))
        top = [row for row in rows if row.top]
        right = [row for row in top if row.top.code == self.truth[row.order.number]]
        shown = [
            row
            for row in top
            if self.truth[row.order.number] in {c["unit"] for c in row.candidates if c["part"] == "lead"}
        ]
        tell(
            f"suggestions, {when}",
            orders=len(rows),
            with_one=len(top),
            first_right=len(right),
            among_three=len(shown),
        )

    def dispatch(self, numbers: list[str]) -> None:
        """A dispatcher's work: confirm the suggestion where it is right, else name the unit."""
        from jiesu.dispatch import actions, queries

        by = self.actor(CENTRE, "dispatcher")
        rows = queries.suggestions(numbers, by)
        right = [r.order.number for r in rows if r.top and r.top.code == self.truth[r.order.number]]
        confirmed = actions.confirm_many(right, by=by, at=self.now())
        others = [number for number in numbers if number not in set(right)]
        for number in others:
            actions.dispatch(number, units=[self.truth[number]], by=by, at=self.now())
        refused = Counter(str(done) for _, done in confirmed if isinstance(done, Exception))
        tell("dispatched by a person", confirmed=len(right), named=len(others), refused=dict(refused))

    def automatic(self, numbers: list[str]) -> None:
        """What the house dispatched alone, and how often to the institution that really answered."""
        leads = self.leads()
        sent = [number for number in numbers if number in leads]
        right = [number for number in sent if leads[number] == self.truth[number]]
        wrong = Counter((self.name(self.truth[n]), self.name(leads[n])) for n in sent if n not in set(right))
        share = round(100 * len(sent) / len(numbers), 1)
        precision = round(100 * len(right) / len(sent), 1) if sent else None
        tell("automatic", of=len(numbers), sent=len(sent), percent=share, right=len(right), precision=precision,
             wrong=[f"{told} → {got} ×{n}" for (told, got), n in wrong.items()])  # fmt: skip

    def name(self, code: str) -> str:
        """A unit's name."""
        return next(name for name, one in self.units.items() if one == code)

    def object(self, numbers: list[str]) -> None:
        """派单异议 of wrongly dispatched orders, upheld in favour of the real institution."""
        from jiesu.dispatch import actions
        from jiesu.dispatch.kinds import Ground

        leads, ruler, count = self.leads(), self.actor(CENTRE, "dispatcher"), 0
        for number in numbers:
            got, told = leads.get(number), self.truth[number]
            if got is None or got == told:
                continue
            share = self.share(number)
            by = self.actor(got, "request-centre")
            said = {"ground": Ground.NOT_OURS, "reason": "经核对，非本单位职责。", "proposed": told}
            actions.object(number, share=share.no, by=by, at=self.now(), **said)
            reason = "由实际承办单位办理。"
            actions.uphold(number, share=share.no, units=[told], reason=reason, by=ruler, at=self.now())
            count += 1
        tell("objections upheld", count=count)

    def share(self, number: str) -> Any:
        """The leading share that stands."""
        found = self.spine.shares_of(self.spine.find(number, self.system))
        return next(s for s in reversed(found) if s.role == "lead" and s.state != "recalled")

    def handle(self, numbers: list[str]) -> None:
        """From claim to close, with the reply that was really given."""
        begun, outcomes = time.perf_counter(), Counter[str]()
        for number in numbers:
            self.answer(number, self.letters[number]["reply"])
            outcomes[self.ask(number)] += 1
        seconds = time.perf_counter() - begun
        tell("handled to the end", orders=len(numbers), seconds=round(seconds, 1), ended=dict(outcomes))

    def answer(self, number: str, reply: str) -> None:
        """办: claim, assign, contact, act, submit, review, sign."""
        from jiesu.handling import actions
        from jiesu.handling.kinds import ActionKind, Reached, Result, Way

        share = self.share(number)
        unit, no = share.unit.code, share.no
        centre, handler = self.actor(unit, "request-centre"), self.actor(unit, "handler")
        actions.claim(number, share=no, by=centre, at=self.now())
        actions.assign(number, share=no, handler=f"{unit}-handler", by=centre, at=self.now())
        actions.contact(
            number, share=no, way=Way.MESSAGE, reached=Reached.ANONYMOUS, by=handler, at=self.now()
        )
        actions.act(
            number,
            share=no,
            kind=ActionKind.COORDINATE,
            note="核实来信反映的情况。",
            by=handler,
            at=self.now(),
        )
        actions.submit(number, share=no, result=Result.EXPLAINED, text=reply, by=handler, at=self.now())
        actions.review(number, share=no, by=self.actor(unit, "head"), at=self.now())
        actions.sign(number, share=no, by=self.actor(unit, "area-leader"), at=self.now())

    def ask(self, number: str) -> str:
        """访: draw and rate, then close or send back; how it ended."""
        from jiesu.followup import actions
        from jiesu.rules.terms import OrderState

        by = self.actor(CENTRE, "followup-agent")
        actions.draw(number, by=by, at=self.now())
        if self.spine.find(number, self.system).state != OrderState.DRAWN:
            return "not drawn"
        solved, satisfied, _ = self.stream.choices(ANSWERS, [weight for *_, weight in ANSWERS])[0]
        actions.rate(number, contacted=True, solved=solved, satisfied=satisfied, by=by, at=self.now())
        outcome = self.spine.find(number, self.system).outcome
        if outcome == "double_no":
            actions.rehandle(number, by=by, at=self.now())
            return "sent back"
        actions.close(
            number, by=by, at=self.now(), why="" if outcome == "double_yes" else "已向来信人解释说明。"
        )
        return f"closed, {outcome}"

    def assess(self) -> None:
        """评: the sheet from the law's first day to today, as it stands (the letters are years old)."""
        from jiesu.assessment import actions, queries
        from jiesu.kit import clock

        today = clock.local(self.now()).date()
        period = actions.open_period(FIRST_DAY, today, by=self.actor(CENTRE, "assessor"), at=self.now())
        for score in queries.sheet(period).scores:
            rates = {
                name: percent(getattr(score, name)) for name in ("response", "resolution", "satisfaction")
            }
            tell("sheet", unit=score.unit.name, league=score.league, rank=score.place.rank, orders=score.counts.orders,
                 valid=score.counts.valid, composite=percent(score.sheet.composite, 1), **rates)  # fmt: skip


def leads_of(suggestion: Any) -> set[str]:
    """The units that a suggestion shows as leads."""
    return {c["unit"] for c in suggestion.candidates if c["part"] == "lead"}


def percent(rate: Fraction | None, of: int = 100) -> str | None:
    """A rate in per cent, or a mark, with two places."""
    return None if rate is None else f"{float(rate * of):.2f}"


def tell(what: str, **figures: Any) -> None:
    """A measure as a line of JSON."""
    print(json.dumps({"what": what, **figures}, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
