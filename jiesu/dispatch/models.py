"""What dispatch keeps beside the ledger: suggestions, objections and rulings, consultations, instructions, and
what is proposed for the duty catalogue."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jiesu.dispatch.kinds import Change, Contest, Decision, Fate, Ground, Ruling
from jiesu.kit.fields import TermField
from jiesu.rules.terms import UnitRole


class Suggestion(models.Model):
    """Who may be competent for an order, as last computed; `seq` is the order's event count at that time."""

    order = models.OneToOneField("orders.Order", models.CASCADE, related_name="+")
    seq = models.IntegerField()
    made_at = models.DateTimeField()
    top = models.ForeignKey("directory.Unit", models.PROTECT, null=True, related_name="+")
    confidence = models.DecimalField(max_digits=5, decimal_places=4, default=0)
    candidates = models.JSONField(default=list, help_text="Leads, assisting ones and copies, with reasons")
    automatic = models.BooleanField(default=False, help_text="Whether the gate lets the machine dispatch")
    against = models.JSONField(default=list, help_text="What stands against automatic dispatch")
    model = models.CharField(max_length=60, help_text="Version of the reading that guessed")
    routing = models.CharField(max_length=40, help_text="Version of the duty catalogue")
    fate = TermField(Fate, max_length=12, blank=True)

    class Meta:
        indexes = [models.Index(fields=["fate", "made_at"], name="suggestion_fate")]

    def __str__(self) -> str:
        return f"{self.order_id}"


class Trial(models.Model):
    """What the machine reads in an order, blind: from the words alone, before it could learn from the decision.

    What people decided stands in the order; the two are compared in `accuracy`.
    """

    order = models.OneToOneField("orders.Order", models.CASCADE, primary_key=True, related_name="trial")
    category = models.CharField(max_length=60, blank=True)
    level = models.CharField(max_length=4, blank=True)
    unit = models.ForeignKey("directory.Unit", models.PROTECT, null=True, related_name="+")
    automatic = models.BooleanField(default=False, help_text="The machine dispatched it: nobody decided")
    model = models.CharField(max_length=60, help_text="Version of the reading that guessed")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.order_id}"


class Objection(models.Model):
    """派单异议: why a unit says that an order is not its own, and what was ruled."""

    share = models.ForeignKey("orders.Assignment", models.PROTECT, related_name="+")
    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="+")
    unit = models.ForeignKey("directory.Unit", models.PROTECT, related_name="+")
    ground = TermField(Ground, max_length=16)
    reason = models.TextField()
    basis = models.CharField(max_length=300, blank=True, help_text="Legal basis")
    proposed = models.ForeignKey("directory.Unit", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    ruling_due = models.DateTimeField(null=True)
    kind = TermField(Contest, max_length=10, default=str(Contest.OBJECTION))
    against = models.JSONField(default=list, help_text="Codes of the other units of a dispute")
    ruling = TermField(Ruling, max_length=10, blank=True)
    ruling_reason = models.TextField(blank=True)
    ruled_at = models.DateTimeField(null=True)
    ruled_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "unit"], name="one_objection_per_unit_and_order"),
            models.CheckConstraint(
                name="a_ruling_has_its_moment_and_person",
                condition=Q(ruling="", ruled_at=None)
                | (~Q(ruling="") & Q(ruled_at__isnull=False) & ~Q(ruled_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}/{self.unit_id}"


class Attempt(models.Model):
    """A return that was refused (R068): who tried, with which ground, and why it was blocked."""

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="+")
    unit = models.ForeignKey("directory.Unit", models.PROTECT, related_name="+")
    share_no = models.SmallIntegerField()
    ground = TermField(Ground, max_length=16, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    refusal = models.CharField(max_length=200, help_text="The template of the refusal")
    values = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["unit", "-at"], name="attempt_unit")]

    def __str__(self) -> str:
        return f"{self.order_id}/{self.share_no}"


