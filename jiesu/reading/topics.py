"""Topics: the same matter at the same place, told by many; with title, place, heat, first and last seen.

Messages join by average linkage of weighted n-grams (the subject counts most; half of the likeness is that of the
rare longer pieces, in which names of places, companies and projects stand), so that one chance likeness does not
chain two matters together. Heat is the number of people in the core of a topic: those who say nearly the same of
the same place. A crowd that only shares the words of its field (公积金, 地铁) or of its district has a small core,
however large it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from jiesu.reading.grams import in_chunks
from jiesu.reading.locate import places
from jiesu.reading.personal import mask

BITS = 20
BODY = 400  # characters of the body that count
CLOSE = 0.055  # mean cosine from which messages are one topic
BATCH = 5000  # messages clustered at once; later batches join the topics of earlier ones
SMALLEST = 3  # members of a topic
CORE = (0.3, 0.4)  # mean likeness to the rest of the core, loose and close; heat is the mean of the two sizes
PLACE = 0.05  # what the same place in the subject adds to the likeness inside a core
MOST = 2000  # people of one topic that are compared with each other; of more, an even sample
NAMES = (3, 4)  # characters of the pieces of a name
COMMON = 0.05  # a gram in more than this share of the messages says nothing
_POLITE = re.compile(r"^(?:关于|请问|咨询|投诉|举报|反映|建议|请求|求助|希望|强烈|再次|恳请|急)+[::,,]?")

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Message:
    """One message: its id, what it says, when it came (ISO text, sortable) and, where known, who sent it."""

    id: str
    subject: str
    body: str
    time: str = ""
    sender: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic, ranked by heat."""

    rank: int
    title: str
    place: str
    first: str
    last: str
    heat: float
    members: tuple[str, ...]
    by_day: dict[str, int] = field(default_factory=dict)
    words: tuple[str, ...] = ()


def topics(messages: Sequence[Message], *, close: float = CLOSE, smallest: int = SMALLEST) -> list[Topic]:
    """All topics of at least `smallest` members, hottest first."""
    listed = sorted(messages, key=lambda m: (m.time, m.id))
    if len(listed) < smallest:
        return []
    vectors = _vectors(listed)
    labels = cluster(_with_names(listed, vectors), close=close)
    cores = _Cores(listed, vectors)
    order = np.argsort(labels, kind="stable")
    edges = np.flatnonzero(np.diff(labels[order], prepend=-1))
    groups = [rows for rows in np.split(order, edges[1:]) if len(rows) >= smallest]
    found = [_topic([listed[i] for i in rows], rows, vectors, cores) for rows in groups]
    found.sort(key=lambda topic: (-topic.heat, topic.first, topic.members))
    return [replace(topic, rank=rank) for rank, topic in enumerate(found, 1)]


def cluster(vectors: sp.csr_matrix, *, close: float = CLOSE) -> Ints:
    """A cluster number for each row: average linkage inside a batch; later batches join by mean cosine."""
    labels = np.zeros(vectors.shape[0], np.int64)
    centres: sp.csr_matrix | None = None
    sizes = np.zeros(0)
    for start in range(0, vectors.shape[0], BATCH):
        part = vectors[start : start + BATCH]
        inner = _linked(part, close)
        member = _membership(inner)
        count = np.bincount(inner).astype(float)
        means = (sp.diags(1 / count) @ member @ part).tocsr()
        if centres is None:
            names = np.arange(len(count))
            centres, sizes = means, count
        else:
            names = np.full(len(count), -1)
            _match(means, centres, close, names)
            fresh = np.flatnonzero(names < 0)
            names[fresh] = len(sizes) + np.arange(len(fresh))
            old = np.flatnonzero(names < len(sizes))
            move = sp.csr_matrix((count[old], (names[old], old)), shape=(len(sizes), len(count)))
            total = sizes + np.asarray(move.sum(1)).ravel()
            centres = sp.vstack(
                [sp.diags(1 / total) @ (sp.diags(sizes) @ centres + move @ means), means[fresh]]
            )
            centres = centres.tocsr()
            sizes = np.concatenate([total, count[fresh]])
        labels[start : start + part.shape[0]] = names[inner]
    return labels


def _match(means: sp.csr_matrix, centres: sp.csr_matrix, close: float, names: Ints) -> None:
    for i in range(0, means.shape[0], 500):
        likeness = (means[i : i + 500] @ centres.T).toarray()
        best = likeness.argmax(1)
        near = likeness[np.arange(len(best)), best] >= close
        names[i : i + 500] = np.where(near, best, -1)


def _linked(part: sp.csr_matrix, close: float) -> Ints:
    if part.shape[0] < 2:
        return np.zeros(part.shape[0], np.int64)
    distance = 1.0 - (part @ part.T).toarray().astype(np.float32)
    np.fill_diagonal(distance, 0.0)
    tree = linkage(squareform(np.maximum(distance, 0.0), checks=False), "average")
    return np.asarray(fcluster(tree, 1.0 - close, "distance") - 1, dtype=np.int64)


def _membership(labels: Ints) -> sp.csr_matrix:
    return sp.csr_matrix(
        (np.ones(len(labels), np.float32), (labels, np.arange(len(labels)))),
        shape=(labels.max() + 1, len(labels)),
    )


def _vectors(messages: Sequence[Message]) -> sp.csr_matrix:
    """Unit rows: how alike what is said is."""
    subjects = [m.subject for m in messages]
    bodies = [m.body.strip()[:BODY] for m in messages]
    head, text = in_chunks(subjects, (1, 2, 3), BITS), in_chunks(bodies, (1, 2, 3), BITS)
    views = ((head, 1.0), (text, 0.5), ((head + text).tocsr(), 0.5))
    whole = sp.hstack([_weighted(view) * weight for view, weight in views]).tocsr()
    return _unit(whole).astype(np.float32)


