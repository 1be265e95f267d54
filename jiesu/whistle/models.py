"""What the whistle room keeps: whistles, the calls of a whistle, and the limits that a call missed.

The ledger holds fingerprints of these words, never the words (R492).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jiesu.kit.fields import TermField
from jiesu.rules.terms import Solved
from jiesu.rules.whistle import ENDED, CallRuling, CallState, Moment, WhistleKind, WhistleState


class Whistle(models.Model):
    """吹哨: what a unit asks departments to solve with it, prepared, run and evaluated (R195-R199)."""

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="whistles")
    share = models.ForeignKey("orders.Assignment", models.PROTECT, related_name="+")
    unit = models.ForeignKey("directory.Unit", models.PROTECT, related_name="+")
    no = models.SmallIntegerField(help_text="The how-manieth of its share")
    round = models.SmallIntegerField(default=1)
    state = TermField(WhistleState, max_length=12)
    kind = TermField(WhistleKind, max_length=12)
    facts = models.TextField(blank=True)
    basis = models.TextField(blank=True)
    action = models.TextField(blank=True)
    result = models.TextField(blank=True)
    place = models.CharField(max_length=200, blank=True, help_text="Where one meets")
    materials = models.JSONField(default=list, help_text="Stored names of evidence files of the order")
    also = models.ManyToManyField("orders.Order", related_name="whistled_with", blank=True)
    hotline = models.BooleanField(default=False, help_text="It came from a request to the hotline (R210)")
    law = models.CharField(max_length=40, blank=True)
    clause = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    started_at = models.DateTimeField(null=True, db_index=True)
    settled_at = models.DateTimeField(null=True)
    solved = TermField(Solved, max_length=8, blank=True)
    outcome = models.TextField(blank=True, help_text="What came of it, in the whistling unit's words")
    evaluate_due = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    why = models.TextField(blank=True, help_text="Why it was cancelled")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["share", "no"], name="whistle_once_per_number"),
            models.UniqueConstraint(
                fields=["share"],
                condition=Q(settled_at=None, ended_at=None),
                name="whistle_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[str(s) for s in WhistleState]), name="whistle_state_is_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit", "state"],
                condition=~Q(state__in=[str(s) for s in ENDED]),
                name="whistle_unit_open",
            ),
            models.Index(
                fields=["evaluate_due"],
                condition=Q(ended_at=None, evaluate_due__isnull=False),
                name="whistle_evaluate_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}/{self.share_id}#{self.no}"


class Call(models.Model):
    """One called department: its answer, its arrival, its result, and the marks both sides gave."""

    whistle = models.ForeignKey(Whistle, models.CASCADE, related_name="calls")
    unit = models.ForeignKey("directory.Unit", models.PROTECT, related_name="+", db_index=False)
    state = TermField(CallState, max_length=12, default=CallState.CALLED)
    was_guest = models.BooleanField(default=False, help_text="It took part in the order before the whistle")
    clause = models.CharField(max_length=200, blank=True)
    called_at = models.DateTimeField(null=True)
    respond_due = models.DateTimeField(null=True)
    arrive_due = models.DateTimeField(null=True)
    result_due = models.DateTimeField(null=True)
    responded_at = models.DateTimeField(null=True)
    response = models.TextField(blank=True)
    declined_at = models.DateTimeField(null=True)
    refusal = models.TextField(blank=True)
    ruling = TermField(CallRuling, max_length=8, blank=True)
    ruled_at = models.DateTimeField(null=True)
    ruled_by = models.CharField(max_length=80, blank=True)
    ruling_words = models.TextField(blank=True)
    reported_at = models.DateTimeField(null=True)
    who = models.CharField(max_length=60, blank=True, help_text="Who came, of the department")
    place = models.CharField(max_length=200, blank=True)
    fed_back_at = models.DateTimeField(null=True)
    done = models.TextField(blank=True)
    effect = TermField(Solved, max_length=8, blank=True)
    arrival = models.SmallIntegerField(null=True)
    duty = models.SmallIntegerField(null=True)
    result = models.SmallIntegerField(null=True)
    remark = models.TextField(blank=True)
    scored_at = models.DateTimeField(null=True)
    called_score = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    reason = models.SmallIntegerField(null=True)
    preparation = models.SmallIntegerField(null=True)
    counter_remark = models.TextField(blank=True)
    counter_at = models.DateTimeField(null=True)
    caller_score = models.DecimalField(max_digits=7, decimal_places=4, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["whistle", "unit"], name="whistle_calls_a_unit_once"),
            models.CheckConstraint(
                condition=Q(state__in=[str(s) for s in CallState]), name="whistle_call_state_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "state"], name="whistle_call_tray"),
            models.Index(fields=["respond_due"], condition=Q(state="called"), name="whistle_call_unanswered"),
            models.Index(fields=["arrive_due"], condition=Q(state="responded"), name="whistle_call_absent"),
            models.Index(fields=["result_due"], condition=Q(state="reported"), name="whistle_call_no_result"),
        ]

    def __str__(self) -> str:
        return f"{self.whistle_id}:{self.unit_id}"


class Missed(models.Model):
    """A limit that a called department missed: noted once, whoever ticks and however often."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="missed")
    moment = TermField(Moment, max_length=10)
    due = models.DateTimeField()
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "moment", "due"], name="whistle_missed_once")]

    def __str__(self) -> str:
        return f"{self.call_id}:{self.moment}"
