"""Who is competent (派单目录): matter × place × level → unit, with its basis; when a machine may dispatch.

Law: regulation art 11-12 (statutory power, territory, level; unclear unit but clear district → the district;
streets dispatched directly are copied to the district), 14 (lead), 17 (a community may assist, never lead).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from jiesu.rules.terms import Level, Mode, RequestType, UnitRole
from jiesu.rules.verdict import Refusal, Sentence, Verdict

COMMUNITY = "community"


@dataclass(frozen=True, slots=True)
class Body:
    """A body that duties name: units of these kinds whose names hold one of the words, or units by code."""

    name: str
    kinds: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()
    units: frozenset[str] = frozenset()

    def fits(self, post: Post) -> bool:
        """Whether a unit of the installation is this body."""
        if post.code in self.units:
            return True
        if self.units or post.kind not in self.kinds:
            return False
        return not self.names or any(name in post.name for name in self.names)


@dataclass(frozen=True, slots=True)
class Duty:
    """A body's duty for a category. Empty level or areas: any. Dates bound its validity, both inclusive.

    `own`: a district wrote it for itself; there it comes before the city's (R051).
    """

    body: str
    level: str = ""
    role: UnitRole = UnitRole.LEAD
    areas: frozenset[str] = frozenset()
    valid_from: date = date.min
    valid_to: date = date.max
    clause: str = ""
    own: bool = False

    def __post_init__(self) -> None:
        if self.level == COMMUNITY and self.role is UnitRole.LEAD:
            raise ValueError("a duty in which a community assists; it may never lead (art 17)")

    def holds(self, area_path: str, day: date) -> bool:
        """Whether the duty is valid on the day and covers the place."""
        return self.valid_from <= day <= self.valid_to and (
            not self.areas or bool(self.areas & set(area_path.split("/")))
        )


@dataclass(frozen=True, slots=True)
class Category:
    """A line of the catalogue. Codes nest: "05", "0502", "050203"; one without duties has its parent's."""

    name: str
    words: tuple[str, ...] = ()
    duties: tuple[Duty, ...] = ()


@dataclass(frozen=True, slots=True)
class Automatic:
    """When the machine may dispatch alone, and how many candidates a person is shown."""

    at_least: Fraction
    margin: Fraction
    show_from: Fraction
    shown: int
    never_types: frozenset[RequestType]
    never_levels: frozenset[Level]
    checked_share: Fraction
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The duty catalogue of one city, in force from one day on.

    After `most_returns` upheld objections the next unit is designated; None: the law says nothing of it.
    """

    categories: Mapping[str, Category]
    bodies: Mapping[str, Body]
    automatic: Automatic
    backstop: Duty
    copy_to: Duty
    copied_kinds: frozenset[str]
    most_returns: int | None = None

    def __post_init__(self) -> None:
        for code in self.categories:
            if len(code) > 2 and code[:-2] not in self.categories:
                raise ValueError(f"category {code} to hang below a category {code[:-2]}")
        duties = [duty for category in self.categories.values() for duty in category.duties]
        for duty in (*duties, self.backstop, self.copy_to):
            if duty.body not in self.bodies:
                raise ValueError(f"the body “{duty.body}” to be listed under bodies")

    def designates(self, returns: int) -> bool:
        """Whether an order that came back so often goes to a unit that cannot object."""
        return self.most_returns is not None and returns >= self.most_returns

    def duties_of(self, code: str) -> tuple[Duty, ...]:
        """The duties of a category, or of the nearest line above it that has any."""
        while code:
            category = self.categories.get(code)
            if category is not None and category.duties:
                return category.duties
            code = code[:-2]
        return ()

    def path_of(self, code: str) -> tuple[str, ...]:
        """The names from level one down: 住房城乡建设, 物业管理, 电梯故障."""
        parts = (self.categories.get(code[:n]) for n in range(2, len(code) + 1, 2))
        return tuple(category.name for category in parts if category is not None)

    def code_named(self, text: str) -> str:
        """The code that a text means: a code, a path "住房城乡建设/物业管理/电梯故障", or a name; else ""."""
        if text in self.categories:
            return text
        parts = tuple(part.strip() for part in text.replace("／", "/").replace(">", "/").split("/"))
        fits = (code for code in self.categories if self.path_of(code)[-len(parts) :] == parts)
        return max(fits, key=len, default="")

    def leaves(self) -> tuple[str, ...]:
        """The codes that have no line below them."""
        parents = {code[:-2] for code in self.categories}
        return tuple(code for code in self.categories if code not in parents)


@dataclass(frozen=True, slots=True)
class Post:
    """A unit of the installation, as far as routing asks."""

    code: str
    name: str
    kind: str
    level: str
    area_path: str = "/"


class Roster:
    """The installation's units by the bodies of a catalogue and the places they serve; build it once."""

    def __init__(self, catalogue: Catalogue, posts: Iterable[Post]) -> None:
        self._places: dict[tuple[str, str], list[Post]] = defaultdict(list)
        self._bodies: dict[str, list[Post]] = defaultdict(list)
        self.posts = {post.code: post for post in posts}
        for post in self.posts.values():
            for code, body in catalogue.bodies.items():
                if body.fits(post):
                    self._places[code, post.area_path].append(post)
                    self._bodies[code].append(post)

    def alone(self, duty: Duty) -> bool:
        """Whether one unit alone is the duty's body at its level: then it answers wherever the matter lies."""
        return sum(not duty.level or post.level == duty.level for post in self._bodies[duty.body]) == 1

    def serving(self, duty: Duty, area_path: str) -> list[Post]:
        """The units that are the duty's body at its level and serve the place, the nearest first."""
        found = []
        for place in _upwards(area_path):
            for post in self._places.get((duty.body, place), ()):
                if not duty.level or post.level == duty.level:
                    found.append(post)
        return found