def _with_names(messages: Sequence[Message], vectors: sp.csr_matrix) -> sp.csr_matrix:
    """Unit rows for joining: half of the likeness is what is said, half the rare longer pieces (names)."""
    texts = [f"{m.subject}\n{m.body.strip()[:BODY]}" for m in messages]
    return _unit(sp.hstack([vectors, _weighted(in_chunks(texts, NAMES, BITS))]).tocsr()).astype(np.float32)


def _weighted(view: sp.csr_matrix) -> sp.csr_matrix:
    df = np.bincount(view.indices, minlength=view.shape[1])
    size = view.shape[0]
    kept = np.flatnonzero((df >= 2) & (df <= max(COMMON * size, 10)))
    view = view[:, kept]
    view.data *= np.log((1 + size) / df[kept])[view.indices].astype(np.float32)
    return _unit(view)


def _unit(view: sp.csr_matrix) -> sp.csr_matrix:
    length = np.sqrt(np.asarray(view.multiply(view).sum(1)).ravel())
    length[length == 0] = 1
    return (sp.diags(1 / length) @ view).tocsr()


class _Cores:
    """How many people stand closely together in a group of messages."""

    def __init__(self, messages: Sequence[Message], vectors: sp.csr_matrix) -> None:
        named = ["\n".join(place.text for place in places(m.subject)) for m in messages]
        self.messages, self.vectors = messages, vectors
        self.named = _weighted(in_chunks(named, NAMES, BITS))

    def heat(self, rows: Ints) -> float:
        """The people of the core, on average over the closenesses of CORE; each sender counts once."""
        first: dict[str, int] = {}
        for row in rows.tolist():
            first.setdefault(self.messages[row].sender or self.messages[row].id, row)
        people = np.fromiter(first.values(), np.int64)
        part = people[:: len(people) // MOST + 1]
        text, named = self.vectors[part], self.named[part]
        likeness = (text @ text.T).toarray() + PLACE * (named @ named.T).toarray()
        np.fill_diagonal(likeness, 0.0)
        sizes = [core(likeness, close) for close in CORE]
        return float(np.mean(sizes)) * len(people) / len(part)


def core(likeness: NDArray[np.float64], close: float) -> int:
    """How many are left when whoever stands farthest from the rest goes, until all are `close` on average."""
    sums, here, left = likeness.sum(1), np.ones(len(likeness), bool), len(likeness)
    while left >= SMALLEST:
        farthest = int(np.where(here, sums, np.inf).argmin())
        if sums[farthest] >= close * (left - 1):
            return left
        here[farthest] = False
        sums, left = sums - likeness[:, farthest], left - 1
    return 0


def _topic(members: list[Message], rows: Ints, vectors: sp.csr_matrix, cores: _Cores) -> Topic:
    part = vectors[rows]
    middle = np.asarray(part @ np.asarray(part.mean(0)).ravel()).ravel()
    times = sorted(m.time for m in members if m.time)
    return Topic(
        0,
        title(members, middle),
        _place(members),
        times[0] if times else "",
        times[-1] if times else "",
        round(cores.heat(rows), 3),
        tuple(m.id for m in members),
        dict(sorted(Counter(day[:10] for day in times).items())),
    )


def title(members: Sequence[Message], middle: NDArray[np.float64]) -> str:
    """The subject nearest to the middle of the topic, without courtesies and personal data."""
    best = members[int(middle.argmax())]
    text = mask(best.subject.strip() or best.body.strip()[:30])
    return _POLITE.sub("", text) or text


def _place(members: Sequence[Message]) -> str:
    named: Counter[str] = Counter()
    for message in members:
        named.update({place.text for place in places(f"{message.subject}\n{message.body[:BODY]}")})
    if not named:
        return ""
    most = max(named.values())
    return max((p for p, n in named.items() if n >= most * 0.7), key=lambda p: (len(p), named[p], p))


def surges(counts: Sequence[int], *, season: int = 7, least: int = 5, ratio: float = 2.5) -> list[int]:
    """Places in a series of counts that stand out against their season (the same weekday) and the recent level.

    A count is a surge if it is at least `least` and more than `ratio` times (plus three deviations of a Poisson
    count) the median of the earlier values of the same phase, or of all earlier ones where the season is short.
    """
    found = []
    for i, count in enumerate(counts):
        before = list(counts[i % season : i : season])
        level = float(np.median(before if len(before) >= 3 else counts[:i])) if i else 0.0
        if count >= least and count > level + 3 * max(level, 1.0) ** 0.5 and count >= ratio * max(level, 1.0):
            found.append(i)
    return found


def flagged_after(topic: Topic, messages: Sequence[Message], *, smallest: int = SMALLEST) -> int | None:
    """Early alarm: how many members of `topic` had come when the stream first showed them as one topic."""
    listed = sorted(messages, key=lambda m: (m.time, m.id))
    mine = set(topic.members)
    places_ = [i for i, m in enumerate(listed) if m.id in mine]
    for count in range(smallest, len(places_) + 1):
        heard = listed[max(0, places_[count - 1] + 1 - BATCH) : places_[count - 1] + 1]
        labels = cluster(_with_names(heard, _vectors(heard)))
        inside = Counter(labels[i] for i, m in enumerate(heard) if m.id in mine)
        if inside and max(inside.values()) >= smallest:
            return count
    return None
