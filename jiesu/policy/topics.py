"""The topics of the law, and the frozen shape of each."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from jiesu.rules.aids import Aids
from jiesu.rules.calendar import Calendar
from jiesu.rules.classes import Classes
from jiesu.rules.dispatching import Dispatching
from jiesu.rules.early import Early
from jiesu.rules.exclusions import Exclusions
from jiesu.rules.handling import Handling
from jiesu.rules.limits import Limits
from jiesu.rules.norms import Norms
from jiesu.rules.register import Register
from jiesu.rules.routing import Catalogue
from jiesu.rules.sampling import Sampling
from jiesu.rules.scoring import Scoring
from jiesu.rules.supervision import Supervision
from jiesu.rules.terms import Term
from jiesu.rules.thresholds import Thresholds
from jiesu.rules.whistle import Whistling


class Topic(Term):
    """A topic of the law: one folder of dated files, one shape, one judge."""

    LIMITS = ("limits", "办理时限", "Time limits")
    ROUTING = ("routing", "派单目录", "Duty catalogue")
    DISPATCH = ("dispatch", "派单规则", "Dispatch rules")
    SCORING = ("scoring", "考评办法", "Assessment")
    SAMPLING = ("sampling", "回访抽取", "Follow-up")
    CLASSES = ("classes", "四类街乡镇", "Classes of streets")
    THRESHOLDS = ("thresholds", "预警阈值", "Warnings")
    WHISTLE = ("whistle", "吹哨报到", "Whistles")
    SUPERVISION = ("supervision", "督办办法", "Supervision")
    REGISTER = ("register", "挂账管理", "Pending register")
    CALENDAR = ("calendar", "工作日历", "Working days")
    HANDLING = ("handling", "承办规范", "Work inside a unit")
    AIDS = ("aids", "工作法", "Working aids")
    EXCLUSIONS = ("exclusions", "剔除办法", "Exclusion")
    NORMS = ("norms", "工作规范", "Norms of work")
    EARLY = ("early", "预警办法", "Early warning")


SHAPES: Mapping[Topic, type[Any]] = MappingProxyType(
    {
        Topic.LIMITS: Limits,
        Topic.ROUTING: Catalogue,
        Topic.DISPATCH: Dispatching,
        Topic.SCORING: Scoring,
        Topic.SAMPLING: Sampling,
        Topic.CLASSES: Classes,
        Topic.THRESHOLDS: Thresholds,
        Topic.WHISTLE: Whistling,
        Topic.SUPERVISION: Supervision,
        Topic.REGISTER: Register,
        Topic.CALENDAR: Calendar,
        Topic.HANDLING: Handling,
        Topic.AIDS: Aids,
        Topic.EXCLUSIONS: Exclusions,
        Topic.NORMS: Norms,
        Topic.EARLY: Early,
    }
)