@dataclass(frozen=True, slots=True)
class Guess:
    """A category (or a unit) that reading found likely, with its calibrated probability."""

    code: str
    confidence: Fraction


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that may be competent, why, and how sure that is. `by_catalogue`: a duty names it.

    `everywhere`: no other unit is competent, wherever the matter lies (a city's only bus company).
    """

    unit: str
    role: UnitRole
    category: str
    confidence: Fraction
    clause: str
    reasons: tuple[Sentence, ...]
    by_catalogue: bool = True
    mode: Mode = Mode.DIRECT
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Leads ranked by confidence; who assists the first; who gets a copy; whether duties cross (R081)."""

    leads: tuple[Candidate, ...]
    assists: tuple[Candidate, ...] = ()
    copies: tuple[Candidate, ...] = ()
    crossing: bool = False

    @property
    def margin(self) -> Fraction:
        """How far the first lead is ahead of the second."""
        second = self.leads[1].confidence if len(self.leads) > 1 else Fraction(0)
        return self.leads[0].confidence - second if self.leads else Fraction(0)


def suggest(
    catalogue: Catalogue,
    roster: Roster,
    *,
    area_path: str,
    day: date,
    category: str = "",
    guesses: Sequence[Guess] = (),
    units: Sequence[Guess] = (),
) -> Verdict[Suggestion]:
    """Which units are competent for a matter at a place on a day.

    `category` is one that a person chose (then `guesses` are not asked); `guesses` are categories and `units`
    are units that reading found likely. Where no duty finds a unit, the district stands in (art 12(2)).
    """
    ranked = (Guess(category, Fraction(1)),) if category else guesses
    found = [c for guess in ranked for c in _by_duty(catalogue, roster, guess, area_path, day)]
    leads = _ranked([c for c in found if c.role is UnitRole.LEAD], units, roster)
    steps = [Sentence("%(n)s duties of the catalogue apply.", {"n": len(found)})]
    if not leads:
        leads = _backstop(catalogue, roster, area_path)
        steps.append(Sentence("No duty finds a unit: the district stands in."))
    leads = leads[: catalogue.automatic.shown]
    first = leads[0].category if leads else ""
    assists = tuple(c for c in found if c.role is UnitRole.ASSIST and c.category == first)
    crossing = len({c.unit for c in leads if c.by_catalogue and c.category == first}) > 1
    value = Suggestion(leads, assists, _copies(catalogue, roster, leads, area_path), crossing)
    return Verdict(value, leads[0].clause if leads else "", tuple(steps))


def automatic(
    law: Automatic,
    suggestion: Suggestion,
    *,
    request_type: RequestType,
    level: Level,
    place_resolved: bool,
    sensitive: bool = False,
    minor: bool = False,
) -> Verdict[bool]:
    """Whether the first lead may be dispatched to without a person; the steps say what stands against it."""
    leads = suggestion.leads
    placed = place_resolved or bool(leads and leads[0].everywhere)
    against = (
        (not leads, Sentence("No unit was found.")),
        (bool(leads) and not leads[0].by_catalogue, Sentence("The catalogue does not name the unit.")),
        (bool(leads) and leads[0].confidence < law.at_least, Sentence("The suggestion is not sure enough.")),
        (suggestion.margin < law.margin, Sentence("The second candidate is too near.")),
        (suggestion.crossing, Sentence("Duties of several units cross.")),
        (not placed, Sentence("The place is not resolved to one street.")),
        (request_type in law.never_types, Sentence("A person dispatches this type of request.")),
        (level in law.never_levels, Sentence("A person dispatches this level.")),
        (sensitive, Sentence("The request is sensitive.")),
        (minor, Sentence("The request concerns a minor.")),
    )
    steps = tuple(sentence for stands, sentence in against if stands)
    return Verdict(not steps, law.clause, steps)


def by_words(
    catalogue: Catalogue, text: str, *, shown: int = 3, among: Iterable[str] | None = None
) -> tuple[Guess, ...]:
    """Categories whose words the text holds, the longest words first: the cold start of reading.

    The confidence is the share of matched characters; without any match, nothing. `among`: the only codes that
    can match, where the caller knows them (from an index of the words).
    """
    points: dict[str, int] = {}
    for code in catalogue.categories if among is None else among:
        for word in catalogue.categories[code].words:
            if word in text:
                points[code] = points.get(code, 0) + len(word) ** 2
    total = sum(points.values())
    best = sorted(points, key=lambda code: (-points[code], code))
    return tuple(Guess(code, Fraction(points[code], total)) for code in best[:shown])


def check_lead(posts: Mapping[str, Post], unit: str) -> None:
    """Refuse a community as lead (art 17)."""
    if posts[unit].level == COMMUNITY:
        raise Refusal("A community may assist, but never lead.")


def _by_duty(
    catalogue: Catalogue, roster: Roster, guess: Guess, area_path: str, day: date
) -> Iterable[Candidate]:
    name = " / ".join(catalogue.path_of(guess.code))
    holding = [duty for duty in catalogue.duties_of(guess.code) if duty.holds(area_path, day)]
    refined = any(duty.own and duty.role is UnitRole.LEAD for duty in holding)
    for duty in holding:
        if refined and not duty.own and duty.role is UnitRole.LEAD:
            continue
        for post in roster.serving(duty, area_path)[:1]:
            said = {"category": name, "body": catalogue.bodies[duty.body].name}
            reason = Sentence("The catalogue gives “%(category)s” to %(body)s.", said)
            yield Candidate(
                post.code, duty.role, guess.code, guess.confidence, duty.clause, (reason,),
                everywhere=roster.alone(duty),
            )  # fmt: skip


def _ranked(candidates: Iterable[Candidate], units: Sequence[Guess], roster: Roster) -> tuple[Candidate, ...]:
    best: dict[str, Candidate] = {}
    for candidate in candidates:
        known = best.get(candidate.unit)
        if known is None or known.confidence < candidate.confidence:
            best[candidate.unit] = candidate
    for guess in units:
        if guess.code in roster.posts:
            best[guess.code] = _with_history(best.get(guess.code), guess)
    return tuple(sorted(best.values(), key=lambda c: (-c.confidence, not c.by_catalogue, c.unit)))


def _with_history(known: Candidate | None, guess: Guess) -> Candidate:
    reason = Sentence("Requests like this went to it before.")
    if known is None:
        return Candidate(guess.code, UnitRole.LEAD, "", guess.confidence, "", (reason,), by_catalogue=False)
    better = max(known.confidence, guess.confidence)
    return replace(known, confidence=better, reasons=(*known.reasons, reason))


def _backstop(catalogue: Catalogue, roster: Roster, area_path: str) -> tuple[Candidate, ...]:
    duty = catalogue.backstop
    reason = Sentence("The unit is unclear, the district is known.")
    return tuple(
        Candidate(post.code, UnitRole.LEAD, "", catalogue.automatic.show_from, duty.clause, (reason,), False)
        for post in roster.serving(duty, area_path)[:1]
    )


def _copies(
    catalogue: Catalogue, roster: Roster, leads: Sequence[Candidate], area_path: str
) -> tuple[Candidate, ...]:
    if not leads or roster.posts[leads[0].unit].kind not in catalogue.copied_kinds:
        return ()
    duty = catalogue.copy_to
    reason = Sentence("A street was dispatched to directly: the district urges and coordinates.")
    return tuple(
        Candidate(
            post.code, duty.role, leads[0].category, Fraction(1), duty.clause, (reason,), mode=Mode.DUAL
        )
        for post in roster.serving(duty, area_path)[:1]
    )


def _upwards(area_path: str) -> list[str]:
    parts = [part for part in area_path.split("/") if part]
    return ["/" + "".join(f"{p}/" for p in parts[:n]) for n in range(len(parts), -1, -1)]
