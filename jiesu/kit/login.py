"""The login form. Apart from forms.py, because it asks for the table of persons."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

from jiesu.kit.forms import Dressed


class LoginForm(Dressed, AuthenticationForm):
    """Login name and password, in the house's dress."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.dress()
        self.fields["username"].label = _("Login name")
        self.fields["password"].label = _("Password")
        self.error_messages["invalid_login"] = _("Login name or password is not right.")
