"""The founding case: its figures come from its rows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from catalyse.actors.models import Organisation, User
from catalyse.actors.path import path_of
from catalyse.actors.sessions import actor_of
from catalyse.contracting.models import Agreement, Share
from catalyse.pooling import queries as pooling
from catalyse.results.models import CaseStudy
from catalyse.support import queries
from catalyse.support.models import Beneficiary, Invitation
from tests.cases.reading import in_the_territory, sectors_of_the_region, sums, the_support

pytestmark = pytest.mark.django_db


def test_flers_tells_its_figures_from_its_rows(flers):
    support = the_support()
    funnel, days = queries.funnel(support), queries.days_used(support)
    assert (funnel.invited, funnel.joined) == (14, 9)
    assert round(100 * funnel.joined / funnel.invited, 1) == 64.3
    assert (days.individual.used, days.collective.used) == (9 * 2, 5 * 2)
    assert [sums(support, c) for c in ("active_volunteers", "staff", "fte")] == [117, 50, 27]
    figures = in_the_territory(support)
    assert (figures.supports, figures.jobs) == (14, 527)
    sectors = sectors_of_the_region(support)
    assert (sectors["IAE"], sectors["DEV"], sectors["FAM"]) == (70, 17, 53)
    network = pooling.network(support)
    assert (network.before.total, network.after.total) == (4, 17)
    assert CaseStudy.objects.system("test").get().state == "published"


def test_the_path_of_the_regie_goes_from_its_foundation_to_what_it_does_with_others(flers):
    officer = actor_of(User.objects.get(email="chargee-de-mission@flers.example"), date(2009, 3, 3))
    regie = Organisation.objects.visible_to(officer).get(name="Régie des quartiers Arc-en-Ciel")

    points = path_of(officer, regie)

    titles = [point.title for point in points]
    assert [point.on for point in points] == sorted(point.on for point in points)
    assert (points[0].when, titles[0]) == ("1991", "Créée par des habitants")
    label = next(point for point in points if point.title == "Label Régie de quartier")
    assert label.on == date(2007, 12, 1)
    assert {"Comptabilité de la Régie Arc-en-Ciel", "Communication des associations du contrat urbain"} <= set(titles)


def test_a_figure_follows_its_record(flers):
    support = the_support()
    before = in_the_territory(support).jobs

    one = (
        Beneficiary.objects.system("test")
        .filter(support=support, staff__gt=0)
        .exclude(association__name__startswith="Régie")[0]
    )
    Beneficiary.objects.system("test").filter(pk=one.pk).update(staff=one.staff + 3)
    Invitation.objects.system("test").filter(support=support, state="declined").first().delete()

    assert in_the_territory(support).jobs == before + 3
    assert queries.funnel(support).invited == 13


def test_the_odd_cent_goes_to_the_funder_that_the_agreement_names(flers):
    agreement = Agreement.objects.system("test").get()
    shares = {str(s.funder): s.amount for s in Share.objects.system("test").filter(agreement=agreement)}
    assert agreement.total == Decimal("13500.01")
    assert sorted(shares.values()) == [Decimal("6750.00"), Decimal("6750.01")]
    assert shares["DLA de l’Orne"] == Decimal("6750.01")
