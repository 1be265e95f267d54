"""Forms: one call, one key, house widgets; a refusal becomes an error of the form."""

from __future__ import annotations

from django import forms
from django.template.loader import render_to_string
from django.utils.translation import override

from jiesu.kit.forms import HouseForm, TermField, told
from jiesu.rules.terms import RequestType, Verb
from jiesu.rules.verdict import Refusal


class Sample(HouseForm):
    private = frozenset({"phone"})

    title = forms.CharField(label="Title")
    phone = forms.CharField(label="Phone", required=False)
    kind = TermField(RequestType, label="Kind", required=False)


def refuse(number: str, *, by: str) -> int:
    raise Refusal("“%(verb)s” is not yours to do on this order.", verb=Verb.CLAIM)


def test_a_refusal_becomes_an_error_of_the_form_in_the_readers_language() -> None:
    form = Sample({"title": "x"})
    with override("zh-hans"):
        assert form.is_valid() and told(form, refuse, "1", by="me") is None
        assert "接件" in form.non_field_errors()[0]


def test_what_the_action_returns_is_handed_on() -> None:
    assert told(Sample({"title": "x"}), lambda *, by: by, by="me") == "me"


def test_a_form_shown_again_keeps_its_key_and_a_new_form_has_a_new_one() -> None:
    assert Sample({"idem": "abc"}).key == "abc"
    fresh = Sample()
    assert fresh.key == fresh.key != Sample().key
    assert f'name="idem" value="{fresh.key}"' in render_to_string("kit/form.html", {"form": fresh})


def test_personal_fields_are_marked_so_that_no_draft_keeps_them() -> None:
    text = str(Sample()["phone"])
    assert "data-private" in text and 'autocomplete="off"' in text
    assert "data-private" not in str(Sample()["title"])


def test_a_choice_among_terms_cleans_to_the_term() -> None:
    form = Sample({"title": "x", "kind": "praise"})
    assert form.is_valid() and form.cleaned_data["kind"] is RequestType.PRAISE
    left_open = Sample({"title": "x"})
    assert left_open.is_valid() and left_open.cleaned_data["kind"] is None
    assert not Sample({"title": "x", "kind": "nonsense"}).is_valid()


def test_choices_are_said_in_the_language_of_whoever_looks() -> None:
    with override("zh-hans"):
        assert "表扬" in str(Sample()["kind"])
    with override("en"):
        assert "Praise" in str(Sample()["kind"])


def test_a_field_with_an_error_names_it_for_those_who_hear_the_page() -> None:
    form = Sample({"title": ""})
    text = render_to_string("kit/form.html", {"form": form})
    assert 'aria-invalid="true"' in text
    assert 'aria-describedby="id_title_error"' in text
    assert 'id="id_title_error"' in text
