"""What holds for any name, any dates, any figures."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from catalyse.actors import queries, services
from catalyse.actors.forms import YearForm
from catalyse.actors.forms.years import known_of
from catalyse.actors.models import AssociationYear, Membership
from catalyse.actors.numbers import numbers_of
from catalyse.actors.oddities import oddities
from catalyse.actors.sessions import actor_of
from catalyse.actors.tests.factories import HOUSE, TODAY, organisation
from catalyse.engines.text import fold
from catalyse.kernel.life import Refused

same_database = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
START = date(2020, 1, 1)
days = st.integers(0, 30).map(lambda n: START + timedelta(days=n))
words = st.text(st.characters(categories=["Lu", "Ll", "Nd"], max_codepoint=0x24F), min_size=2, max_size=12)


@same_database
@given(name=st.lists(words, min_size=1, max_size=5).map(" ".join))
def test_an_organisation_is_found_by_any_word_of_its_name(db, name):
    assume(fold(name))
    row = organisation(name=name)

    for word in fold(name).split():
        assert row in queries.organisations_for(HOUSE, {"q": word.upper()})


@same_database
@given(text=st.text(max_size=60) | st.sampled_from(["oxy", "JEUNES 61", "oxi", "6"]))
def test_whatever_is_searched_for_only_those_who_bear_the_words_are_found(db, text):
    row = organisation(name="Oxy Jeunes 61")
    asked = fold(text.replace("\x00", "")).split()[: queries.MOST_WORDS]

    found = queries.organisations_for(HOUSE, {"q": text, "ordre": text})

    assert (row in found) is all(word in fold(row.name) for word in asked)
    assert not queries.organisations_for(HOUSE, {"q": text, "secteur": "x"})


@same_database
@given(spans=st.lists(st.tuples(days, st.none() | days), min_size=1, max_size=6), day=days)
def test_roles_never_overlap_and_hold_on_their_days(here, spans, day):
    user = services.open_account(email="p@example.org", by=HOUSE, today=TODAY)
    Membership.objects.system("test").filter(user=user).delete()
    kept = []
    for since, until in spans:
        try:
            with transaction.atomic():
                services.add_member(
                    user=user, organisation=here.dla, role="dla_officer", since=since, until=until, by=HOUSE,
                    today=TODAY,
                )  # fmt: skip
            kept.append((since, until or date.max))
        except Refused:
            overlaps = any(s <= (until or date.max) and since <= u for s, u in kept)
            assert overlaps or (until and until < since)

    for index, (since, until) in enumerate(kept):
        assert since <= until
        assert all(until < s or u < since for s, u in kept[index + 1 :])
    assert actor_of(user, day).holds("dla_officer") is any(s <= day <= u for s, u in kept)


@given(hundredths=st.decimals(0, 100, places=2))
def test_a_share_comes_back_as_it_was_typed(hundredths):
    form = YearForm({"year": "2020", "market_share": str(hundredths).replace(".", ",")})
    assert form.is_valid(), form.errors

    kept = AssociationYear(year=2020, market_share=form.cleaned_data["market_share"])

    assert 0 <= kept.market_share <= 1
    assert known_of(kept)["market_share"] == hundredths


@pytest.mark.parametrize("typed", ["100,01", "101", "164"])
def test_a_share_above_the_whole_is_told_beside_its_field(typed):
    form = YearForm({"year": "2020", "market_share": typed})

    assert list(form.errors) == ["market_share"]
    assert "100 %" in str(form.errors["market_share"])


@given(text=st.text(max_size=30))
def test_any_text_is_a_number_or_is_told_how_to_put_it_right(text):
    fields = {"rna", "old_rna", "siren", "siret"}
    for field in fields:
        problem, numbers = None, {}
        try:
            numbers = numbers_of(**{field: text})
        except Refused as refusal:
            problem = refusal

        assert set(numbers) == (set() if problem else fields)
        assert problem is None or (problem.field in fields and str(problem.message))


@given(
    staff=st.integers(0, 50), permanent=st.none() | st.integers(0, 50), integration=st.none() | st.integers(0, 50),
    fte=st.none() | st.decimals(0, 60, places=2), market=st.none() | st.decimals(0, 1, places=4),
    grants=st.none() | st.decimals(0, 1, places=4),
)  # fmt: skip
def test_what_is_odd_is_told_exactly_when_it_is_odd(staff, permanent, integration, fte, market, grants):
    year = AssociationYear(
        year=2020, staff=staff, permanent=permanent, integration=integration, fte=fte, market_share=market,
        grants_share=grants,
    )  # fmt: skip

    told = {oddity.column for oddity in oddities([year])}

    assert ("fte" in told) is (fte is not None and fte > staff)
    assert ("permanent" in told) is (permanent is not None and permanent > staff)
    assert ("grants_share" in told) is ((market or Decimal(0)) + (grants or Decimal(0)) > 1)
    both = permanent is not None and integration is not None
    assert ("integration" in told) is (both and permanent + integration >= staff and permanent + integration > 0)
