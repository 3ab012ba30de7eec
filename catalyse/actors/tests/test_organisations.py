import pytest

from catalyse.actors import services
from catalyse.actors.models import Organisation
from catalyse.actors.tests.factories import HOUSE, TODAY, acting, organisation
from catalyse.kernel import journal
from catalyse.kernel.access import Forbidden
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Code, Draft, Event
from catalyse.kernel.records import Stale


def code(name):
    return Code.objects.get(kind="sector", code=name)


def test_an_officer_adds_an_association_with_several_sectors(here, officer):
    row = services.create_organisation(
        kind="association",
        name="  Les  Sources ",
        commune=here.commune,
        siret="000 000 018 00010",
        sectors=[
            services.SectorChoice(code("FAM"), "petite enfance"),
            services.SectorChoice(code("SAN"), "santé", main=True),
        ],
        by=officer,
        today=TODAY,
    )

    links = [(str(link), link.code.code, link.main) for link in row.sector_links.all()]
    assert (row.name, row.siret, row.siren) == ("Les Sources", "00000001800010", "000000018")
    assert links == [("santé", "SAN", True), ("petite enfance", "FAM", False)]
    assert [event.name for event in Event.objects.about(row)] == ["organisation.added"]


def test_the_first_sector_is_the_main_one_when_none_is_named(here, officer):
    row = organisation(sectors=[services.SectorChoice(code("SPO")), services.SectorChoice(code("CUL"))])

    mains = [link.code.code for link in row.sector_links.all() if link.main]

    assert mains == ["SPO"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": "   "}, "name"),
        ({"siret": "0000000180001"}, "siret"),
        ({"siret": "20003452800041"}, "siret"),
        ({"siren": "12345678"}, "siren"),
        ({"rna": "X612000001"}, "rna"),
        ({"siret": "00000001800010", "siren": "000000026"}, "siret"),
        ({"founded_year": 2025}, "founded_on"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(db, values, field):
    with pytest.raises(Refused) as refusal:
        organisation(**{"name": "Les Sources", **values})

    assert refusal.value.field == field
    assert not Organisation.objects.system("test").exists()


def test_a_number_of_before_2009_goes_where_it_belongs(db):
    row = organisation(rna="751P00085568")

    assert (row.rna, row.old_rna) == ("", "751P00085568")


def test_two_organisations_never_bear_the_same_number(db):
    first = organisation(rna="W612000001", name="La Première")

    with pytest.raises(Refused, match="La Première") as refusal:
        organisation(rna="w 612 000 001")

    assert refusal.value.field == "rna"
    assert Organisation.objects.system("test").get() == first


def test_a_late_writer_is_told_and_nothing_is_lost(here, officer):
    row = here.association("Les Sources")
    services.edit_organisation(organisation=row, expected=1, mission="Jouer", by=officer, today=TODAY)

    with pytest.raises(Stale):
        services.edit_organisation(organisation=row, expected=1, mission="Lire", by=officer, today=TODAY)

    row = Organisation.objects.system("test").get(pk=row.pk)
    assert (row.mission, row.version) == ("Jouer", 2)


def test_an_edit_tells_the_journal_what_was_before(here, officer):
    row = here.association("Les Sources", sectors=[services.SectorChoice(code("FAM"))])

    services.edit_organisation(
        organisation=row,
        expected=1,
        name="Les Sources vives",
        sectors=[services.SectorChoice(code("SAN"))],
        by=officer,
        today=TODAY,
    )

    event = Event.objects.get(name="organisation.edited")
    assert event.before == {"name": "Les Sources", "sectors": ["FAM*"]}
    assert event.after == {"name": "Les Sources vives", "sectors": ["SAN*"]}


def test_an_edit_that_changes_nothing_writes_no_event(here, officer):
    row = here.association("Les Sources")

    services.edit_organisation(organisation=row, expected=1, name="Les Sources", by=officer, today=TODAY)

    assert not Event.objects.filter(name="organisation.edited").exists()


def test_a_draft_is_gone_once_it_became_an_organisation(here, officer):
    Draft.objects.create(owner_id=officer.user_id, form=services.ORGANISATION_FORM, data={"name": "Les S"})

    services.create_organisation(kind="association", name="Les Sources", by=officer, today=TODAY)

    assert not Draft.objects.exists()


def test_archiving_can_be_taken_back(here, officer):
    row = here.association("Les Sources")
    services.archive_organisation(organisation=row, by=officer, today=TODAY)
    assert not Organisation.objects.system("test").active().filter(pk=row.pk).exists()

    journal.take_back(event=Event.objects.get(name="organisation.archived"), by=officer, day=TODAY)

    assert Organisation.objects.system("test").active().filter(pk=row.pk).exists()


@pytest.mark.parametrize("role", ["association_member", "authority_elected", "consultant", "committee_member"])
def test_only_officers_add_organisations(here, role):
    where = {"consultant": organisation("consultant"), "association_member": here.association()}.get(role)
    somebody = acting(role, where or here.authority)

    with pytest.raises(Forbidden):
        services.create_organisation(kind="association", name="Les Sources", by=somebody, today=TODAY)


def test_a_lead_changes_the_own_association_and_no_other(here):
    mine, other = here.association(), here.association()
    lead = acting("association_lead", mine)

    services.edit_organisation(organisation=mine, expected=1, mission="Jouer", by=lead, today=TODAY)

    with pytest.raises(Forbidden):
        services.edit_organisation(organisation=other, expected=1, mission="Jouer", by=lead, today=TODAY)


def test_officers_of_one_partner_do_not_rewrite_the_other(here, officer):
    with pytest.raises(Forbidden):
        services.edit_organisation(organisation=here.authority, expected=1, name="Autre", by=officer, today=TODAY)


def test_what_an_officer_adds_without_a_commune_is_found_again(here, officer):
    row = services.create_organisation(kind="association", name="Les Sources", by=officer, today=TODAY)

    assert row in Organisation.objects.visible_to(officer)
    assert row.body == here.body


def test_what_an_officer_changes_never_leaves_the_territory_unseen(here, officer):
    row = here.association("Les Sources")

    services.edit_organisation(organisation=row, expected=1, commune=None, by=officer, today=TODAY)

    assert row in Organisation.objects.visible_to(officer)


def test_an_association_is_found_whatever_the_accents_and_hyphens(db):
    from catalyse.actors import queries

    row = organisation(name="Régie des quartiers Arc-en-Ciel")

    found = queries.organisations_for(HOUSE, {"q": "Regie des quartiers Arc en Ciel"})

    assert list(found) == [row]
