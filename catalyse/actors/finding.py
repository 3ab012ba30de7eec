"""What the search box finds of organisations and of people, as one types it: with a mistake, without accents."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Q

from catalyse.actors.models import Membership, Organisation
from catalyse.actors.models.organisations import OrganisationQuerySet
from catalyse.actors.roles import DLA, READERS_OF_SUPPORTS, OrganisationKind, Role
from catalyse.engines.search import REPAIRED_FROM, number_in, one_apart
from catalyse.engines.text import fold
from catalyse.kernel.access import Actor

MOST_WORDS = 8
PERHAPS = 0.25  # of the three-letter pieces of a word: one with a mistake in it keeps that many
WEIGHED = 200  # records that hold something like the words, laid beside them letter by letter
TEAMS = (OrganisationKind.DLA, OrganisationKind.AUTHORITY, OrganisationKind.CONSULTANT)


def organisations(actor: Actor, text: str, limit: int) -> list[Organisation]:
    """The organisations that the actor may know and that a text means, those that are called so first.

    When few are called exactly so, a word may be one letter wrong. Costs 1 query, or 2.
    """
    return among(Organisation.objects.visible_to(actor).active().filter(unnamed=False), text, limit)


def among(organisations: OrganisationQuerySet, text: str, limit: int) -> list[Organisation]:
    """Those of these organisations that a text means, those that are called so first. Costs 1 query, or 2."""
    number = number_in(text)
    words = [number[1].casefold()] if number else fold(text).split()[:MOST_WORDS]
    if not words:
        return []
    rows: Any = organisations.select_related("commune").distinct()
    exactly = rows
    for word in words:
        exactly = exactly.filter(Q(search_key__contains=word) | Q(commune__search_key__contains=word))
    folded = " ".join(words)
    found = list(exactly.order_by("name", "pk")[:WEIGHED])
    found.sort(key=lambda row: (not is_called(row, text), not row.search_key.startswith(folded)))
    if len(found) < limit and not number:
        held = {row.pk for row in found}
        found += [row for row in _perhaps(rows, words) if row.pk not in held]
    return found[:limit]


def people(actor: Actor, text: str, limit: int) -> list[Membership]:
    """The people whose names the actor may read, by name or function, with where they are. Costs 1 query."""
    words = text.split()[:MOST_WORDS]
    if not words or actor.day is None:
        return []
    seen = Organisation.objects.visible_to(actor).active()
    if not actor.holds(*DLA, Role.ADMIN):
        teams = Q(kind__in=TEAMS) if actor.holds(*READERS_OF_SUPPORTS) else Q(pk=None)
        seen = seen.filter(teams | Q(pk__in=actor.organisations()))
    rows = Membership.objects.system("names that the policy of their organisation opens").on(actor.day)
    rows = rows.filter(organisation__in=seen.values("pk"), user__is_active=True)
    for word in words:
        rows = rows.filter(Q(user__name__unaccent__icontains=word) | Q(user__function__unaccent__icontains=word))
    return list(rows.select_related("user", "organisation").order_by("user__name", "user", "pk")[:limit])


def is_called(row: Organisation, text: str) -> bool:
    """Whether these words, without their accents, are the whole name of an organisation, or its short one."""
    folded = " ".join(fold(text).split()[:MOST_WORDS])
    return folded.replace(" ", "") == fold(row.short_name).replace(" ", "") or folded == fold(row.name)


def _perhaps(rows: Any, words: list[str]) -> list[Organisation]:
    """Those each of whose words is said, or is one letter away from what is said. Costs 1 query."""
    longest = max(words, key=len)
    if len(longest) < REPAIRED_FROM:
        return []
    like = rows.annotate(like=TrigramWordSimilarity(longest, "search_key")).filter(like__gte=PERHAPS)
    return [row for row in like.order_by("-like", "name", "pk")[:WEIGHED] if _means(row, words)]


def _means(row: Organisation, words: list[str]) -> bool:
    commune = row.commune.search_key if row.commune else ""
    text = f"{row.search_key} {commune}"
    held = set(text.split())
    return all(
        word in text or (len(word) >= REPAIRED_FROM and any(_near(word, other) for other in held)) for word in words
    )


def _near(word: str, other: str) -> bool:
    """Whether a word, perhaps still being typed, is one mistake away from another."""
    return one_apart(word, other) or any(one_apart(word, other[: len(word) + more]) for more in (-1, 0, 1))
