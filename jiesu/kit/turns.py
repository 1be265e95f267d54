"""What a room's turn says of itself: what it did, and whether more of the same waits."""

from __future__ import annotations


class Unfinished(str):
    """What a turn did that took as much as a turn takes: more may wait, and the next turn comes without a pause."""

    __slots__ = ()
