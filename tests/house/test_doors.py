"""Every door of the house says who may enter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.urls import URLResolver, get_resolver
from django.views.generic import RedirectView

from catalyse.kernel.access import Access, policy_named


def doors() -> Iterator[tuple[str, str, Any]]:
    """Every address of the house: name, pattern, view; a redirection of a library bears no name and no content."""

    def walk(patterns: list[Any], names: tuple[str, ...] = (), prefix: str = "") -> Iterator[tuple[str, str, Any]]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                inner = (*names, pattern.namespace) if pattern.namespace else names
                yield from walk(pattern.url_patterns, inner, prefix + str(pattern.pattern))
            else:
                yield ":".join([*names, pattern.name or "?"]), prefix + str(pattern.pattern), pattern.callback

    found = walk(get_resolver().url_patterns)
    return ((n, p, v) for n, p, v in found if getattr(v, "view_class", None) is not RedirectView)


def is_ours(name: str) -> bool:
    return name not in settings.THIRD_PARTY_DOORS


def test_every_address_has_a_name():
    assert [pattern for name, pattern, _view in doors() if name.endswith("?")] == []


def test_every_view_declares_its_access():
    undeclared = [
        name
        for name, _pattern, view in doors()
        if is_ours(name) and not isinstance(getattr(view, "access", None), Access)
    ]

    assert undeclared == []


def test_every_declared_policy_and_entry_exists():
    unknown = []
    for name, _pattern, view in doors():
        access = getattr(view, "access", None)
        if access is None or access.policy in ("public", "signed_in"):
            continue
        policy = policy_named(access.policy)
        if access.entry and access.entry not in policy.entries:
            unknown.append(name)

    assert unknown == []


def test_third_party_doors_are_named_one_by_one():
    known = {name for name, _pattern, _view in doors()}

    assert {name for name in settings.THIRD_PARTY_DOORS if name.startswith(("account_", "mfa_"))} <= known
