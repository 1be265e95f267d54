"""What the house asks of the outside world, as small Protocols. Cities differ here, never by an `if city`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable


class Unreachable(Exception):
    """The other side did not take it; worth trying again later."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the other side said when it took something: its own number, and whether it is really under way."""

    ref: str
    sent: bool
    note: str = ""


@runtime_checkable
class Adapter(Protocol):
    """Every adapter says what it is and whether anything is connected behind it; the health page shows it."""

    name: str

    @property
    def connected(self) -> bool: ...


@runtime_checkable
class Sms(Adapter, Protocol):
    """Text messages."""

    def send(self, *, to: str, text: str, key: str) -> Receipt:
        """Send a text to a number. `key` names the message: sent twice under one key it arrives once.

        Raises Unreachable where it was not taken.
        """
        ...


@runtime_checkable
class Mail(Adapter, Protocol):
    """E-mail."""

    def send(self, *, to: str, subject: str, text: str, key: str) -> Receipt:
        """Send a plain message. `key` becomes its Message-ID. Raises Unreachable where it was not taken."""
        ...


@runtime_checkable
class Candidate(Protocol):
    """A place that a text may mean."""

    @property
    def area(self) -> str: ...

    @property
    def path(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def matched(self) -> str: ...


@runtime_checkable
class Geocoder(Adapter, Protocol):
    """From words to places."""

    def candidates(self, text: str, *, limit: int = 5) -> Sequence[Candidate]:
        """The areas that the text may mean, the most exact and deepest first."""
        ...


@runtime_checkable
class EmergencyLine(Adapter, Protocol):
    """110, 119, 120, 122: handing a caller over."""

    def hand_over(self, *, number: str, order: str, place: str, text: str, key: str) -> Receipt:
        """Hand what is known to the line of that number. Raises Unreachable where it was not taken."""
        ...
