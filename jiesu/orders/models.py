"""The tables of the spine: Order (诉求工单), Assignment (派单), Event (ledger), Seal.

Events are added, never changed (database triggers). The columns of Order and Assignment that say where
things stand are a projection of the events, written in the same transaction (jiesu.orders.projection).
"""

from __future__ import annotations

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from jiesu.rules.clocks import MarkKind
from jiesu.rules.flow import LIVE_SHARES
from jiesu.rules.terms import (
    AssignmentState,
    Channel,
    Grade,
    Level,
    Mode,
    OrderState,
    Outcome,
    RequestType,
    Satisfied,
    Solved,
    Term,
    UnitRole,
)


def _choices(term: type[Term]) -> list[tuple[str, str]]:
    return [(str(t), t.zh) for t in term]


class Order(models.Model):
    """诉求工单: what a citizen asked for, from the first word to the archive."""

    number = models.CharField(max_length=20)
    state = models.CharField(max_length=12, choices=_choices(OrderState))
    since = models.DateTimeField()
    request_type = models.CharField(max_length=12, choices=_choices(RequestType), blank=True)
    category = models.CharField(max_length=60, blank=True)
    channel = models.CharField(max_length=12, choices=_choices(Channel))
    source = models.CharField(max_length=40, blank=True)
    external_no = models.CharField(max_length=80, blank=True)
    level = models.CharField(max_length=4, choices=_choices(Level), blank=True)
    urgency = models.SmallIntegerField(default=9)
    desk = models.ForeignKey("directory.Unit", models.PROTECT, related_name="+", db_index=False)
    area = models.ForeignKey("directory.Area", models.PROTECT, null=True, related_name="+")
    place = models.CharField(max_length=300, blank=True)
    lon = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    lat = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    title = models.CharField(max_length=200)
    text = models.TextField()
    requester = models.ForeignKey(
        "callers.Party", models.PROTECT, null=True, related_name="+", db_index=False
    )
    confidential = models.BooleanField(default=False)
    anonymous = models.BooleanField(default=False)
    tags = models.JSONField(default=list)
    lead = models.ForeignKey("directory.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    due = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    dispatched_at = models.DateTimeField(null=True)
    replied_at = models.DateTimeField(null=True)
    rated_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    contacted = models.BooleanField(null=True)
    solved = models.CharField(max_length=8, choices=_choices(Solved), blank=True)
    satisfied = models.CharField(max_length=10, choices=_choices(Satisfied), blank=True)
    outcome = models.CharField(max_length=12, choices=_choices(Outcome), blank=True)
    round = models.SmallIntegerField(default=1)
    pressed = models.SmallIntegerField(default=0)
    grade = models.CharField(max_length=12, choices=_choices(Grade), blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)
    part_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts", db_index=False)
    guests = models.JSONField(default=list, help_text="Codes of units asked to take part")
    anonymised_at = models.DateTimeField(null=True)
    seq = models.IntegerField(default=0)
    head = models.BinaryField(max_length=32, default=b"")
    sealed_seq = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number"], name="one_order_per_number"),
            models.UniqueConstraint(
                fields=["source", "external_no"],
                condition=~models.Q(external_no=""),
                name="one_order_per_external_number",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[str(s) for s in OrderState]), name="order_state_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "urgency", "received_at", "id"], name="order_tray"),
            models.Index(fields=["desk", "state", "urgency", "received_at", "id"], name="order_desk_tray"),
            models.Index(
                fields=["urgency", "received_at", "id"],
                condition=models.Q(state__in=[str(OrderState.ACCEPTED), str(OrderState.CONSULTED)]),
                name="order_to_dispatch",
            ),
            models.Index(fields=["-received_at", "-id"], name="order_newest"),
            models.Index(
                fields=["lead", "-received_at"], condition=models.Q(lead__isnull=False), name="order_led_by"
            ),
            models.Index(fields=["requester", "-received_at"], name="order_requester"),
            models.Index(
                fields=["rated_at"], condition=models.Q(rated_at__isnull=False), name="order_rated_at"
            ),
            models.Index(
                fields=["merged_into"], condition=models.Q(merged_into__isnull=False), name="order_merged"
            ),
            models.Index(fields=["part_of"], condition=models.Q(part_of__isnull=False), name="order_part_of"),
            models.Index(
                fields=["dispatched_at"],
                condition=models.Q(dispatched_at__isnull=False),
                name="order_dispatched",
            ),
            models.Index(
                fields=["replied_at"], condition=models.Q(replied_at__isnull=False), name="order_replied"
            ),
            models.Index(
                fields=["due"], condition=models.Q(state=str(OrderState.DISPATCHED)), name="order_open_due"
            ),
            models.Index(
                fields=["accepted_at"],
                condition=models.Q(channel=str(Channel.ENTERPRISE), rated_at=None),
                name="order_enterprise_unasked",
            ),
            GinIndex(
                fields=["guests"],
                opclasses=["jsonb_path_ops"],
                condition=~models.Q(guests=[]),
                name="order_asked",
            ),
            models.Index(
                fields=["id"], condition=models.Q(seq__gt=models.F("sealed_seq")), name="order_unsealed"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def answered_at(self) -> datetime | None:
        """When the limit was met: the units' reply; none while they work on it, again or for the first time."""
        return None if self.state == OrderState.DISPATCHED else self.replied_at


class Assignment(models.Model):
    """派单: one unit's share in an order: its role, its clock, its state, its place in the rates."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="assignments", db_index=False)
    no = models.SmallIntegerField()
    unit = models.ForeignKey("directory.Unit", models.PROTECT, related_name="+", db_index=False)
    role = models.CharField(max_length=8, choices=_choices(UnitRole))
    mode = models.CharField(max_length=12, choices=_choices(Mode))
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    state = models.CharField(max_length=12, choices=_choices(AssignmentState))
    since = models.DateTimeField()
    handler = models.ForeignKey(
        "directory.Person", models.PROTECT, null=True, related_name="+", db_index=False
    )
    owner = models.ForeignKey(
        "directory.Person", models.PROTECT, null=True, related_name="+", db_index=False,
        help_text="The leader who answers for it in person (提级领办)",
    )  # fmt: skip
    level = models.CharField(max_length=4, choices=_choices(Level), blank=True)
    round = models.SmallIntegerField(default=1)
    due = models.DateTimeField(null=True)
    first_due = models.DateTimeField(null=True, help_text="The limit as it was dispatched (R171)")
    paused_at = models.DateTimeField(null=True, help_text="Since when the clock stands")
    excluded = models.BooleanField(default=False, help_text="Left out of the rates (剔除)")
    claim_due = models.DateTimeField(null=True)
    contact_due = models.DateTimeField(null=True)
    dispatched_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    contacted_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    look_at = models.DateTimeField(
        null=True, help_text="When the watch looks at it next; no part of the fold"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "no"], name="one_share_per_number"),
            models.CheckConstraint(
                condition=models.Q(state__in=[str(s) for s in AssignmentState]),
                name="assignment_state_is_known",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "state", "due", "id"], name="share_unit_tray"),
            models.Index(fields=["state", "due", "id"], name="share_tray"),
            models.Index(fields=["handler", "state", "due", "id"], name="share_handler_tray"),
            models.Index(fields=["unit", "-dispatched_at"], name="share_unit_newest"),
            models.Index(
                fields=["look_at"], condition=models.Q(look_at__isnull=False), name="share_to_look_at"
            ),
            models.Index(
                fields=["due", "id"],
                condition=models.Q(state__in=sorted(str(s) for s in LIVE_SHARES)),
                name="share_live_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}/{self.no}"

    @property
    def finished_at(self) -> datetime | None:
        """When the limit was met: the signature; none while the unit works on it, again or for the first time."""
        return self.signed_at if self.state == AssignmentState.SIGNED else None


class Event(models.Model):
    """What was done: one line of the ledger. Never changed, never deleted (triggers in the first migration)."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="events", db_index=False)
    seq = models.IntegerField()
    share = models.SmallIntegerField(null=True)
    verb = models.CharField(max_length=16)
    before = models.CharField(max_length=12, blank=True)
    after = models.CharField(max_length=12)
    order_state = models.CharField(max_length=12)
    by = models.CharField(max_length=80)
    seat = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()
    law = models.CharField(max_length=40, blank=True)
    clause = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=80, blank=True)
    facts = models.JSONField(default=dict)
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "seq"], name="one_event_per_place"),
            models.UniqueConstraint(fields=["key"], condition=~models.Q(key=""), name="one_event_per_key"),
        ]
        indexes = [models.Index(fields=["verb", "at"], name="event_verb_at")]

    def __str__(self) -> str:
        return f"{self.order_id}#{self.seq} {self.verb}"


