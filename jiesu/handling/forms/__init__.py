"""The forms of handling's verbs."""

from jiesu.handling.forms.clocks import (
    DecisionForm,
    ExtendForm,
    NoteForm,
    PauseForm,
    ReasonForm,
    RegisterForm,
    ShownForm,
)
from jiesu.handling.forms.work import (
    ACCEPTED,
    ActForm,
    AssignForm,
    ContactForm,
    Files,
    PlainForm,
    RemarkForm,
    SendBackForm,
    SubmitForm,
)

__all__ = [
    "ACCEPTED",
    "ActForm",
    "AssignForm",
    "ContactForm",
    "DecisionForm",
    "ExtendForm",
    "Files",
    "NoteForm",
    "PauseForm",
    "PlainForm",
    "ReasonForm",
    "RegisterForm",
    "RemarkForm",
    "SendBackForm",
    "ShownForm",
    "SubmitForm",
]