class Consultation(models.Model):
    """派单会商: a hard order is talked over before it is dispatched; minutes and decision stay."""

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="+")
    question = models.TextField()
    units = models.JSONField(default=list, help_text="Codes of the units that were asked")
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=80)
    due = models.DateTimeField(null=True, help_text="By when opinions are wanted")
    minutes = models.TextField(blank=True)
    decision = models.TextField(blank=True)
    lead = models.ForeignKey("directory.Unit", models.PROTECT, null=True, related_name="+")
    assists = models.JSONField(default=list)
    concluded_at = models.DateTimeField(null=True)
    concluded_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(concluded_at=None), name="one_open_consultation_per_order"
            ),
            models.CheckConstraint(
                name="a_conclusion_has_its_minutes_and_decision",
                condition=Q(concluded_at=None) | (~Q(minutes="") & ~Q(decision="") & ~Q(concluded_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}"


class Opinion(models.Model):
    """会商意见 of one unit; a later one replaces it, the ledger keeps both."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="opinions")
    unit = models.ForeignKey("directory.Unit", models.PROTECT, related_name="+")
    ours = models.BooleanField(null=True, help_text="Whether the unit holds itself competent")
    text = models.TextField()
    proposed = models.ForeignKey("directory.Unit", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consultation", "unit"], name="one_opinion_per_unit")]

    def __str__(self) -> str:
        return f"{self.consultation_id}/{self.unit_id}"


class Submission(models.Model):
    """报请批示: a hard order is put before a leader (R145)."""

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="+")
    leader = models.ForeignKey("directory.Person", models.PROTECT, related_name="+")
    why = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order", "leader"], condition=Q(answered_at=None), name="put_before_a_leader_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.order_id}>{self.leader_id}"


class Instruction(models.Model):
    """批示: a leader's written word on an order, where it went, and how it was carried out."""

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    unit = models.ForeignKey("directory.Unit", models.PROTECT, null=True, related_name="+")
    share_no = models.SmallIntegerField(null=True, help_text="The share that a direct transfer brought")
    due = models.DateTimeField(null=True, help_text="By when to report how it was carried out")
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=80, blank=True)
    done = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["by", "-at"], name="instruction_by")]
        constraints = [
            models.CheckConstraint(
                name="what_was_carried_out_is_said",
                condition=Q(done_at=None) | (~Q(done="") & ~Q(done_by="")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.order_id}#{self.pk}"


class Proposal(models.Model):
    """A change of the duty catalogue that somebody proposes; a published version makes it law."""

    change = TermField(Change, max_length=8)
    category = models.CharField(max_length=12)
    before = models.CharField(max_length=60, blank=True, help_text="Body that would lose the duty")
    after = models.CharField(max_length=60, blank=True, help_text="Body that would get it")
    role = TermField(UnitRole, max_length=8, default=str(UnitRole.LEAD))
    reason = models.TextField()
    basis = models.CharField(max_length=300, blank=True, help_text="Legal basis")
    unit = models.ForeignKey("directory.Unit", models.PROTECT, related_name="+", help_text="Who proposes")
    order = models.ForeignKey("orders.Order", models.PROTECT, null=True, related_name="+")
    routing = models.CharField(max_length=40, help_text="The catalogue that it would change")
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    decision = TermField(Decision, max_length=10, blank=True)
    decision_reason = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=80, blank=True)
    version = models.CharField(max_length=40, blank=True, help_text="The published version that contains it")

    class Meta:
        indexes = [models.Index(fields=["decision", "-at"], name="proposal_decision")]
        constraints = [
            models.CheckConstraint(
                name="a_decision_has_its_moment_and_person",
                condition=Q(decision="", decided_at=None)
                | (~Q(decision="") & Q(decided_at__isnull=False) & ~Q(decided_by="")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.change} {self.category}"


class DistrictLine(models.Model):
    """派单目录 of a district: which of its units has a matter there; it refines the city's (R051)."""

    district = models.ForeignKey("directory.Unit", models.PROTECT, related_name="+")
    category = models.CharField(max_length=12)
    unit = models.ForeignKey("directory.Unit", models.PROTECT, related_name="+")
    role = TermField(UnitRole, max_length=8, default=str(UnitRole.LEAD))
    basis = models.CharField(max_length=300)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_district_line_ends_after_it_begins",
                condition=Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")),
            ),
            models.UniqueConstraint(
                fields=["district", "category", "unit"],
                condition=Q(valid_to=None),
                name="a_district_line_holds_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.district_id} {self.category}"


class DirectRange(models.Model):
    """直派范围: whether a unit takes orders of a matter directly from above its own level (R056)."""

    unit = models.ForeignKey("directory.Unit", models.PROTECT, related_name="+")
    category = models.CharField(max_length=12, blank=True, help_text="Empty: every matter")
    opens = models.BooleanField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["unit", "category"], name="direct_unit_category")]
        constraints = [
            models.CheckConstraint(
                name="a_direct_range_ends_after_it_begins",
                condition=Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.category}"
