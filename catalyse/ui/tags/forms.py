"""Tags that ask: fields, groups, the summary of what is to be put right, the state of what was kept."""

import secrets

from django import forms
from django.db.models.fields import BLANK_CHOICE_DASH
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html
from django.utils.translation import gettext as _

from catalyse.ui.tags.library import block, register

DASHES = BLANK_CHOICE_DASH[0][1]
MANY = (forms.RadioSelect, forms.CheckboxSelectMultiple)


class _FormTokens(CsrfTokenNode):
    def render(self, context):
        return super().render(context) + format_html(
            '<input type="hidden" name="once" value="{}">', secrets.token_urlsafe(9)
        )


@register.tag("csrf_token")
def form_tokens(parser, token):
    """What every form of the house carries: Django's own token, and a number by which a form sent twice counts once.

    It bears the name of Django's tag, so that no form can forget the number.
    """
    return _FormTokens()


def _kind(widget):
    if isinstance(widget, MANY):
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    return "select" if isinstance(widget, forms.Select) else "plain"


def _say_what_is_empty(field):
    """Django's row of dashes says nothing to anybody: choose, or leave it."""
    words = _("Choose…") if field.required else "—"
    if isinstance(field, forms.ModelChoiceField):
        field.empty_label = words if field.empty_label == DASHES else field.empty_label
    else:
        field.choices = [(value, words if label == DASHES else label) for value, label in field.choices]


def _described_by(bound, hint, reader):
    ids = [f"{bound.auto_id}_hint"] if hint else []
    ids += [f"{bound.auto_id}_reader"] if reader else []
    ids += [f"{bound.auto_id}_error"] if bound.errors else []
    return " ".join(ids)


def _widget(bound, kind, described_by, extra):
    if kind == "select":
        _say_what_is_empty(bound.field)
    css = {"check": "form-check-input", "select": "form-select", "plain": "form-control"}.get(kind, "")
    own = bound.field.widget.attrs.get("class", "")
    attrs = {"class": f"{css} {own}".strip(), "aria-describedby": described_by or None, **extra}
    if bound.errors:
        attrs["aria-invalid"] = "true"
        attrs["class"] += " is-invalid"
    return bound.as_widget(attrs={name: value for name, value in attrs.items() if value})


@register.inclusion_tag("ui/parts/field.html")
def field(
    bound,
    hint="",
    reader="",
    reader_words="",
    label="",
    check="",
    prefix="",
    suffix="",
    width="",
    example="",
    optional=None,
    hide_label=False,
):
    """One question: label, help, what is wrong, the answer.

    `reader` who reads the text, `reader_words` says it otherwise (see {% reader %});
    `check` the address that judges the answer when the field is left;
    `prefix`/`suffix` a unit beside it; `width` "short" or "mid"; `example` a way to answer, set apart.
    """
    kind = _kind(bound.field.widget)
    hint = hint or bound.help_text
    described_by = _described_by(bound, hint, reader)
    extra = {"data-check": check or None, "autocomplete": bound.field.widget.attrs.get("autocomplete")}
    if optional is None:
        optional = not bound.field.required and kind != "check"
    return {
        "bound": bound,
        "kind": kind,
        "hint": hint,
        "reader": reader,
        "reader_words": reader_words,
        "label": label or bound.label,
        "prefix": prefix,
        "suffix": suffix,
        "width": width,
        "example": example,
        "optional": optional,
        "hide_label": hide_label,
        "described_by": described_by,
        "boxes": isinstance(bound.field.widget, forms.CheckboxSelectMultiple),
        "widget": "" if kind == "choices" else _widget(bound, kind, described_by, extra),
    }


@register.simple_block_tag(takes_context=True)
def field_group(context, content, legend, hint="", level=2):
    """Several questions that belong together."""
    return block(context, "field_group", {"content": content, "legend": legend, "hint": hint, "level": level})


def _target(bound):
    first = f"{bound.auto_id}_0"
    return first if isinstance(bound.field.widget, MANY) else bound.id_for_label or bound.auto_id


@register.inclusion_tag("ui/parts/error_summary.html")
def error_summary(*filled):
    """What is to be put right, with links; forms and formsets, nothing when all is well."""
    lines = []
    for one in filled:
        many = getattr(one, "forms", None)
        lines += [{"text": text, "target": ""} for text in (one.non_form_errors() if many is not None else ())]
        for form in many if many is not None else ([one] if one else []):
            lines += [{"text": text, "target": ""} for text in form.non_field_errors()]
            lines += [{"text": bound.errors[0], "target": _target(bound)} for bound in form if bound.errors]
    return {"lines": lines, "count": len(lines)}


@register.inclusion_tag("ui/parts/save_state.html")
def save_state(form_key="", saved_at=None):
    """Where the state of what was kept is said, beside the button; `saved_at` the moment of an earlier keeping."""
    return {"form_key": form_key, "saved_at": saved_at}


@register.simple_tag
def draft(url, key, saved_at=None):
    """The attributes of a <form> whose answers are kept as they are written."""
    stamp = saved_at.isoformat(timespec="seconds") if saved_at else ""
    return format_html('data-draft="{}" data-draft-key="{}" data-draft-saved="{}"', url, key, stamp)


@register.inclusion_tag("ui/parts/keep_later.html")
def keep_later(label="", name="keep"):
    """The second button of a guide: keep what is written and come back (works without script)."""
    return {"label": label or _("Keep and go on later"), "name": name}


@register.inclusion_tag("ui/parts/submit.html")
def submit(label, name="", value="", icon=""):
    """The one primary button of a form; it says what happens."""
    return {"label": label, "name": name, "value": value, "icon": icon}
