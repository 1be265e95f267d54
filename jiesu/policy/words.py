"""What the keys of the law are called on the screen; a key without a name (a code, a city's word) stays."""

from __future__ import annotations

import re
from types import MappingProxyType

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from jiesu.kit.words import label
from jiesu.rules.limits import Link
from jiesu.rules.scoring import Rate
from jiesu.rules.terms import Level, Term
from jiesu.rules.thresholds import Colour

_NAMES = MappingProxyType(
    {
        "advanced": _("Advanced"),
        "areas": _("Areas"),
        "at_least": _("At least"),
        "at_most": _("At most"),
        "attempts": _("Attempts"),
        "attribute_by": _("Belongs to the period by"),
        "automatic": _("Automatic dispatch"),
        "backstop": _("Backstop"),
        "basically": _("Part of “basically satisfied”"),
        "bodies": _("Competent bodies"),
        "body": _("Body"),
        "categories": _("Categories"),
        "channels": _("Channels"),
        "checked_share": _("Share checked by a person"),
        "claim": _("Claim"),
        "clause": _("Clause"),
        "clocks": _("Special clocks"),
        "closes": _("Closes"),
        "colours": _("Colours"),
        "contact": _("First contact"),
        "copied_kinds": _("Copied when dispatched to"),
        "copy_to": _("Copy goes to"),
        "days": _("Days"),
        "double_no_from": _("Double-no rate from"),
        "draws": _("Shares drawn"),
        "duties": _("Duties"),
        "ends": _("Ends with"),
        "enterprise": _("Enterprise"),
        "extension": _("Extension"),
        "final": _("Final limit"),
        "finished_within": _("Finished within"),
        "first_day": _("First day"),
        "floor": _("Floor of the two rates"),
        "freeze_after_days": _("Final after days"),
        "gain_from": _("Gain from"),
        "governance": _("Governance"),
        "kinds": _("Kinds of unit"),
        "ladder": _("Ladder"),
        "leagues": _("Leagues"),
        "least": _("Least number"),
        "level": _("Level"),
        "levels": _("Levels"),
        "lifted_by": _("Lifted by"),
        "limit": _("Limit"),
        "margin": _("Margin to the second"),
        "means": _("Means"),
        "name": _("Name"),
        "names": _("Words in its name"),
        "near": _("Near its limit"),
        "never_levels": _("Never for levels"),
        "never_types": _("Never for types"),
        "objection": _("Objection"),
        "off": _("Days off"),
        "office": _("Office hours"),
        "opens": _("Opens"),
        "otherwise": _("Otherwise"),
        "partly": _("Part of “partly solved”"),
        "pauses": _("Pauses"),
        "period": _("Period"),
        "periods": _("Periods"),
        "progress": _("Progress"),
        "rank_from": _("Ranked from"),
        "ratio_top": _("Ratio in the top"),
        "recheck": _("Second draw"),
        "rectification": _("Rectification"),
        "rehandle": _("Another round"),
        "rehandle_rounds": _("Rounds"),
        "resolution_below": _("Resolution below"),
        "role": _("Role"),
        "roll_over_holiday": _("Moves past holidays"),
        "ruleset": _("Rule set"),
        "ruling": _("Ruling"),
        "scales": _("Scales"),
        "score_bottom": _("Score in the bottom"),
        "score_on": _("Which follow-up counts"),
        "sensitive": _("Sensitive words"),
        "share": _("Share"),
        "show_from": _("Shown from"),
        "shown": _("How many are shown"),
        "starts": _("Starts with"),
        "starts_within": _("Starts within"),
        "sub_unit": _("Unit below"),
        "summary": _("Summary"),
        "table": _("Table of levels"),
        "tags": _("Tags"),
        "times": _("Times"),
        "types": _("Types"),
        "units": _("Units"),
        "valid_from": _("Valid from"),
        "valid_to": _("Valid to"),
        "volume_top": _("Volume in the top"),
        "weight": _("Weight"),
        "weights": _("Weights"),
        "when": _("Applies to"),
        "words": _("Words"),
        "worked": _("Weekend days worked"),
        "years": _("Years"),
    }
)
_TERMS: tuple[type[Term], ...] = (Level, Rate, Colour, Link)


def spoken(key: str) -> str:
    """ "levels.P1.final.limit" as "Levels › Level 1 › Final limit › Limit", in the active language."""
    return " › ".join(_part(part) for part in key.split("."))


def _part(part: str) -> str:
    name, place = re.fullmatch(r"(.*?)((?:\[\d+\])*)", part, re.DOTALL).groups()  # type: ignore[union-attr]
    if name in _NAMES:
        return gettext(_NAMES[name]) + place
    for terms in _TERMS:
        if name in [str(term) for term in terms]:
            return label(terms(name)) + place
    return part
