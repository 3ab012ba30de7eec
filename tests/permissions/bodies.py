"""What a person would send: the form of the page as it comes, its empty required fields filled by their kind."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urljoin, urlsplit

from django.utils import timezone
from lxml import html

Pairs = list[tuple[str, str]]
BUTTONS = ("submit", "button", "image", "reset", "file")
FILLED = {"email": "matrice@matrix.example", "number": "3", "url": "https://matrix.example/", "tel": "0233000000"}
# what a rule of the house asks of a field, where its kind does not say it
NAMED = {
    "commune": "Flers (61)", "body": "200035814", "siret": "", "siren": "", "rna": "", "short_name": "Mot",
    "volunteers": "30", "public_email": "matrice@matrix.example",
    "moved_to": "", "break_from": "10:00", "break_to": "10:30", "second_from": "", "second_to": "",
    "other": "",  # who is ticked is meant; a name beside it would be another one
}  # fmt: skip


def forms_of(page: str, url: str) -> dict[str, Pairs]:
    """The address that each posting form of the page sends to, and what it would send."""
    found: dict[str, Pairs] = {}
    if not page.strip():
        return found
    for form in html.fromstring(page).forms:
        if (form.method or "GET").upper() == "POST":
            found.setdefault(urlsplit(urljoin(url, form.get("action") or url)).path, body_of(form))
    return found


def body_of(form: html.FormElement) -> Pairs:
    """Every field of the form with a value: its own, or one that fits."""
    pairs: Pairs = []
    groups: dict[str, list[html.HtmlElement]] = {}
    for field in form.inputs:
        kind = (field.get("type") or "").lower()
        if not field.get("name") or field.get("disabled") is not None or kind in BUTTONS or field.tag == "button":
            continue
        if kind in ("radio", "checkbox"):
            groups.setdefault(field.name, []).append(field)
        elif field.tag == "select":
            pairs += [(field.name, value) for value in _chosen(field)]
        else:
            pairs.append((field.name, (field.value or "").strip() or _filled(field, kind)))
    for name, boxes in groups.items():
        ticked = [box for box in boxes if box.get("checked") is not None] or boxes[:1]
        pairs += [(name, box.get("value") or "on") for box in ticked]
    return pairs + _button(form)


def _chosen(field: html.HtmlElement) -> list[str]:
    kept = [o.get("value", o.text or "") for o in field.iter("option") if o.get("selected") is not None]
    offered = [o.get("value", o.text or "") for o in field.iter("option")]
    return [v for v in kept if v] or [v for v in offered if v][:1]


def _filled(field: html.HtmlElement, kind: str) -> str:
    if kind == "hidden":
        return ""
    if field.name in NAMED:
        return NAMED[field.name]
    if kind == "date":
        return (timezone.localdate() + timedelta(days=30)).isoformat()
    if kind == "time":
        return "10:00"
    if kind == "number":
        return field.get("min") or FILLED[kind]
    return FILLED.get(kind) or ("3" if field.get("inputmode") in ("numeric", "decimal") else "Un mot")


def _button(form: html.FormElement) -> Pairs:
    """The plain button sends; a named one (keep for later, the two answers of a question) only where it is alone."""
    buttons = form.xpath(".//button[not(@formaction) and not(@type='button')]")
    if not buttons or any(not button.get("name") for button in buttons):
        return []
    return [(buttons[0].get("name"), buttons[0].get("value") or "")]
