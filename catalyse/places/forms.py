"""A commune is named, never picked from 36,000: typed with help as one types, understood without script too."""

from __future__ import annotations

from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from catalyse.places.models import Commune
from catalyse.places.queries import CommuneNotFound, SeveralCommunes, the_commune


def commune_label(commune: Commune) -> str:
    """A commune as it is written into a field and understood again: "Alençon (61)"."""
    return f"{commune.name} ({commune.department.code})"


class CommuneInput(forms.TextInput):
    """A text field that offers names while one types; the names come from a page of this room."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        attrs = dict(attrs or {})
        names = f"{attrs.get('id', name)}_names"
        attrs |= {
            "autocomplete": "off",
            "list": names,
            "hx-get": f"{reverse('places:communes')}?of={name}",
            "hx-trigger": "input changed delay:200ms",
            "hx-target": f"#{names}",
            "hx-swap": "innerHTML",
            "hx-sync": "this:replace",
            "hx-params": name,
        }
        field = super().render(name, value, attrs, renderer)
        return SafeString(field + render_to_string("places/_commune_names.html", {"id": names}))


class CommuneField(forms.CharField):
    """A field whose answer is a `Commune`, or None when it may stay empty."""

    widget = CommuneInput
    default_error_messages = {
        "required": _("Write the name of a commune."),
        "unknown": _("No commune is called “%(text)s”. Check the spelling, or add the department: Alençon (61)."),
        "unknown_near": _("No commune is called “%(text)s”. Is it %(near)s?"),
        "several": _("Several communes are called “%(text)s”: %(found)s. Add the department’s code to the name."),
    }

    def __init__(self, **options: Any):
        options.setdefault("max_length", 160)
        options.setdefault("help_text", _("With the department’s code if the name is not unique: Alençon (61)."))
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        return commune_label(value) if isinstance(value, Commune) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(self.prepare_value(value))
        if not text:
            return None
        try:
            return the_commune(text)
        except CommuneNotFound as problem:
            near = _listed(problem.near[:3])
            key = "unknown_near" if near else "unknown"
            raise forms.ValidationError(self.error_messages[key], key, {"text": text, "near": near}) from None
        except SeveralCommunes as problem:
            found = _listed(problem.found[:5])
            raise forms.ValidationError(
                self.error_messages["several"], "several", {"text": text, "found": found}
            ) from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


def _listed(communes: list[Commune]) -> str:
    return ", ".join(commune_label(commune) for commune in communes)
