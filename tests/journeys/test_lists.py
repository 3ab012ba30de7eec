"""Lists of a thousand rows and names of a line: they read as the short ones do, and a way back finds the same view."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from catalyse.actors.models import Organisation
from catalyse.needs.models import Need
from catalyse.support.models import Support
from tests.journeys.conftest import flers_on
from tests.journeys.hands import Person, begins, signs_in

DAY = date(2008, 3, 12)
MANY, SHOWN = 1000, 50
LONG = "Fédération départementale des associations d’éducation populaire, et de Hautsommetdesmontagnesbleues"

# what the bar was is read on the next page: nothing can be asked of a page that is being left
NOTE_THE_BAR = """() => {
    const bar = document.querySelector("[data-thin-bar]");
    new MutationObserver(() => { sessionStorage.bar = bar.className; }).observe(bar, { attributes: true });
}"""
# a click of Playwright's own would wait for the page that is held
PRESS_LATER = "address => { setTimeout(() => document.querySelector(`.menu a[href='${address}']`).click()); }"


@pytest.fixture
def house(flers_database, django_db_blocker, site):
    """The founding case in the middle of its sessions."""
    with flers_on(flers_database, django_db_blocker, date(2008, 3, 11), DAY):
        yield site


def _a_thousand_more(model: Any, named: str) -> None:
    rows = model.objects.system("a test")
    one = (rows.filter(kind="association") if model is Organisation else rows).order_by("pk").first()
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    kept = {field.attname: getattr(one, field.attname) for field in fields}
    for unique in {"rna", "siren", "siret", "old_rna", "slug"} & set(kept):
        kept[unique] = ""
    model.objects.bulk_create(model(**{**kept, named: f"{LONG} {number:04}"}) for number in range(MANY))


def test_a_thousand_rows_and_long_names_read_as_a_few(browser, house):
    for model, named in ((Organisation, "name"), (Need, "words"), (Support, "title")):
        _a_thousand_more(model, named)
    officer = Person(browser, house)
    signs_in(officer, "chargee-de-mission@flers.example")

    for width in (1440, 360):
        officer.page.set_viewport_size({"width": width, "height": 900})
        for address in ("/associations/", "/besoins/", "/accompagnements/"):
            officer.opens(f"{address}?page={MANY // SHOWN}")
            expect(officer.page.locator("#results tbody tr")).to_have_count(SHOWN)
            officer.reads(f"{MANY - SHOWN + 1} à 1 000 sur 1 ")
            assert officer.width_fits, (address, width)
    officer.leaves()


def test_going_back_and_loading_again_find_the_same_view(browser, house):
    _a_thousand_more(Need, "words")
    officer = Person(browser, house)
    signs_in(officer, "chargee-de-mission@flers.example")
    officer.opens("/besoins/?q=Fédération")
    officer.clicks("Page suivante")
    address, first = officer.page.url, officer.page.locator("#results tbody th").first.inner_text()

    officer.page.locator("#results tbody th a").first.click()
    officer.page.get_by_role("heading", level=1, name=begins("« Fédération")).wait_for()
    officer.page.go_back()
    back = (officer.page.url, officer.page.locator("#results tbody th").first.inner_text())
    officer.page.reload()

    assert back == (address, first)
    assert (officer.page.url, officer.page.locator("#results tbody th").first.inner_text()) == back
    officer.leaves()


def test_a_page_that_is_slow_to_come_says_so(browser, house):
    officer = Person(browser, house)
    signs_in(officer, "chargee-de-mission@flers.example")
    officer.opens("/besoins/")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    officer.page.route("**/associations/", hold)
    officer.page.evaluate(NOTE_THE_BAR)

    officer.page.evaluate(PRESS_LATER, "/associations/")
    officer.page.wait_for_timeout(700)
    held[0].continue_()
    officer.at("Associations")

    assert officer.page.evaluate("sessionStorage.bar") == "thin-bar on"
    expect(officer.page.locator("[data-thin-bar]")).to_have_class("thin-bar")
    officer.leaves()


@pytest.mark.parametrize("kind", ["Tableur", "CSV"])
def test_a_page_whose_list_is_taken_along_is_at_rest_again(browser, house, kind):
    officer = Person(browser, house)
    signs_in(officer, "chargee-de-mission@flers.example")
    officer.opens("/besoins/")
    officer.clicks("Emporter")

    with officer.page.expect_download():
        officer.page.get_by_role("button", name=kind).click()
    officer.page.wait_for_timeout(700)

    expect(officer.page.locator("[data-thin-bar]")).to_have_class("thin-bar")
    expect(officer.page.locator("button[aria-busy]")).to_have_count(0)
    officer.leaves()
