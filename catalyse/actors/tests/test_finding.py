"""The search box: associations and people, with a mistake, without accents, and only one's own."""

import pytest

from catalyse.actors import finding, offers
from catalyse.actors.roles import KINDS_OF_ROLE, Role
from catalyse.actors.services import add_member
from catalyse.actors.tests.factories import BEGAN, HOUSE, TODAY, acting, organisation, person
from catalyse.kernel.access import NOBODY, may


@pytest.fixture
def known(here):
    here.association("Régie des quartiers Arc-en-Ciel", short_name="Régie")
    here.association("Centre socio-culturel de l’Étang", short_name="CSE")
    here.association("Œuvre de Saint-Georges", siret="00000001800010")
    return here


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("regie", "Régie des quartiers Arc-en-Ciel"),
        ("REGIE QUARTIERS", "Régie des quartiers Arc-en-Ciel"),
        ("ciel arc", "Régie des quartiers Arc-en-Ciel"),
        ("quartires", "Régie des quartiers Arc-en-Ciel"),
        ("regei des quart", "Régie des quartiers Arc-en-Ciel"),
        ("l'etnag", "Centre socio-culturel de l’Étang"),
        ("cse", "Centre socio-culturel de l’Étang"),
        ("oeuvre st georges", "Œuvre de Saint-Georges"),
        ("000 000 018 00010", "Œuvre de Saint-Georges"),
    ],
)
def test_an_association_is_found_as_one_types(known, officer, text, first):
    assert [row.name for row in finding.organisations(officer, text, 8)][:1] == [first]


@pytest.mark.parametrize("text", ["xyzxyz", "", "  ", "%", "& | !", "\x00", "a" * 120, "💧", "re gie zzz"])
def test_what_says_nothing_finds_nothing(known, officer, text):
    assert finding.organisations(officer, text.replace("\x00", ""), 8) == []


def test_who_is_elsewhere_finds_nothing(known, elsewhere):
    stranger = acting("dla_officer", elsewhere.dla)

    for text in ("regie", "quartires", "00000001800010"):
        assert finding.organisations(stranger, text, 8) == []
    assert list(offers.found_here(NOBODY, "regie", 8)) == []


def test_the_questions_do_not_grow_with_the_house(known, officer, django_assert_num_queries):
    for rank in range(60):
        known.association(f"Comité des fêtes {rank}")

    for text, asked in (("comite", 1), ("comiet", 2)):
        with django_assert_num_queries(asked):
            assert len(finding.organisations(officer, text, 8)) == 8


def test_people_are_found_by_those_who_may_read_their_names_alone(known, elsewhere, officer):
    row = known.association("Les Amis")
    lead = person("association_lead", row)
    add_member(user=lead, organisation=known.association("Autre"), role="association_lead", since=BEGAN,
               until=BEGAN, by=HOUSE, today=TODAY)  # fmt: skip
    lead.name = "Présidente de l’été"
    lead.save()

    found = finding.people(officer, "presidente ete", 8)

    assert [(one.user, one.organisation) for one in found] == [(lead, row)]  # not where the role is over
    for role, where in (("dla_officer", elsewhere.dla), ("authority_officer", known.authority)):
        assert finding.people(acting(role, where), "presidente", 8) == []
    assert finding.people(NOBODY, "presidente", 8) == []


@pytest.mark.parametrize("role", Role.values)
def test_the_box_names_nobody_whom_the_page_of_people_would_hide(known, role):
    kind = KINDS_OF_ROLE[Role(role)][0]
    sides = {"dla": known.dla, "authority": known.authority}
    where = sides.get(kind) or organisation(kind, commune=known.commune)
    person("association_member", known.association("Les Autres"))
    person("authority_officer", known.authority)
    actor = acting(role, where)

    for one in finding.people(actor, "a", 50) + finding.people(actor, "e", 50):
        assert may(actor, "people", one.organisation), one
