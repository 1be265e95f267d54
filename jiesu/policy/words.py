"""What the keys of the law are called on the screen; a key without a name (a code, a city's word) stays."""

from __future__ import annotations

import re
from types import MappingProxyType

from django.utils.translation import pgettext

from jiesu.kit.words import label
from jiesu.rules.dispatching import Way
from jiesu.rules.limits import Link
from jiesu.rules.register import Obstacle
from jiesu.rules.scoring import Rate
from jiesu.rules.supervision import Track
from jiesu.rules.terms import Level, Term
from jiesu.rules.thresholds import Colour
from jiesu.rules.whistle import Mark, WhistleKind

_NAMES = MappingProxyType(
    {
        "advanced": "Advanced",
        "answers": "Answers",
        "areas": "Areas",
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
        "categories": "Categories",
        "channels": "Channels",
        "checked_share": "Share checked by a person",
        "claim": "Claim",
        "clause": "Clause",
        "clocks": "Special clocks",
        "closes": "Closes",
        "colours": "Colours",
        "contact": "First contact",
        "copied_kinds": "Copied when dispatched to",
        "copy_to": "Copy goes to",
        "crowded": "Streets with the most requests",
        "days": "Days",
        "direct_by_default": "Direct dispatch where nothing else is said",
        "double_no_from": "Double-no rate from",
        "dual": "Dual dispatch, street and district",
        "dual_order": "Dual order, police and local government",
        "dual_send": "Dual dispatch, street and department",
        "draws": "Shares drawn",
        "duties": "Duties",
        "ends": "Ends with",
        "enterprise": "Enterprise",
        "extension": "Extension",
        "final": "Final limit",
        "finished_within": "Finished within",
        "first": "First unit",
        "first_day": "First day",
        "floor": "Floor of the two rates",
        "forwarding": "How a district forwards",
        "freeze_after_days": "Final after days",
        "frequent": "High-frequency matters",
        "gain_from": "Gain from",
        "governance": "Governance",
        "informed": "District told of a direct dispatch to",
        "grades": "Grades",
        "group": "Bodies of a joint group",
        "key": "Key orders",
        "kinds": "Kinds of unit",
        "ladder": "Ladder",
        "lagging": "Lagging units",
        "leagues": "Leagues",
        "least": "Least number",
        "level": "Level",
        "levels": "Levels",
        "lifted_by": "Lifted by",
        "limit": "Limit",
        "local": "Local Party committee or government",
        "look_back_days": "Days looked back for a proposal",
        "margin": "Margin to the second",
        "means": "Means",
        "meeting": "Joint meeting",
        "most_returns": "Returns before a unit is designated",
        "name": "Name",
        "names": "Words in its name",
        "near": "Near its limit",
        "never_levels": "Never for levels",
        "never_types": "Never for types",
        "objection": "Objection",
        "off": "Days off",
        "office": "Office hours",
        "opens": "Opens",
        "otherwise": "Otherwise",
        "partly": "Part of “partly solved”",
        "pauses": "Pauses",
        "period": "Period",
        "periods": "Periods",
        "pressed": "Pressed at least",
        "progress": "Progress",
        "promises_after": "Promises checked after",
        "rank_from": "Ranked from",
        "ratio_top": "Ratio in the top",
        "recheck": "Second draw",
        "rectification": "Rectification",
        "recurrence_after": "Recurrence checked after",
        "rehandle": "Another round",
        "rehandle_rounds": "Rounds",
        "repeated": "Repeated from",
        "resolution_below": "Resolution below",
        "review_levels": "Levels of review",
        "review_within": "Review within",
        "role": "Role",
        "roll_over_holiday": "Moves past holidays",
        "ruleset": "Rule set",
        "ruling": "Ruling",
        "sample": "Double sample",
        "scales": "Scales",
        "score_bottom": "Score in the bottom",
        "score_on": "Which follow-up counts",
        "second": "Second unit",
        "sensitive": "Sensitive words",
        "share": "Share",
        "show_from": "Shown from",
        "shown": "How many are shown",
        "starts": "Starts with",
        "starts_within": "Starts within",
        "sideways": "May forward to units beside them",
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
        "matters": "Kinds of whistle",
        "respond": "Answer",
        "arrive": "Arrival",
        "result": "Result",
        "lines": "Who may call whom",
        "callers": "Who calls",
        "called": "Who is called",
        "same_district": "Of the own district only",
        "checklist": "To be prepared",
        "powers": "Powers of a street",
        "hotline": "Channels of the hotline",
        "scores": "Scores",
        "lowest": "Lowest mark",
        "highest": "Highest mark",
        "late_off": "Off for a missed limit",
        "poor_below": "Poorly prepared below",
        "passive_below": "Passive below",
        "evaluate_within": "Evaluated within",
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
    }
)
_TERMS: tuple[type[Term], ...] = (Level, Rate, Colour, Link, WhistleKind, Mark, Way, Track, Obstacle)


def spoken(key: str) -> str:
    """ "levels.P1.final.limit" as "Levels › Level 1 › Final limit › Limit", in the active language."""
    return " › ".join(_part(part) for part in key.split("."))


def _part(part: str) -> str:
    name, place = re.fullmatch(r"(.*?)((?:\[\d+\])*)", part, re.DOTALL).groups()  # type: ignore[union-attr]
    if name in _NAMES:
        return pgettext("law", _NAMES[name]) + place
    for terms in _TERMS:
        if name in [str(term) for term in terms]:
            return label(terms(name)) + place
    return part
