"""The files that come with a request or with what is added to it.

The event carries the SHA-256 of each file as it is kept, so that an exchanged file shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from jiesu.intake.models import Material
from jiesu.kit import evidence
from jiesu.kit.evidence import Checked, Upload
from jiesu.orders.face import Order
from jiesu.rules.verdict import Refusal

MOST = 5
"""So many files go with one entry of a requester."""


def checked(files: Iterable[Upload]) -> list[Checked]:
    """The files as they may be kept. Refusal with the name of the one that cannot be taken."""
    found = list(files)
    if len(found) > MOST:
        raise Refusal("At most %(n)s files go with one entry.", n=MOST)
    return evidence.check_all(found)


def digests(files: Sequence[Checked]) -> dict[str, Any]:
    """What the event says of the files; nothing where there are none."""
    return {"files": [file.digest for file in files]} if files else {}


def enclosed(order: Order, seq: int, files: Sequence[Checked], *, by: str, at: datetime) -> None:
    """Keep the files of an event, once, however often it is sent."""
    if not files or Material.objects.filter(order=order, seq=seq).exists():
        return
    with evidence.kept(files) as names:
        Material.objects.bulk_create(
            Material(
                order=order, seq=seq, name=file.name, stored=name, kind=file.kind, size=len(file.content),
                digest=file.digest, by=by, at=at,
            )
            for name, file in zip(names, files, strict=True)
        )  # fmt: skip
