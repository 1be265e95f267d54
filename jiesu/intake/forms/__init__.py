"""Intake's forms; each module says its own."""

from jiesu.intake.forms.desk import DeskForm, code_in
from jiesu.intake.forms.life import (
    ApproveForm,
    DefuseForm,
    FlagForm,
    JudgeForm,
    LocateForm,
    PressForm,
    SplitForm,
    UnmergeForm,
)
from jiesu.intake.forms.verbs import (
    AcceptForm,
    AnswerForm,
    MergeForm,
    ProfileForm,
    RevealForm,
    SupplementForm,
    TransferForm,
    VerbForm,
    WithdrawForm,
    proposals,
)

__all__ = [
    "AcceptForm",
    "AnswerForm",
    "ApproveForm",
    "DefuseForm",
    "DeskForm",
    "FlagForm",
    "JudgeForm",
    "LocateForm",
    "MergeForm",
    "PressForm",
    "ProfileForm",
    "RevealForm",
    "SplitForm",
    "SupplementForm",
    "TransferForm",
    "UnmergeForm",
    "VerbForm",
    "WithdrawForm",
    "code_in",
    "proposals",
]
