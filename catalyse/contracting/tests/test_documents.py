"""The papers: what they say, and what they keep to themselves."""

from decimal import Decimal

from django.utils import translation

from catalyse.contracting import queries, services
from catalyse.contracting.documents import agreement_document, minutes_document, terms_document
from catalyse.contracting.services import ShareLine
from catalyse.contracting.tests.factories import a_support, an_agreement, chosen, signed, written_terms
from catalyse.kernel.documents import render_docx, render_pdf


def words(document) -> str:
    """Everything that a document says."""
    return f"{document.title} {document.subtitle} {document.blocks}".replace("\\xa0", " ")


def test_the_terms_say_everything_and_the_ceiling_only_when_asked(world):
    terms = written_terms(world, a_support(world), ceiling=Decimal(14000), deliverables="Un plan\nUn rapport")

    with_it, without_it = (words(terms_document(terms, with_ceiling=one)) for one in (True, False))

    assert "14 000,00 €" in with_it
    assert "14 000" not in without_it
    for said in ("Un plan", "Prix", "5 jours", "9 jours"):
        assert said in with_it
    assert "pas encore approuvé" in with_it


def test_papers_are_french_whatever_the_screen(world):
    terms = written_terms(world, a_support(world))

    with translation.override("en"):
        document = terms_document(terms, with_ceiling=True)

    assert (document.language, document.title) == ("fr", "Cahier des charges")


def test_the_minutes_say_who_was_consulted_who_was_chosen_and_why(world):
    tender, bids = chosen(world, a_support(world))
    award = tender.award

    document = minutes_document(award, queries.bids_of(world.officer, tender))

    said = words(document)
    for one in (*(bid.consultant.name for bid in bids), "La méthode.", "13 500,01 €"):
        assert one in said
    assert render_pdf(document).startswith(b"%PDF")
    assert render_docx(document).startswith(b"PK")


def test_the_agreement_prints_the_shares_to_the_cent_and_the_signatures(world):
    agreement = signed(world, an_agreement(world, a_support(world, state="chosen"), illustrative=["total"]))

    said = words(agreement_document(agreement))

    for one in ("6 750,01 €", "6 750,00 €", "13 500,01 €", "50 %", "présidence", "Signé le"):
        assert one in said
    assert "exemples" in said


def test_an_agreement_with_a_fixed_amount_says_of_what_the_percentages_are(world):
    lines = [ShareLine(world.dla, amount=Decimal(1000)), ShareLine(world.authority, percent=Decimal(100))]
    agreement = an_agreement(world, a_support(world, state="chosen"), "3000", shares=lines)

    said = words(agreement_document(agreement))

    assert "montant fixe" in said
    assert "ce que laissent les montants fixes" in said
    assert services.ShareLine is ShareLine
