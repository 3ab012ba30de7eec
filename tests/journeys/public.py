"""What anybody reads without an account."""

from __future__ import annotations

from playwright.sync_api import Browser

from tests.journeys.hands import Person, begins


def reads_the_story(browser: Browser, site: str, width: int, title: str) -> tuple[Person, bytes]:
    """From the first page to the story, and its PDF."""
    visitor = Person(browser, site, width)
    visitor.opens("/")
    visitor.clicks("Lire les expériences", begins(title))
    visitor.at(title)
    link = visitor.door("Les quatre pages en PDF").first.get_attribute("href")
    answer = visitor.context.request.get(f"{site}{link}")
    assert answer.ok
    assert answer.headers["content-type"] == "application/pdf"
    return visitor, answer.body()
