"""What follow-up keeps: draws, attempts, the answers of each round, and the conversation by text message.

Law: regulation art 23; first and final answers are kept apart (domain-rules 8.5).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jiesu.rules.sampling import Means
from jiesu.rules.terms import Outcome, Satisfied, Solved, Term, Verb


class AttemptResult(Term):
    """What came of an attempt to reach the requester."""

    SENT = ("sent", "已发送", "Message sent")
    UNDELIVERED = ("undelivered", "未送达", "Not delivered")
    NO_ANSWER = ("no_answer", "未接通", "No answer")
    REFUSED = ("refused", "拒访", "Refused to answer")
    DEAD = ("dead", "空号或停机", "Number not in use")
    NOT_SELF = ("not_self", "非本人", "Not the requester")
    UNFINISHED = ("unfinished", "未答完", "Not all questions answered")


class InformWay(Term):
    """How a requester was told the result (回告)."""

    SMS = ("sms", "短信", "Text message")
    CALL = ("call", "电话", "Telephone")
    LETTER = ("letter", "书面", "In writing")
    VISIT = ("visit", "当面", "In person")


class Purpose(Term):
    """What a requester was told."""

    RESULT = ("result", "告知办理结果", "The result")
    MERGED = ("merged", "并单诉求告知结果", "The result of the order it was merged into")
    OVERDUE = ("overdue", "期满未答复询访", "That the limit has passed, and how it stands")


class AuditBody(Term):
    """The two bodies that visit again, each by itself (双抽访)."""

    FOLLOWUP = ("followup", "回访机构", "Follow-up body")
    SUPERVISION = ("supervision", "督查机构", "Supervising body")


class Finding(Term):
    """What an audit says of the answers that were kept (回访核验)."""

    TRUE = ("true", "属实", "True")
    FALSIFIED = ("falsified", "不属实", "Not true")
    UNREACHED = ("unreached", "未联系上", "Not reached")


class Way(Term):
    """The direction of a message."""

    OUT = ("out", "发出", "Sent")
    IN = ("in", "收到", "Received")


def _choices(term: type[Term]) -> list[tuple[str, str]]:
    return [(str(word), word.zh) for word in term]


class Seed(models.Model):
    """The seed of one day's draws: made by chance, kept, so that anybody can repeat them."""

    day = models.DateField(unique=True)
    seed = models.CharField(max_length=64)


class Draw(models.Model):
    """Whether an order was drawn (抽取回访) in a round, by which seed and share, and where the asking stands."""

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="draws", db_index=False)
    round = models.SmallIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    seed = models.CharField(max_length=64)
    share = models.CharField(max_length=40, help_text="A fraction: 431/1000")
    drawn = models.BooleanField()
    means = models.CharField(max_length=8, choices=_choices(Means))
    law = models.CharField(max_length=40)
    clause = models.CharField(max_length=200, blank=True)
    attempts = models.SmallIntegerField(default=0)
    next_from = models.DateTimeField(null=True, help_text="From when the requester may be asked next")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "round"], name="followup_one_draw_a_round")]


class Attempt(models.Model):
    """One attempt to reach the requester (回访尝试) that brought no full answer."""

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="attempts", db_index=False)
    round = models.SmallIntegerField()
    no = models.SmallIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    means = models.CharField(max_length=8, choices=_choices(Means))
    result = models.CharField(max_length=12, choices=_choices(AttemptResult))
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "round", "no"], name="followup_attempt_once")]


class Answer(models.Model):
    """The answers of a valid follow-up (有效回访): all three questions, once a round."""

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="answers", db_index=False)
    round = models.SmallIntegerField()
    at = models.DateTimeField(db_index=True)
    by = models.CharField(max_length=80)
    means = models.CharField(max_length=8, choices=_choices(Means))
    contacted = models.BooleanField()
    solved = models.CharField(max_length=8, choices=_choices(Solved))
    satisfied = models.CharField(max_length=10, choices=_choices(Satisfied))
    outcome = models.CharField(max_length=12, choices=_choices(Outcome))
    reason = models.CharField(max_length=500, blank=True)
    replied_at = models.DateTimeField(null=True, help_text="The reply it speaks of (R237)")
    patient = models.BooleanField(default=False, help_text="Courtesy: the requester was let finish (R240)")
    first = models.BooleanField(help_text="首次: the one that scores by default")
    final = models.BooleanField(help_text="最终: the latest")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "round"], name="followup_one_answer_a_round"),
            models.UniqueConstraint(
                fields=["order"], condition=Q(first=True), name="followup_one_first_answer"
            ),
            models.UniqueConstraint(
                fields=["order"], condition=Q(final=True), name="followup_one_final_answer"
            ),
            models.CheckConstraint(condition=Q(solved__in=list(Solved)), name="followup_solved_is_known"),
            models.CheckConstraint(
                condition=Q(satisfied__in=list(Satisfied)), name="followup_satisfied_is_known"
            ),
        ]


