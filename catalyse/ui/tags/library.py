"""The one shelf on which every component of the house is put; `{% load ui %}` takes it down."""

from django import template
from django.template.loader import render_to_string

register = template.Library()


def block(context, name, values):
    """A component that wraps content, rendered with the request so that forms and links inside it work."""
    return render_to_string(f"ui/parts/{name}.html", values, request=context.get("request"))


def get(thing, name, default=None):
    """A field of an object or of a dictionary, as templates read it."""
    if isinstance(thing, dict):
        return thing.get(name, default)
    return getattr(thing, name, default)


def next_number(context, kind):
    """1, 2, 3... for each use of a kind of part on one page, so that identifiers differ."""
    # the first of its dictionaries is that of the page: an included template has another one on top
    counts = context.render_context.dicts[0].setdefault("ui_numbers", {}) if hasattr(context, "render_context") else {}
    counts[kind] = counts.get(kind, 0) + 1
    return counts[kind]
