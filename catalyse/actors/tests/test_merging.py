"""Two records of one association become one, and two again."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.urls import reverse

from catalyse.actors import comparing, merging, services
from catalyse.actors.asks import ask_by_token
from catalyse.actors.models import Membership, Merge, Organisation, Partnership, SectorOf
from catalyse.actors.services.invitations import fingerprint
from catalyse.actors.tests.factories import BEGAN, HOUSE, TODAY, acting, person
from catalyse.kernel import drafts, journal
from catalyse.kernel.access import Forbidden
from catalyse.kernel.life import Refused
from catalyse.kernel.models import Code, Event
from catalyse.places.forms import commune_label


def code(name):
    return Code.objects.get(kind="sector", code=name)


def joined(kept, gone, by, take=()):
    return services.merge_organisations(
        kept=kept, gone=gone, take=set(take), expected=(kept.version, gone.version), by=by, today=TODAY
    )


def undone(merge, by):
    event = Event.objects.about(merge.kept).get(name="organisation.merged", undo__1__pk=merge.pk)
    journal.take_back(event=event, by=by, day=TODAY)
    merge.refresh_from_db()
    return merge


def everything():
    """Each column of each row of the house that may name an association, without what only counts writes."""
    found = {}
    for field in {f.model for f in merging.foreign_keys().values()} - {Merge}:
        for row in field._base_manager.order_by("pk").values():
            row.pop("version", None)
            found[field._meta.label, row["id"]] = row
    for row in Organisation._base_manager.values():
        row.pop("version")
        found["organisation", row["id"]] = row
    return found


@pytest.fixture
def twins(here):
    """One association that is there twice, each record with things of its own and things that clash."""
    kept = here.association("Les Sources", short_name="LS", sectors=[services.SectorChoice(code("FAM"), main=True)])
    gone = here.association(
        "Les Sources de l’Orne", rna="W612000001", siret="00000001800010", public_phone="02 33 00 00 01",
        sectors=[services.SectorChoice(code("SPO"), main=True), services.SectorChoice(code("FAM"))],
    )  # fmt: skip
    services.add_year(organisation=kept, year=2007, by=HOUSE, today=TODAY, volunteers=15)
    services.add_year(organisation=gone, year=2007, by=HOUSE, today=TODAY, volunteers=12, staff=24)
    services.add_year(organisation=gone, year=2008, by=HOUSE, today=TODAY, volunteers=13)
    services.add_milestone(organisation=gone, year=1991, title="Créée", by=HOUSE, today=TODAY)
    return kept, gone


def test_no_foreign_key_to_an_association_is_forgotten():
    assert set(merging.foreign_keys()) - merging.known() == set(), "say in the room's offers how its rows follow"
    assert merging.known() - set(merging.foreign_keys()) == set()


def test_everything_follows_and_what_clashes_is_kept_and_told(twins, officer):
    kept, gone = twins

    merge = joined(kept, gone, officer, {"rna", "siret", "public_phone"})

    kept.refresh_from_db()
    gone.refresh_from_db()
    years = {y.year: (y.volunteers, y.staff) for y in kept.years.system("test")}
    assert (kept.rna, kept.siret, kept.siren, kept.name) == ("W612000001", "00000001800010", "000000018", "Les Sources")
    assert (gone.rna, gone.siret, gone.merged_into, bool(gone.archived_at)) == ("", "", kept, True)
    assert years == {2007: (15, 24), 2008: (13, None)}  # 24 employees were unknown to the record kept
    assert [m.title for m in kept.milestones.system("test")] == ["Créée"]
    assert {(s.code.code, s.main) for s in SectorOf.objects.filter(organisation=kept)} == {
        ("FAM", True),
        ("SPO", False),
    }
    assert {s["what"] for s in merge.steps if s["did"] == "stayed"} == {
        "actors.SectorOf.organisation", "actors.AssociationYear.organisation",
    }  # fmt: skip


def test_undone_everything_is_as_before(twins, officer):
    before = everything()

    merge = undone(joined(*twins, officer, {"name", "rna", "siret"}), officer)

    assert everything() == before
    assert merge.left == []


def test_what_changed_since_is_kept_and_told(twins, officer):
    kept, gone = twins
    merge = joined(kept, gone, officer, {"name", "public_phone"})
    kept.refresh_from_db()
    services.edit_organisation(organisation=kept, expected=kept.version, by=officer, today=TODAY, name="Sources vives")
    kept.milestones.system("test").update(title="Fondée")
    services.add_milestone(organisation=kept, year=2024, title="Réunies", by=officer, today=TODAY)

    merge = undone(merge, officer)

    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (kept.name, kept.public_phone) == ("Sources vives", "")
    assert [one["column"] for one in merge.left] == ["name"]
    assert [m.title for m in gone.milestones.system("test")] == ["Fondée"]  # the row goes back, its new words stay
    assert [m.title for m in kept.milestones.system("test")] == ["Réunies"]
    assert Event.objects.about(gone).first().name == "organisation.unmerged_in_part"


def begun(by, form, about, **data):
    return drafts.keep(by, form, data, about)


def waiting(by, form, about):
    found = drafts.find(by, form, about)
    return found.data if found else None


def test_what_was_begun_and_not_sent_waits_at_the_record_that_is_kept_and_goes_back_with_it(twins, officer, here):
    kept, gone = twins
    other = acting("dla_officer", here.dla)
    services.edit_organisation(organisation=gone, expected=gone.version, by=officer, today=TODAY, mission="Un\nDeux")
    gone.refresh_from_db()
    known = {
        "name": gone.name, "public_phone": gone.public_phone, "commune": commune_label(gone.commune),
        "rna": gone.rna, "siret": gone.siret, "sector_0": "SPO", "declared_0": "", "mission": "Un\r\nDeux",
    }  # fmt: skip
    begun(officer, services.MILESTONE_FORM, gone, year="1991", title="Déménagement")
    begun(officer, services.ORGANISATION_FORM, gone, **{**known, "mission": "Accueillir"})
    begun(other, services.ORGANISATION_FORM, gone, **known)
    begun(other, services.YEAR_FORM, gone, year="2009", volunteers="14")
    begun(other, services.YEAR_FORM, kept, year="2010")

    merge = joined(kept, gone, officer)

    assert waiting(officer, services.MILESTONE_FORM, kept) == {"year": "1991", "title": "Déménagement"}
    assert waiting(officer, services.ORGANISATION_FORM, kept) == {"mission": "Accueillir"}  # not the facts of the other
    assert waiting(other, services.ORGANISATION_FORM, kept) is None
    assert waiting(other, services.YEAR_FORM, kept) == {"year": "2010"}
    assert waiting(other, services.YEAR_FORM, gone) == {"year": "2009", "volunteers": "14"}
    assert comparing.kinds_of(officer, kept, [one for one in merge.steps if one["what"] == "kernel.Draft"]) == []

    merge = undone(merge, officer)

    assert merge.left == []
    assert waiting(officer, services.MILESTONE_FORM, gone) == {"year": "1991", "title": "Déménagement"}
    assert waiting(officer, services.ORGANISATION_FORM, gone) == {"mission": "Accueillir"}
    assert waiting(officer, services.ORGANISATION_FORM, kept) is None


def test_a_siret_corrected_since_keeps_its_siren(twins, officer):
    kept, gone = twins
    merge = joined(kept, gone, officer, {"siret"})
    kept.refresh_from_db()
    services.edit_organisation(
        organisation=kept, expected=kept.version, by=officer, today=TODAY, siren="732829320", siret="73282932000074"
    )

    undone(merge, officer)

    kept.refresh_from_db()
    assert (kept.siren, kept.siret) == ("732829320", "73282932000074")


def test_what_hangs_on_a_merged_record_is_written_to_no_more(twins, officer):
    kept, gone = twins
    ask = services.ask_year(organisation=gone, year=2023, email="a@b.test", by=officer, today=TODAY)
    own = services.ask_year(organisation=kept, year=2023, email="b@b.test", by=officer, today=TODAY)
    joined(kept, gone, officer)
    ask.refresh_from_db()
    gone.refresh_from_db()
    token = "t" * 40
    type(ask).objects.system("test").filter(pk=ask.pk).update(tokens=[fingerprint(token)])

    assert ask_by_token(token) == own
    with pytest.raises(Forbidden):
        services.add_year(organisation=gone, year=2020, by=officer, today=TODAY, volunteers=3)
    with pytest.raises(Refused):
        services.tell_apart(first=kept, second=kept, by=officer, today=TODAY)


def test_people_of_both_keep_their_rights_even_where_their_days_overlap(twins, officer):
    kept, gone = twins
    user = person("association_lead", kept, since=BEGAN, until=TODAY.replace(year=2024, month=1))
    services.add_member(
        user=user, organisation=gone, role="association_lead", since=BEGAN.replace(year=2023), by=HOUSE, today=TODAY
    )
    before = everything()

    merge = joined(kept, gone, officer)

    mine = Membership.objects.system("test").on(TODAY).filter(user=user, organisation=kept)
    assert [(m.since, m.until) for m in mine] == [(BEGAN, None)]
    undone(merge, officer)
    assert everything() == before


def test_a_merge_of_a_merge_is_undone_in_its_order(twins, here, officer):
    kept, gone = twins
    third = here.association("Sources")
    first = joined(kept, gone, officer)
    kept.refresh_from_db()
    second = joined(third, kept, officer)
    gone.refresh_from_db()

    assert gone.merged_into == third
    with pytest.raises(Refused, match="elle-même été fusionnée"):
        undone(first, officer)
    undone(second, officer)
    gone.refresh_from_db()
    assert gone.merged_into == kept
    undone(first, officer)


def test_twice_is_once_and_of_one_record_nothing(twins, officer):
    kept, gone = twins
    joined(kept, gone, officer)

    with pytest.raises(Refused, match="déjà été fusionnée"):
        joined(kept, Organisation.objects.system("test").get(pk=gone.pk), officer)
    with pytest.raises(Refused, match="différentes"):
        joined(kept, kept, officer)
    assert Merge.objects.system("test").count() == 1


def test_who_read_an_older_version_reads_again(twins, officer):
    kept, gone = twins
    services.edit_organisation(organisation=gone, expected=gone.version, by=officer, today=TODAY, name="Autre")

    with pytest.raises(Refused, match="relisez-les"):
        joined(kept, gone, officer)


def test_a_look_ahead_writes_nothing(twins, officer):
    before = everything()

    steps = services.look_ahead(kept=twins[0], gone=twins[1], by=officer)

    assert everything() == before
    assert {s["did"] for s in steps} == {"moved", "filled", "stayed"}


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_merge_once(twins, officer):
    kept, gone = twins

    def one(pair):
        try:
            joined(*pair, officer)
            return "done"
        except Refused as refusal:
            return str(refusal.message)[:30]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(one, [(kept, gone), (gone, kept)]))

    assert said.count("done") == 1
    assert Merge.objects.system("test").count() == 1


@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_nothing_was_done(twins, officer, monkeypatch):
    before = everything()

    def killed(*given, **rest):
        raise KeyboardInterrupt

    monkeypatch.setattr("catalyse.kernel.journal.record", killed)
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        joined(*twins, officer)

    assert everything() == before


def test_only_who_may_change_both_merges_them(twins, here, elsewhere, officer):
    kept, gone = twins
    lead = acting("association_lead", kept)
    both = person("association_lead", kept)
    services.add_member(user=both, organisation=gone, role="association_lead", since=BEGAN, by=HOUSE, today=TODAY)

    with pytest.raises(Forbidden):
        joined(kept, gone, lead)
    with pytest.raises(Forbidden):
        joined(kept, gone, acting("authority_elected", here.authority))
    with pytest.raises(Refused, match="fiches d’associations"):
        joined(kept, here.dla, acting("admin", here.dla))


def enter(client, role, where):
    client.force_login(person(role, where), backend="allauth.account.auth_backends.AuthenticationBackend")


def test_a_record_of_another_territory_is_not_there_to_be_merged(client, twins, elsewhere):
    kept, _gone = twins
    theirs = elsewhere.association("kx7ailleurs", public_phone="02 33 00 00 01")
    services.edit_organisation(
        organisation=kept, expected=kept.version, by=HOUSE, today=TODAY, public_phone="02 33 00 00 01"
    )
    enter(client, "dla_officer", _dla_of(kept))

    assert client.get(reverse("actors:merge", args=[kept.pk]), {"avec": theirs.pk}).status_code == 404
    assert client.get(reverse("actors:merge", args=[theirs.pk])).status_code == 404
    assert client.post(reverse("actors:different", args=[kept.pk]), {"avec": theirs.pk}).status_code == 404
    for page in (reverse("actors:merge", args=[kept.pk]), reverse("actors:duplicates")):
        assert "kx7ailleurs" not in client.get(page).content.decode()


def _dla_of(row):
    return Partnership.objects.system("test").order_by("pk").first().dla
