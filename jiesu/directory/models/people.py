"""People who work here: who they are, which seats they hold, for whom they stand in."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiesu.directory.models.shared import Dated, choices
from jiesu.directory.models.units import Unit
from jiesu.rules.terms import Role

login_shape = RegexValidator(r"^[\w.@-]+\Z", _("A login has letters, digits, “-”, “_”, “.” and “@” only."))


class People(BaseUserManager["Person"]):
    """Makes people; Django's login finds them by `login`."""

    def create_user(
        self, login: str, *, name: str = "", password: str | None = None, email: str = ""
    ) -> Person:
        """A new person; without a password nobody can log in as them."""
        person = self.model(login=login, name=name or login, email=self.normalize_email(email))
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody who can log in. What they may do comes from their seats alone."""

    login = models.CharField(max_length=60, unique=True, validators=[login_shape])
    name = models.CharField(max_length=60)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=10, blank=True)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "login"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects: ClassVar[People] = People()

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """How the ledger names this person."""
        return f"person:{self.login}"


class Seat(Dated):
    """A role that a person holds in a unit, from a day to a day."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="seats")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="seats")
    role = models.CharField(max_length=20, choices=choices(Role))
    post = models.CharField(max_length=60, blank=True, help_text="Title of the post")

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                name="directory_seat_role_is_known", condition=Q(role__in=[str(term) for term in Role])
            ),
            models.UniqueConstraint(
                fields=["person", "unit", "role"], condition=Q(valid_to=None), name="directory_seat_held_once"
            ),
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(valid_to=None, role=str(Role.MAIN_LEADER)),
                name="directory_one_main_leader_in_a_unit",
            ),
        ]


class Delegation(models.Model):
    """One person stands in for another, for their seats in one unit, on these days."""

    giver = models.ForeignKey(Person, models.PROTECT, related_name="given")
    taker = models.ForeignKey(Person, models.PROTECT, related_name="taken")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="delegations")
    role = models.CharField(
        max_length=20, choices=choices(Role), blank=True, help_text="Empty: every role there"
    )
    valid_from = models.DateField()
    valid_to = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="directory_delegation_ends_after_it_begins", condition=Q(valid_to__gte=F("valid_from"))
            ),
            models.CheckConstraint(name="directory_delegation_to_another", condition=~Q(giver=F("taker"))),
        ]