class Decision(models.Model):
    """The words by which an order was handed back, closed, or given up. The ledger has their fingerprint (R492)."""

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="decisions")
    round = models.SmallIntegerField()
    verb = models.CharField(
        max_length=16, choices=[(str(v), v.zh) for v in (Verb.REHANDLE, Verb.CLOSE, Verb.GIVE_UP)]
    )
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    why = models.CharField(max_length=500)


class Message(models.Model):
    """A text message of the conversation: ours, or the requester's with what it was understood to say."""

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="messages", db_index=False)
    round = models.SmallIntegerField()
    way = models.CharField(max_length=4, choices=_choices(Way))
    text = models.CharField(max_length=500)
    asks = models.BooleanField(default=False, help_text="Our first question of the round")
    at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    tries = models.SmallIntegerField(default=0)
    failure = models.CharField(max_length=200, blank=True)
    contacted = models.BooleanField(null=True)
    solved = models.CharField(max_length=8, blank=True)
    satisfied = models.CharField(max_length=10, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["order", "round", "id"], name="followup_talk"),
            models.Index(fields=["id"], condition=Q(way="out", sent_at=None), name="followup_waiting"),
        ]


class Informed(models.Model):
    """回告: the requester was told, once a round and purpose; asked meanwhile where the limit passed (art 23)."""

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="informed", db_index=False)
    round = models.SmallIntegerField()
    purpose = models.CharField(max_length=8, choices=_choices(Purpose))
    way = models.CharField(max_length=8, choices=_choices(InformWay))
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    contacted = models.BooleanField(null=True)
    solved = models.CharField(max_length=8, choices=_choices(Solved), blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "round", "purpose"], name="followup_informed_once")
        ]


class LeaderSession(models.Model):
    """A leader's follow-up session at the centre on one day (走进中心回访, R236)."""

    centre = models.ForeignKey("directory.Unit", models.PROTECT, related_name="+")
    day = models.DateField()
    by = models.CharField(max_length=80)
    name = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["by", "day", "centre"], name="followup_one_session_a_day")
        ]


class LeaderCall(models.Model):
    """领导回访: a leader's own call. Counted apart, never in the rates (R235)."""

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="leader_calls")
    session = models.ForeignKey(LeaderSession, models.PROTECT, null=True, related_name="calls")
    round = models.SmallIntegerField()
    at = models.DateTimeField(db_index=True)
    by = models.CharField(max_length=80)
    name = models.CharField(max_length=60)
    role = models.CharField(max_length=20)
    reached = models.BooleanField()
    solved = models.CharField(max_length=8, choices=_choices(Solved), blank=True)
    satisfied = models.CharField(max_length=10, choices=_choices(Satisfied), blank=True)
    note = models.CharField(max_length=500, blank=True)


class Recheck(models.Model):
    """双抽访: the sample of one month's closed orders that two bodies visit again (R243)."""

    month = models.DateField(unique=True, help_text="Its first day")
    seed = models.CharField(max_length=64)
    share = models.CharField(max_length=40)
    least = models.SmallIntegerField()
    closed = models.IntegerField()
    law = models.CharField(max_length=40)
    at = models.DateTimeField()


class RecheckItem(models.Model):
    """One order of the sample."""

    recheck = models.ForeignKey(Recheck, models.PROTECT, related_name="items")
    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="rechecks")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recheck", "order"], name="followup_rechecked_once_a_month")
        ]


class Audit(models.Model):
    """回访核验: what one body found when it asked again; falsified answers go to another round."""

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="audits")
    item = models.ForeignKey(RecheckItem, models.PROTECT, null=True, related_name="audits")
    round = models.SmallIntegerField()
    at = models.DateTimeField(db_index=True)
    by = models.CharField(max_length=80)
    body = models.CharField(max_length=12, choices=_choices(AuditBody))
    finding = models.CharField(max_length=12, choices=_choices(Finding))
    solved = models.CharField(max_length=8, choices=_choices(Solved), blank=True)
    satisfied = models.CharField(max_length=10, choices=_choices(Satisfied), blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "body"],
                condition=Q(item__isnull=False) & ~Q(finding="unreached"),
                name="followup_each_body_once",
            )
        ]


class Job(models.Model):
    """What the house did by itself in follow-up, and when (R242)."""

    at = models.DateTimeField(db_index=True)
    did = models.CharField(max_length=300)
