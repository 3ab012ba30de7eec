"""How the house says values, in both languages."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django.utils import translation

from catalyse.ui import formats

N = "\N{NO-BREAK SPACE}"
PHONE = N.join(("02", "33", "00", "00", "00"))
THURSDAY = date(2026, 3, 12)
NEXT_YEAR = date(2027, 1, 1)


@pytest.mark.parametrize(("said", "french", "english"), [
    (lambda: formats.money(Decimal("1234.5")), f"1{N}234,50{N}€", "€1,234.50"),
    (lambda: formats.money(Decimal("0")), f"0,00{N}€", "€0.00"),
    (lambda: formats.money(Decimal("-12")), f"−12,00{N}€", "−€12.00"),
    (lambda: formats.money(Decimal("6750.01")), f"6{N}750,01{N}€", "€6,750.01"),
    (lambda: formats.number(30000), f"30{N}000", "30,000"),
    (lambda: formats.number(999), "999", "999"),
    (lambda: formats.number(1234567), f"1{N}234{N}567", "1,234,567"),
    (lambda: formats.number(-12), "−12", "−12"),
    (lambda: formats.number(Decimal("-0.2"), 0), "0", "0"),
    (lambda: formats.percent(50), f"50{N}%", "50%"),
    (lambda: formats.percent(Decimal("64.2857")), f"64,3{N}%", "64.3%"),
    (lambda: formats.half_days(5), f"2,5{N}jours", f"2.5{N}days"),
    (lambda: formats.half_days(2), f"1{N}jour", f"1{N}day"),
    (lambda: formats.half_days(3), f"1,5{N}jour", f"1.5{N}days"),
    (lambda: formats.half_days(0), f"0{N}jour", f"0{N}days"),
    (lambda: formats.day(THURSDAY), f"12{N}mars{N}2026", f"12{N}March{N}2026"),
    (lambda: formats.day(date(2026, 5, 1)), f"1er{N}mai{N}2026", f"1{N}May{N}2026"),
    (lambda: formats.day(THURSDAY, "short", None, NEXT_YEAR), f"jeu.{N}12{N}mars{N}2026", f"Thu{N}12{N}March{N}2026"),
    (lambda: formats.day(THURSDAY, "spoken", today=THURSDAY), f"jeudi 12{N}mars", f"Thursday 12{N}March"),
    (lambda: formats.day(THURSDAY, "month", today=NEXT_YEAR), f"mars{N}2026", f"March{N}2026"),
    (lambda: formats.day(THURSDAY, "short"), f"jeu.{N}12{N}mars", f"Thu{N}12{N}March"),
    (lambda: formats.day(THURSDAY, "spoken"), f"jeudi 12{N}mars", f"Thursday 12{N}March"),
    (lambda: formats.day(THURSDAY, "number"), "12/03/2026", "12/03/2026"),
    (lambda: formats.hour(time(9, 0)), f"9{N}h", "9:00"),
    (lambda: formats.hour(time(9, 30)), f"9{N}h{N}30", "9:30"),
    (lambda: formats.moment(datetime(2026, 3, 12, 8, 30, tzinfo=UTC)), f"12{N}mars{N}2026 à{N}9{N}h{N}30",
     f"12{N}March{N}2026 at{N}9:30"),
    (lambda: formats.span_days(date(2026, 3, 3), date(2026, 3, 7)),
     f"du 3 au 7{N}mars{N}2026", f"3 to 7{N}March{N}2026"),
    (lambda: formats.span_days(date(2026, 2, 28), date(2026, 3, 3)), f"du 28{N}février au 3{N}mars{N}2026",
     f"28{N}February to 3{N}March{N}2026"),
    (lambda: formats.span_days(THURSDAY, THURSDAY), f"12{N}mars{N}2026", f"12{N}March{N}2026"),
    (lambda: formats.ago(date(2026, 3, 10), THURSDAY), f"il y a 2{N}jours", f"2{N}days ago"),
    (lambda: formats.ago(date(2026, 3, 5), THURSDAY), f"il y a 7{N}jours", f"7{N}days ago"),
    (lambda: formats.ago(date(2026, 3, 4), THURSDAY), f"4{N}mars{N}2026", f"4{N}March{N}2026"),
    (lambda: formats.ago(THURSDAY, THURSDAY), "aujourd’hui", "today"),
    (lambda: formats.quoted(" Un calendrier commun. "), f"«{N}Un calendrier commun.{N}»", "“Un calendrier commun.”"),
    (lambda: formats.quoted("« Déjà dit. »"), f"«{N}Déjà dit.{N}»", "“Déjà dit.”"),
    (lambda: formats.beginning(f"Un\n fil{N}: le besoin entendu", 15), f"Un fil{N}: le…", f"Un fil{N}: le…"),
    (lambda: formats.waiting(12), f"depuis 12{N}jours", f"for 12{N}days"),
    (lambda: formats.waiting(1), f"depuis 1{N}jour", f"for 1{N}day"),
    (lambda: formats.in_words(9), "neuf", "nine"),
    (lambda: formats.in_words(23), "23", "23"),
    (lambda: formats.phone("0233000000"), PHONE, PHONE),
    (lambda: formats.phone("+33 2 33 00 00 00"), PHONE, PHONE),
    (lambda: formats.siret("12345678900012"), f"123{N}456{N}789{N}00012", f"123{N}456{N}789{N}00012"),
])  # fmt: skip
def test_a_value_is_said_as_each_language_says_it(said, french, english):
    with translation.override("fr"):
        in_french = said()
    with translation.override("en"):
        in_english = said()

    assert (in_french, in_english) == (french, english)


def test_no_value_is_said_with_the_narrow_blank_that_the_typeface_lacks():
    values = [
        formats.money(Decimal("1234567.89"), "fr"),
        formats.number(1234567, language="fr"),
        formats.percent(12, language="fr"),
    ]

    assert not [value for value in values if "\N{NARROW NO-BREAK SPACE}" in value]


def test_money_finer_than_a_cent_is_refused_rather_than_rounded_in_silence():
    with pytest.raises(ValueError, match="finer than a cent"):
        formats.money(Decimal("10.005"))
