"""Checking and publishing the law. A broken law cannot be published; a published one cannot change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from jiesu.policy import cases
from jiesu.policy.files import Law, case_files, law_files, parse, read, shipped
from jiesu.policy.models import PolicyVersion
from jiesu.policy.topics import Topic
from jiesu.rules.calendar import local_day
from jiesu.rules.reach import Actor
from jiesu.rules.terms import Role
from jiesu.rules.verdict import NotYours, Refusal, Sentence

KEPT = "%(law)s came with other words than those that are published; these stay."


@dataclass(frozen=True, slots=True)
class Report:
    """What a check or a publication found, in sentences that can be printed."""

    done: tuple[Sentence, ...] = ()
    problems: tuple[Sentence, ...] = ()
    laws: tuple[Law, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Everything to be told, what is wrong last."""
        return (*self.done, *self.problems)


def shipped_folder(city: str) -> Path:
    """The folder of a city's law that comes with the product. Refusal where there is none."""
    return shipped(city)


def check(folder: Path | str) -> Report:
    """Read every law of a folder and run its cases. Nothing is written."""
    folder = Path(folder)
    laws, problems = _read_all(law_files(folder))
    done = [Sentence("%(law)s: %(n)s values.", {"law": law.id, "n": len(law.rows)}) for law in laws]
    if not problems:
        held, failed = _run_cases(folder, laws)
        done.append(Sentence("%(n)s cases hold.", {"n": held}))
        problems.extend(failed)
    return Report(tuple(done), tuple(problems), tuple(laws))


@transaction.atomic
def publish(folder: Path | str, *, by: Actor, at: datetime, keep: bool = False) -> Report:
    """Publish every law of a folder: all or none. What is published already and unchanged is left alone.

    What is published with other words cannot change: that refuses the whole, or with `keep` is said and stays.
    """
    if not by.holds(Role.LAW_EDITOR, Role.SYSTEM):
        raise NotYours("Only a law editor publishes the law.")
    report = check(folder)
    if not report.ok:
        raise Refusal(report.problems[0].text, **report.problems[0].values)
    return Report(tuple(_publish(law, by, at, keep=keep) for law in report.laws), (), report.laws)


@transaction.atomic
def revise(topic: str, text: str, *, by: Actor, at: datetime) -> Law:
    """Publish a new version of one topic from its text: a later day, the same shape; the old one stays (R170).

    A broken text is refused with line and key, and so is a day on which a version is in force already.
    """
    if not by.holds(Role.LAW_EDITOR, Role.SYSTEM):
        raise NotYours("Only a law editor publishes the law.")
    law = parse(Topic(topic), text.replace("\r\n", "\n"), f"{topic}")
    if law.starts <= local_day(at):
        raise Refusal("A new version begins on a later day than today.")
    if PolicyVersion.objects.filter(topic=law.topic, starts=law.starts).exists():
        raise Refusal(
            "%(law)s is published already and cannot change; write a new version with a later day.",
            law=law.id,
        )
    _publish(law, by, at)
    return law


def _publish(law: Law, by: Actor, at: datetime, *, keep: bool = False) -> Sentence:
    row, is_new = PolicyVersion.objects.get_or_create(
        topic=law.topic,
        starts=law.starts,
        defaults={
            "until": law.until,
            "title": law.title,
            "source": law.source,
            "text": law.text,
            "digest": law.digest,
            "published_at": at,
            "published_by": by.key,
        },
    )
    if is_new:
        return Sentence("%(law)s is published.", {"law": law.id})
    if row.digest != law.digest and keep:
        return Sentence(KEPT, {"law": law.id})
    if row.digest != law.digest:
        raise Refusal(
            "%(law)s is published already and cannot change; write a new version with a later day.",
            law=law.id,
        )
    return Sentence("%(law)s was published before, unchanged.", {"law": law.id})


def _read_all(paths: list[Path]) -> tuple[list[Law], list[Sentence]]:
    laws: list[Law] = []
    problems: list[Sentence] = []
    for path in paths:
        try:
            laws.append(read(path))
        except Refusal as refusal:
            problems.append(refusal.sentence)
    return laws, problems


def _run_cases(folder: Path, laws: list[Law]) -> tuple[int, list[Sentence]]:
    held, failed = 0, []
    for topic, path in case_files(folder):
        try:
            for case in cases.read(topic, path):
                said = cases.run(case, laws)
                if said is None:
                    held += 1
                else:
                    failed.append(said)
        except Refusal as refusal:
            failed.append(refusal.sentence)
    return held, failed
