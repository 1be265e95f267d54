"""Intake's tables; each module says its own."""

from jiesu.intake.models.desk import AgentCard, Article, Training
from jiesu.intake.models.enterprise import Adoption, Enterprise, Green, Named, Reform
from jiesu.intake.models.imports import ImportRun, RunState
from jiesu.intake.models.marks import Defusing, Judgement, Point
from jiesu.intake.models.material import Material
from jiesu.intake.models.notes import Note, Past
from jiesu.intake.models.origins import Mandate, MediaIssue, MediaLink

__all__ = [
    "Adoption",
    "AgentCard",
    "Article",
    "Defusing",
    "Enterprise",
    "Green",
    "ImportRun",
    "Judgement",
    "Mandate",
    "Material",
    "MediaIssue",
    "MediaLink",
    "Named",
    "Note",
    "Past",
    "Point",
    "Reform",
    "RunState",
    "Training",
]
