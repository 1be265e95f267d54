"""What intake's verbs share: words that are kept beside the ledger, and their fingerprint in it."""

from __future__ import annotations

from jiesu.intake.models import Article, Note
from jiesu.intake.words import Branch
from jiesu.kit.crypto import keyed_hash
from jiesu.orders.face import Event
from jiesu.rules.verdict import Refusal

LONGEST = 100_000


def worded(text: str, missing: str) -> str:
    """The words without NUL and blanks around them. Refusal (`missing`) where nothing is left."""
    words = text.replace("\0", "").strip()
    if not words:
        raise Refusal(missing)
    if len(words) > LONGEST:
        raise Refusal("The text has more than %(most)s characters.", most=LONGEST)
    return words


def clause_of(branch: Branch | None) -> str:
    """The clause of a special branch."""
    return f"条例第十一条第三款第({branch.value[1]})项" if branch else ""


def fingerprint(text: str) -> str:
    """The keyed fingerprint by which the ledger knows the words of a note; nothing for no words."""
    return keyed_hash(text).hex() if text else ""


def noted(event: Event, *, article: Article | None = None, **said: str) -> Event:
    """Keep the words of an event, where there are any."""
    if any(said.values()):
        kept = {**said, "article": article, "by": event.by, "at": event.at}
        Note.objects.get_or_create(order_id=event.order_id, seq=event.seq, verb=event.verb, defaults=kept)
    return event
