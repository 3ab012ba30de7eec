"""The address of every page, about records that hang on one support."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.urls import NoReverseMatch, reverse

from catalyse.actors.models import Organisation
from catalyse.support.models import Proposal, Support
from tests.house.test_doors import doors, is_ours

ENDS_THE_SESSION = {"actors:end_sessions"}
WEIGHTY = re.compile(r"\.(pdf|docx|xlsx|ics)\b")  # a document costs its typesetting, not its queries
PAGES = sorted(
    name
    for name, pattern, view in doors()
    if is_ours(name) and "GET" in view.access.methods and name not in ENDS_THE_SESSION and not WEIGHTY.search(pattern)
)
SAMPLES = {
    "kind": "csv", "format": "csv", "token": "no-such-token", "slug": "x", "verb": "decline", "year": 2024,
    "page": "commencer", "side": "dla", "name": "x", "key": "x", "uidb36": "x", "part": "objectifs", "insee": "61001",
    "partie": "objectifs", "figure": "supports", "code": "ORG", "months": 6,
    "slot": "2008-03-18-0930", "on": "2008-03-18",
}  # fmt: skip
OF_ONE = {"diagnosis:part": {"part": "equipe"}, "diagnosis:write": {"part": "equipe"}}
ABOUT = {  # doors whose declared access does not name the record in their address
    "dropins:days": "dropins.opening",
    "dropins:en:days": "dropins.opening",
    "dropins:book": "dropins.opening",
    "dropins:en:book": "dropins.opening",
    "diagnosis:consents": "actors.organisation",
    "diagnosis:start_project": "actors.organisation",
    "results:experience": "results.casestudy",
    "results:en:experience": "results.casestudy",
    "contracting:tender": "contracting.tender",
    "contracting:bid": "contracting.tender",
    "contracting:decline": "contracting.tender",
    "contracting:terms_paper": "contracting.terms",
    "contracting:agreement_paper": "contracting.agreement",
}


def addresses(support: Support, association: Organisation, wanted: Collection[str]) -> dict[str, str]:
    """name -> address, for the pages that are wanted."""
    found = {}
    for name, pattern, view in doors():
        if name in wanted:
            record = _record(name, ABOUT.get(name, view.access.policy), support, association)
            found[name] = _address(name, pattern, record)
    return dict(sorted(found.items()))


def _record(name: str, label: str, support: Support, association: Organisation) -> Model | None:
    if "." not in label:
        return support if name.startswith("support:") else None
    model = apps.get_model(label)
    rows: Any = model._default_manager.all()
    rows = rows.system("a test") if hasattr(rows, "system") else rows
    if model is Support:
        return support
    if model is Organisation:
        return association
    if model is Proposal:
        return rows.open().order_by("pk").first()
    if "support" in {f.name for f in model._meta.get_fields()}:
        rows = rows.filter(support=support)
    return rows.order_by("pk").first()


def _address(name: str, pattern: str, record: Model | None) -> str:
    given = {"slug": record.slug} if record is not None and hasattr(record, "slug") else {}
    values = {}
    for key in dict.fromkeys(re.findall(r"<(?:\w+:)?(\w+)>", pattern)):
        values[key] = {**SAMPLES, **OF_ONE.get(name, {}), **given}.get(key, record.pk if record else 1)
    try:
        return reverse(name, kwargs=values)
    except NoReverseMatch:
        return "/nowhere/"
