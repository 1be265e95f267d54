"""What a person fills in at the supervision desk."""

from jiesu.supervision.forms.entries import EntryForm, StepForm
from jiesu.supervision.forms.items import AnswerForm, DemandForm, JudgeForm
from jiesu.supervision.forms.lines import LinesForm
from jiesu.supervision.forms.others import (
    BulletinForm,
    ClueForm,
    ConcludeForm,
    DecideForm,
    GroupForm,
    SampleForm,
    SendForm,
    WordsForm,
)

__all__ = [
    "AnswerForm",
    "BulletinForm",
    "ClueForm",
    "ConcludeForm",
    "DecideForm",
    "DemandForm",
    "EntryForm",
    "GroupForm",
    "JudgeForm",
    "LinesForm",
    "SampleForm",
    "SendForm",
    "StepForm",
    "WordsForm",
]
