"""What handling keeps beside the ledger."""

from jiesu.handling.models.aids import (
    Tick,
)
from jiesu.handling.models.alerts import (
    Alert,
)
from jiesu.handling.models.clocks import (
    Asking,
    Paper,
    Pause,
)
from jiesu.handling.models.inside import (
    Endorsement,
    Grading,
    Plan,
    Receipt,
    Recusal,
    Screening,
    Step,
)
from jiesu.handling.models.lifting import (
    Command,
    Elevation,
    Escalation,
    Message,
    Task,
    Team,
)
from jiesu.handling.models.meeting import (
    Deliberation,
    Meeting,
    Partner,
    Visit,
)
from jiesu.handling.models.register import (
    Pending,
)
from jiesu.handling.models.work import (
    Action,
    Contact,
    Evidence,
    Note,
    OnShare,
    Reply,
)

__all__ = [
    "Action",
    "Alert",
    "Asking",
    "Command",
    "Contact",
    "Deliberation",
    "Elevation",
    "Endorsement",
    "Escalation",
    "Evidence",
    "Grading",
    "Meeting",
    "Message",
    "Note",
    "OnShare",
    "Paper",
    "Partner",
    "Pause",
    "Pending",
    "Plan",
    "Receipt",
    "Recusal",
    "Reply",
    "Screening",
    "Step",
    "Task",
    "Team",
    "Tick",
    "Visit",
]
