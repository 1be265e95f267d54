"""Measure hot topics and the early alarm: `python benchmarks/topics.py --data DIR [--only NAME] [--show HALF]`.

Truth: the eight topics of the public list, and the matters of `topics_gold.json` (ids only; how they were found stands
in its note), half of which served to tune and half to measure. Senders are known, as in the house. The data is not
part of the project: without it the benchmark says so and measures nothing.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
import time
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import median

import numpy as np

from jiesu.reading import tables
from jiesu.reading.locate import places
from jiesu.reading.topics import Message, Topic, flagged_after, topics

FJ3 = "zh_tdb2020_fj3_messages.csv.gz"
LISTED = "zh_tdb2020_hot_gold_dev.csv"
RUNNING, FLAG = 28, 3.0  # days that are read together; heat from which a topic is reported
DRAWS = 2000


def messages(data):
    table = tables.read(data / FJ3)
    subjects, bodies = table.texts(["subject", "body"])
    columns = (table.column("msg_id"), subjects, bodies, table.column("time"), table.column("user"))
    return [Message(*parts) for parts in zip(*columns, strict=True)]


def matters(data):
    """All checked matters: of the public list (half `dev`) and our own."""
    table = tables.read(data / LISTED)
    known = {}
    for name, one in zip(table.column("topic_id"), table.column("msg_id"), strict=True):
        known.setdefault(name, []).append(one)
    own = json.loads(Path(__file__).with_name("topics_gold.json").read_text())["topics"]
    empty = {"half": "dev", "place": True, "unsure": [], "others": []}
    return [*own, *({"id": name, "members": ids, **empty} for name, ids in known.items())]


def ratio(hits, said, there):
    both = hits / max(1, said), hits / max(1, there)
    return [round(x, 3) for x in (*both, 2 * both[0] * both[1] / max(1e-9, sum(both)))]


def pairs(chosen, mine, *, others):
    """Precision, recall and F1 of the pairs of members; with `others`, whoever names the same place counts as wrong."""
    own = {one: matter["id"] for matter in chosen for one in matter["members"]}
    hits = said = there = 0
    for a, b in itertools.combinations(own, 2):
        same, joined = own[a] == own[b], mine.get(a, a) == mine.get(b, b)
        hits, said, there = hits + (same and joined), said + joined, there + same
    for matter in chosen if others else ():
        strange = [mine[o] for o in matter["others"] if o in mine and o not in own]
        said += sum(mine.get(one) == rank for one in matter["members"] for rank in strange)
    return ratio(hits, said, there)


def best(matter, mine, found):
    """The topic that fits a matter best: precision (whoever is no member is wrong), recall, F1 and its rank."""
    members, unsure, fits = set(matter["members"]), set(matter["unsure"]), [(0.0, 0.0, 0.0, None)]
    for rank in {mine[one] for one in members if one in mine}:
        inside = set(found[rank - 1].members) - unsure
        hits = len(inside & members)
        p, r = hits / len(inside), hits / len(members)
        fits.append((p, r, 2 * p * r / (p + r), rank))
    return max(fits, key=lambda fit: fit[2])


def interval(values):
    """95 % of the means of as many values drawn with replacement."""
    drawn = np.random.default_rng(1).choice(values, (DRAWS, len(values))).mean(1)
    return [round(float(np.percentile(drawn, q)), 3) for q in (2.5, 97.5)]


def of_half(chosen, mine, found, show=False):
    fits = [best(matter, mine, found) for matter in chosen]
    if show:
        for matter, fit in zip(chosen, fits, strict=True):
            print(matter["id"], len(matter["members"]), [round(x, 2) for x in fit[:3]], "rank", fit[3])
    small = [matter for matter in chosen if len(matter["members"]) < 30]
    return {
        "matters": len(chosen),
        "messages": sum(len(matter["members"]) for matter in chosen),
        "pairs": pairs(chosen, mine, others=False),
        "pairs_without_the_largest": pairs(small, mine, others=False),
        "pairs_with_others_of_the_place": pairs(chosen, mine, others=True),
        "whole_topics": [round(float(np.mean([fit[i] for fit in fits])), 3) for i in range(3)],
        "whole_topics_f1_interval": interval([fit[2] for fit in fits]),
    }


def ranks(known, found, mine, sender):
    """Where the ten matters of the most people stand, and how many of the first topics are checked matters."""

    def people(matter):
        return len({sender[one] for one in matter["members"]})

    placed = sorted((m for m in known if m["place"]), key=lambda m: (-people(m), -len(m["members"])))
    at = {}
    for matter in placed[:10]:
        counted = Counter(mine[one] for one in matter["members"] if one in mine)
        at[matter["id"]] = [
            people(matter),
            max(counted, key=lambda rank: (counted[rank], -rank), default=None),
        ]
    fits = {best(matter, mine, found)[3] for matter in known if best(matter, mine, found)[0] >= 0.5}
    return {
        "people_and_rank_of_the_ten_largest": at,
        "of_these_in_the_first_ten": sum(rank is not None and rank <= 10 for _, rank in at.values()),
        "checked_matters_among_the_first_10_20_30": [sum(r <= n for r in fits if r) for n in (10, 20, 30)],
    }


def hot_topics(data, show):
    heard, known = messages(data), matters(data)
    cpu = time.process_time()
    found = topics(heard)
    cpu = time.process_time() - cpu
    mine = {member: topic.rank for topic in found for member in topic.members}
    result = {}
    for half in ("tune", "measure", "dev"):
        chosen = [matter for matter in known if matter["half"] == half and matter["place"]]
        result[half] = of_half(chosen, mine, found, show == half)
    result |= ranks(known, found, mine, {m.id: m.sender for m in heard})
    result["ranks_of_the_public_list"] = {
        matter["id"]: Counter(mine.get(m) for m in matter["members"]).most_common(1)[0]
        for matter in known
        if matter["half"] == "dev"
    }
    return result | {"cpu_s": round(cpu, 1)}


def alarms(listed):
    """Day by day over the year as an office would see it: (day, topic) of each topic when it is first reported.
    A topic that shares half of its members with one that was reported is the same."""
    reported, found = [], []
    days = [date.fromisoformat(m.time[:10]) for m in listed]
    for day in (date(2019, 1, 8) + timedelta(n) for n in range(366)):
        heard = [m for m, d in zip(listed, days, strict=True) if 0 < (day - d).days <= RUNNING]
        for topic in topics(heard):
            mine = set(topic.members)
            if topic.heat < FLAG:
                continue
            known = next((old for old in reported if 2 * len(old & mine) >= min(len(old), len(mine))), None)
            if known is None:
                reported.append(mine)
                found.append((day, topic))
            else:
                known |= mine
    return found


def mixed(topic, by_id):
    """Whether two thirds of the members name no place in common: no piece of a place's name is in so many texts."""
    texts = [f"{by_id[i].subject}\n{by_id[i].body}" for i in topic.members]
    pieces = {p.text[i : i + 3] for text in texts for p in places(text) for i in range(len(p.text) - 2)}
    return not any(3 * sum(piece in text for text in texts) >= 2 * len(texts) for piece in pieces)


