"""What a person fills in at the dispatch desk."""

from jiesu.dispatch.forms.keeping import DecideForm, DirectForm, EndForm, LineForm, ProposeForm
from jiesu.dispatch.forms.talks import (
    CarryOutForm,
    ConcludeForm,
    ConsultForm,
    InstructForm,
    OpineForm,
    PutBeforeForm,
)
from jiesu.dispatch.forms.work import (
    DispatchForm,
    ForwardForm,
    ObjectForm,
    RecallForm,
    RejectForm,
    UpholdForm,
)

__all__ = [
    "CarryOutForm",
    "ConcludeForm",
    "ConsultForm",
    "DecideForm",
    "DirectForm",
    "DispatchForm",
    "EndForm",
    "ForwardForm",
    "InstructForm",
    "LineForm",
    "ObjectForm",
    "OpineForm",
    "ProposeForm",
    "PutBeforeForm",
    "RecallForm",
    "RejectForm",
    "UpholdForm",
]
