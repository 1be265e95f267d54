"""Who speaks to the city. The only tables with personal data; every value in them is sealed.

Law: Personal Information Protection Law arts 51, 54; 接诉即办工作条例 art 9 (privacy of requesters).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from jiesu.callers.masks import mask_name, mask_number, mask_phone
from jiesu.kit.crypto import open_text
from jiesu.rules.terms import Term


class PartyKind(Term):
    """A natural person or an enterprise."""

    PERSON = ("person", "自然人", "Natural person")
    ENTERPRISE = ("enterprise", "企业", "Enterprise")


class Party(models.Model):
    """Somebody who asked. One row for each kind, telephone and name: a household may share a number.

    A party without a telephone is never found again: two people of one name are two people.
    """

    kind = models.CharField(max_length=12, choices=[(str(kind), kind.en) for kind in PartyKind])
    name_sealed = models.BinaryField(null=True)
    phone_sealed = models.BinaryField(null=True)
    address_no_sealed = models.BinaryField(null=True)
    phone_hash = models.BinaryField(null=True, max_length=32)
    name_hash = models.BinaryField(default=bytes, max_length=32, help_text="Empty where no name is known")
    minor = models.BooleanField(default=False)
    first_seen = models.DateTimeField()
    anonymised_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="callers_party_kind_is_known", condition=Q(kind__in=[str(term) for term in PartyKind])
            ),
            models.UniqueConstraint(fields=["phone_hash", "name_hash", "kind"], name="callers_party_once"),
            models.CheckConstraint(
                name="callers_party_anonymised_is_empty",
                condition=Q(anonymised_at=None)
                | Q(
                    name_sealed=None,
                    phone_sealed=None,
                    address_no_sealed=None,
                    phone_hash=None,
                    name_hash=b"",
                ),
            ),
        ]
        indexes = [models.Index(fields=["name_hash"], name="callers_party_name")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def masked_name(self) -> str:
        """张**; empty where no name is known."""
        return mask_name(_opened(self.name_sealed))

    @property
    def masked_phone(self) -> str:
        """138****1234; empty where no number is known."""
        return mask_phone(_opened(self.phone_sealed))

    @property
    def masked_address_no(self) -> str:
        """The house number with its digits hidden."""
        return mask_number(_opened(self.address_no_sealed))


class Silence(models.Model):
    """退订: somebody who wants no messages by robot, whatever they are about."""

    party = models.OneToOneField(Party, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.party_id}"


class AccessLog(models.Model):
    """Who read which value in clear, why and when. Rows are added, never changed (a trigger sees to it)."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="reads")
    field = models.CharField(max_length=12)
    by = models.CharField(max_length=80)
    delegate_for = models.CharField(max_length=80, blank=True)
    why = models.CharField(max_length=300)
    order = models.CharField(max_length=40, blank=True, help_text="Number of the order it was read for")
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.CheckConstraint(name="callers_a_read_has_a_reason", condition=~Q(why=""))]


def _opened(blob: bytes | memoryview | None) -> str:
    return open_text(blob) if blob else ""