def raised_after(matter, raised, by_id):
    """How many messages of a matter had come when an alarm first held three of it, and of how many; None: never."""
    members = set(matter["members"])
    day = next((day for day, topic in raised if len(members & set(topic.members)) >= 3), None)
    return day and sum(by_id[one].time[:10] < day.isoformat() for one in members)


def alarm(data, show):
    """Early alarm: of each matter, how many messages had come when three of them first stood together in all that
    had been said (public list only); and the daily stream of four weeks, its alarms, and those without a place."""
    listed, known = messages(data), matters(data)
    by_id = {m.id: m for m in listed}
    raised = alarms(listed)
    result = {}
    for matter in (m for m in known if m["half"] == "dev"):
        mine = sorted((by_id[one] for one in matter["members"]), key=lambda m: (m.time, m.id))
        topic = Topic(0, "", "", mine[0].time, mine[-1].time, 0.0, tuple(m.id for m in mine))
        count = flagged_after(topic, listed)
        result[matter["id"]] = {
            "after": count,
            "of": len(mine),
            "days_after_the_first": _days(mine[0], mine[count - 1]) if count else None,
            "in_the_stream_after": raised_after(matter, raised, by_id),
        }
    of_halves = {half: _stream(known, half, raised, by_id) for half in ("tune", "measure", "dev")}
    read = json.loads(Path(__file__).with_name("topics_gold.json").read_text()).get("alarms", [])
    verdict = {frozenset(one["members"]): one["genuine"] for one in read}
    told = [verdict[frozenset(t.members)] for _, t in raised if frozenset(t.members) in verdict]
    return {
        "topics": result,
        "stream": of_halves,
        "alarms_a_month": round(len(raised) / 12, 1),
        "of_these_no_common_place": round(sum(mixed(topic, by_id) for _, topic in raised) / 12, 1),
        "alarms_that_were_read_and_genuine_among_them": [len(told), sum(told)],
    }


def _stream(known, half, raised, by_id):
    """Of the matters of three people and more within some four weeks: raised, and after how many messages."""
    near = [m for m in known if m["half"] == half and m["place"] and _crowd(m, by_id)]
    after = [raised_after(matter, raised, by_id) for matter in near]
    told = [count for count in after if count]
    return {"matters": len(near), "raised": len(told), "median_after": median(told) if told else None}


def _crowd(matter, by_id):
    mine = [(date.fromisoformat(by_id[one].time[:10]), by_id[one].sender) for one in matter["members"]]
    return any(len({who for at, who in mine if 0 <= (at - day).days < RUNNING}) >= 3 for day, _ in mine)


def _days(one, other):
    return (datetime.fromisoformat(other.time) - datetime.fromisoformat(one.time)).days


TASKS = {"topics": hot_topics, "alarm": alarm}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--only", choices=TASKS, action="append")
    parser.add_argument("--show", choices=["tune", "measure", "dev"], help="each matter of a half")
    args = parser.parse_args()
    if not (args.data / FJ3).is_file():
        print(f"SKIPPED: no data in {args.data}; nothing was measured.", file=sys.stderr)
        return 3
    for name in args.only or TASKS:
        print(json.dumps({name: TASKS[name](args.data, args.show)}, ensure_ascii=False), flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
