"""What the keys of the law are called on the screen; a key without a name (a code, a city's word) stays."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from django.utils.translation import pgettext

from jiesu.kit.words import as_term, label, length
from jiesu.policy.decode import Row
from jiesu.rules.dispatching import Way
from jiesu.rules.early import Sort
from jiesu.rules.handling import Material
from jiesu.rules.limits import Link
from jiesu.rules.norms import WorkStage
from jiesu.rules.register import Obstacle
from jiesu.rules.scoring import Rate
from jiesu.rules.spans import Span
from jiesu.rules.supervision import Track
from jiesu.rules.terms import Level, RequestType, Term
from jiesu.rules.thresholds import Colour
from jiesu.rules.whistle import Mark, WhistleKind

_NAMES = MappingProxyType(
    {
        "advanced": "Advanced",
        "alarm_share": "Looked at above",
        "alarm_times_mean": "Looked at above times the mean",
        "answers": "Answers",
        "apply_within": "May be asked for within",
        "areas": "Areas",
        "arrive": "Arrival",
        "asked": "Asked for by the unit",
        "at_least": "At least",
        "at_most": "At most",
        "attempts": "Attempts",
        "attribute_by": "Belongs to the period by",
        "automatic": "Automatic dispatch",
        "backstop": "Backstop",
        "basically": "Part of “basically satisfied”",
        "board": "Hour of the board",
        "bodies": "Competent bodies",
        "body": "Body",
        "by_reply": "The reply is the effect",
        "called": "Who is called",
        "callers": "Who calls",
        "categories": "Categories",
        "channels": "Channels",
        "checked_share": "Share checked by a person",
        "checklist": "To be prepared",
        "claim": "Claim",
        "clause": "Clause",
        "clocks": "Special clocks",
        "closes": "Closes",
        "colours": "Colours",
        "contact": "First contact",
        "copied_kinds": "Copied when dispatched to",
        "copy_to": "Copy goes to",
        "crowded": "Streets with the most requests",
        "authority": "Kind of provision",
        "days": "Days",
        "districts": "Districts",
        "direct_by_default": "Direct dispatch where nothing else is said",
        "double_no_from": "Double-no rate from",
        "draws": "Shares drawn",
        "dual": "Dual dispatch, street and district",
        "dual_order": "Dual order, police and local government",
        "dual_send": "Dual dispatch, street and department",
        "duties": "Duties",
        "endorsed": "Signed by the head before dispatch",
        "ends": "Ends with",
        "enterprise": "Enterprise",
        "evaluate_within": "Evaluated within",
        "extension": "Extension",
        "final": "Final limit",
        "finished_within": "Finished within",
        "first": "First unit",
        "first_day": "First day",
        "floor": "Floor of the two rates",
        "forwarding": "How a district forwards",
        "freeze_after_days": "Final after days",
        "frequent": "High-frequency matters",
        "from_round": "From round",
        "gain_from": "Gain from",
        "governance": "Governance",
        "grades": "Grades",
        "grounds": "Grounds",
        "group": "Bodies of a joint group",
        "highest": "Highest mark",
        "hotline": "Channels of the hotline",
        "informed": "District told of a direct dispatch to",
        "key": "Key orders",
        "kind": "Kind",
        "kinds": "Kinds of unit",
        "ladder": "Ladder",
        "lagging": "Lagging units",
        "late_off": "Off for a missed limit",
        "leagues": "Leagues",
        "least": "Least number",
        "level": "Level",
        "levels": "Levels",
        "lifted_by": "Lifted by",
        "limit": "Limit",
        "lines": "Who may call whom",
        "link": "Shown beside it",
        "local": "Local Party committee or government",
        "look_back_days": "Days looked back for a proposal",
        "low_below": "Low below",
        "lowest": "Lowest mark",
        "margin": "Margin to the second",
        "materials": "Materials",
        "matters": "Kinds of whistle",
        "means": "Means",
        "meeting": "Joint meeting",
        "most_returns": "Returns before a unit is designated",
        "name": "Name",
        "names": "Words in its name",
        "near": "Near its limit",
        "needs": "Needed before a reply",
        "never_levels": "Never for levels",
        "never_types": "Never for types",
        "objection": "Objection",
        "off": "Days off",
        "office": "Office hours",
        "opens": "Opens",
        "otherwise": "Otherwise",
        "partly": "Part of “partly solved”",
        "passive_below": "Passive below",
        "pauses": "Pauses",
        "period": "Period",
        "periods": "Periods",
        "points": "Points",
        "poor_below": "Poorly prepared below",
        "powers": "Powers of a street",
        "pressed": "Pressed at least",
        "profiles": "Profiles",
        "progress": "Progress",
        "promises_after": "Promises checked after",
        "rank_from": "Ranked from",
        "ranks": "Who visits",
        "ratio_top": "Ratio in the top",
        "recheck": "Second draw",
        "recheck_share": "Share rechecked",
        "rectification": "Rectification",
        "recurrence_after": "Recurrence checked after",
        "rehandle": "Another round",
        "rehandle_rounds": "Rounds",
        "repeated": "Repeated from",
        "resolution_below": "Resolution below",
        "respond": "Answer",
        "result": "Result",
        "results": "Results",
        "review_levels": "Levels of review",
        "review_within": "Review within",
        "role": "Role",
        "roll_over_holiday": "Moves past holidays",
        "ruleset": "Rule set",
        "ruling": "Ruling",
        "same_district": "Of the own district only",
        "sample": "Double sample",
        "scales": "Scales",
        "standing": "Matters that stay high",
        "months": "Whole months",
        "crossed": "High in volume, low in rank",
        "volume": "First by volume",
        "rank": "Last by rank",
        "score_bottom": "Score in the bottom",
        "score_on": "Which follow-up counts",
        "scores": "Scores",
        "second": "Second unit",
        "sensitive": "Sensitive words",
        "share": "Share",
        "show_from": "Shown from",
        "shown": "How many are shown",
        "sideways": "May forward to units beside them",
        "signers": "Signers in order",
        "slots": "Slots",
        "stage": "Stage",
        "starts": "Starts with",
        "starts_within": "Starts within",
        "sub_unit": "Unit below",
        "subjects": "Subjects",
        "summary": "Summary",
        "table": "Table of levels",
        "tags": "Tags",
        "times": "Times",
        "tracks": "Tracks",
        "types": "Types",
        "units": "Units",
        "valid_from": "Valid from",
        "valid_to": "Valid to",
        "volume_top": "Volume in the top",
        "way": "Way",
        "weekday": "Weekday",
        "weight": "Weight",
        "weights": "Weights",
        "when": "Applies to",
        "within": "Within",
        "words": "Words",
        "worked": "Weekend days worked",
        "years": "Years",
        "again": "Reminded again after",
        "before": "Reminded before",
        "cap": "Cap",
        "every": "Every",
        "evidence": "Evidence",
        "over": "Counted over",
        "procedure": "Procedure",
        "renewals": "Renewals",
        "review": "Review",
        "scope": "Scope",
        "standard": "Standard",
        "checks": "Checks",
        "course": "Course",
        "fields": "Fields",
        "needed": "Needed before closing",
        "requests": "Kinds of request",
        "roles": "Roles",
        "signed_by": "Signed by",
        "stages": "Stages",
        "verbs": "Verbs",
        "sorts": "Sorts of warning",
        "rates": "Floors of the three rates",
        "rates_from": "Forecast from so many orders",
        "remind": "Units reminded so many days ahead",
        "volumes": "Volumes that stand out",
        "seasons": "Seasons found in past years",
        "risks": "Tags of a risk",
        "named": "Seasons that are named",
        "plans": "Response plans",
        "ratio": "Times the mean",
        "weeks": "Weeks compared",
        "lead": "Days before its begin",
        "begins": "Begins",
        "threshold": "Launched from",
        "actions": "What is done",
        "category": "Category",
        "bonus": "Bonus points",
        "media": "Problems reported by the media",
        "each": "For each",
        "groups": "Comparison groups",
        "schemes": "Schemes of single units",
        "league": "League",
        "day": "Result of a day",
        "week": "Result of a week",
        "month": "Result of a month",
        "due": "Limit",
        "exclusion": "Ground of exclusion",
        "outcome": "Outcome",
        "reached": "Whether reached",
        "reply": "Reply",
    }
)
_TERMS: tuple[type[Term], ...] = (
    Level, Rate, Colour, Link, WhistleKind, Mark, Way, Track, Obstacle, Material, WorkStage, RequestType,
    Sort,
)  # fmt: skip

_VOCABULARIES = (
    "UnitKind", "UnitLevel", "Tag", "RequestType", "Level", "Channel", "Role", "Verb", "Outcome", "VisitRank",
    "Mode", "Grade", "Fact", "Kind", "Measure", "EntryState", "Register", "Table",
)  # fmt: skip
_CODES = MappingProxyType(
    {
        "created": "Created",
        "false": "No",
        "final": "The last answer",
        "first": "The first answer",
        "life_at_risk": "Life at risk",
        "mean": "Mean of the units",
        "pooled": "Counts added up",
        "rated": "Followed up",
        "several_units": "Several units",
        "true": "Yes",
        "urgent": "Urgent",
    }
)


def spoken(key: str, names: Mapping[str, str] = MappingProxyType({})) -> str:
    """ "levels.P1.final.limit" as "Levels › Level 1 › Final limit › Limit", in the active language.

    `names`: what the text itself calls some of its places (`named`); a code of the city is told by it.
    """
    parts = key.split(".")
    places = (".".join(parts[: n + 1]) for n in range(len(parts)))
    return " › ".join(_part(part, names.get(place, "")) for part, place in zip(parts, places, strict=True))


def named(rows: Iterable[Row]) -> dict[str, str]:
    """The names that a text gives to its own places: {"profiles.four_fasts": "四快工作法"}."""
    return {row.key.removesuffix(".name"): row.value for row in rows if row.key.endswith(".name")}


def spoken_value(value: str) -> str:
    """A value of the law as a person reads it: codes by their words, everything else as it stands."""
    return "、".join(_code(one) for one in value.split("、"))


def _code(one: str) -> str:
    if one in _CODES:
        return pgettext("law", _CODES[one])
    try:
        return length(Span.parse(one))
    except ValueError:
        pass
    for vocabulary in _VOCABULARIES:
        if (word := as_term(one, vocabulary)) is not one and isinstance(word, Term):
            return label(word)
    return one


def _part(part: str, own: str) -> str:
    name, place = re.fullmatch(r"(.*?)((?:\[\d+\])*)", part, re.DOTALL).groups()  # type: ignore[union-attr]
    if name in _NAMES:
        return pgettext("law", _NAMES[name]) + place
    for terms in _TERMS:
        if name in [str(term) for term in terms]:
            return label(terms(name)) + place
    return own or part
