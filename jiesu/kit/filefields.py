"""A form field for several files at once; what is in them is looked at by jiesu.kit.evidence."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

ACCEPTED = ".jpg,.jpeg,.png,.webp,.pdf,.docx,.xlsx,.m4a,.mp3,.wav,.ogg"
KINDS = _(
    "JPEG, PNG, WebP, PDF, Word, Excel, M4A, MP3, WAV, OGG; at most 10 MB each. Place and camera are taken out."
)


class Files(forms.FileField):
    """Several files at once; the clean value is a list."""

    class Input(forms.ClearableFileInput):
        allow_multiple_selected = True

    def __init__(self, *, accept: str = ACCEPTED, capture: str = "", **kwargs: Any) -> None:
        attrs: dict[str, Any] = {"multiple": True, "accept": accept}
        if capture:
            attrs["capture"] = capture
        shown = self.Input(attrs=attrs)
        super().__init__(widget=shown, required=False, allow_empty_file=True, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        single = super().clean
        return [single(one, initial) for one in data or () if one]
