"""The forms of handling's verbs."""

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
    "Files",
    "PlainForm",
    "RemarkForm",
    "SendBackForm",
    "SubmitForm",
]