class Words(models.Model):
    """What an order is found by: the pairs of characters of its masked words, and the band keys of near-copies.

    Written in the transaction in which the order is born (jiesu.orders.index). No name, no number, no text is in it.
    """

    order = models.OneToOneField(Order, models.CASCADE, primary_key=True, related_name="words")
    tokens = SearchVectorField()
    bands = ArrayField(models.IntegerField(), default=list)

    class Meta:
        indexes = [
            GinIndex(fields=["tokens"], name="words_tokens"),
            GinIndex(fields=["bands"], name="words_bands"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}"


class Mark(models.Model):
    """A moment of a clock that has passed (临期、超期、逾期未接件 …), noted once: the database keeps it from twice.

    `told_at`: when the people were told; `done_at`: when the room whose matter it is has answered with its verb.
    """

    order = models.ForeignKey(Order, models.PROTECT, related_name="marks", db_index=False)
    share = models.ForeignKey(Assignment, models.PROTECT, null=True, related_name="marks", db_index=False)
    kind = models.CharField(max_length=12, choices=_choices(MarkKind))
    due = models.DateTimeField()
    noted_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order", "share", "kind", "due"], name="a_moment_is_noted_once", nulls_distinct=False
            )
        ]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(told_at=None), name="mark_untold"),
            models.Index(fields=["kind", "id"], condition=models.Q(done_at=None), name="mark_undone"),
            models.Index(fields=["kind", "due"], name="mark_kind_due"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}/{self.share_id} {self.kind}"


class Seal(models.Model):
    """A numbered seal over the heads of every order that moved since it was last sealed."""

    number = models.IntegerField(primary_key=True)
    at = models.DateTimeField()
    orders = models.IntegerField()
    root = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"{self.number}"


class SealedHead(models.Model):
    """The head of one order as a seal found it."""

    seal = models.ForeignKey(Seal, models.PROTECT, related_name="heads")
    order = models.ForeignKey(Order, models.PROTECT, related_name="+", db_index=False)
    seq = models.IntegerField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "seq"], name="a_head_is_sealed_once")]

    def __str__(self) -> str:
        return f"{self.seal_id}:{self.order_id}"


class Volume(models.Model):
    """累计受理: so many orders were received on a day. Written by triggers, added up by the tick (orders.volume)."""

    day = models.DateField(db_index=True)
    orders = models.IntegerField(help_text="May be below zero: an order moved to another day")

    def __str__(self) -> str:
        return f"{self.day} {self.orders}"


class Presence(models.Model):
    """Somebody has the sheet of an order open. A heartbeat, not a record: rows live for a minute."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=80)
    unit = models.CharField(max_length=60, blank=True)
    role = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "key"], name="presence_once")]

    def __str__(self) -> str:
        return f"{self.order_id} {self.key}"
