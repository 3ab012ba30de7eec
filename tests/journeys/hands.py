"""A person at a screen: finds things by their role and name, as a reader does, and never types an address.

An address is given only where a person has one in hand: the first page, and the personal links of their letters.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from catalyse.kernel.models import Letter

PATIENCE = 15_000
LINK = re.compile(r"https?://[^/\s]+(/\S*)")


def words(text: str) -> str:
    """A pattern of these words: kinds of spaces and apostrophes make no difference."""
    return re.sub(r"['’]", "['’]", re.escape(text).replace("\\ ", r"\s+"))


def whole(text: str) -> re.Pattern[str]:
    """A name that is exactly this."""
    return re.compile(rf"^\s*{words(text)}\s*$", re.IGNORECASE)


def begins(text: str) -> re.Pattern[str]:
    """A name that begins so."""
    return re.compile(rf"^\s*{words(text)}", re.IGNORECASE)


def letter_to(address: str, subject: str = "") -> str:
    """The text of the last letter to an address whose subject holds these words."""
    letters = Letter.objects.filter(address=address, subject__icontains=subject).order_by("-pk")
    assert letters, f"nothing was written to {address} about “{subject}”"
    return letters[0].text


def link_of(address: str, subject: str = "", holding: str = "") -> str:
    """The personal link of that letter, as a path of the house."""
    found = [path for path in LINK.findall(letter_to(address, subject)) if holding in path]
    assert found, f"no link in the letter to {address} about “{subject}”"
    return str(found[0])


class Person:
    """Somebody with a browser of their own."""

    def __init__(self, browser: Browser, site: str, width: int = 1440, **options: Any):
        self.site = site
        options = {"locale": "fr-FR", "timezone_id": "Europe/Paris", **options}
        self.context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        self.context.set_default_timeout(PATIENCE)
        self.page: Page = self.context.new_page()
        self.faults: list[str] = []
        self.page.on("pageerror", lambda fault: self.faults.append(str(fault)))

    def opens(self, address: str = "/") -> None:
        """Goes where a bookmark or a letter leads."""
        answer = self.page.goto(self.site + address)
        assert answer is not None
        assert answer.ok, f"{answer.status} at {self.page.url}"

    def door(self, name: str | re.Pattern[str], within: Locator | None = None) -> Locator:
        """What can be pressed and bears this name: a link, a button, a fold."""
        name = whole(name) if isinstance(name, str) else name
        where = within or self.page
        found = where.get_by_role("link", name=name, include_hidden=True)
        found = found.or_(where.get_by_role("button", name=name, include_hidden=True))
        return found.or_(where.locator("summary").filter(has_text=name))

    def clicks(self, *names: str | re.Pattern[str], within: Locator | None = None) -> None:
        """Presses links and buttons one after the other; what is folded away is unfolded first."""
        for name in names:
            found = self.door(name, within)
            self._unfolded(found).click()
            self.page.wait_for_load_state()

    def tab(self, name: str, inside: str = "Parties") -> None:
        """Opens a part of the record in front of them; on a telephone the parts are folded."""
        parts = self.page.get_by_role("navigation", name=begins(inside))
        self.clicks(re.compile(rf"^\s*{words(name)}\s*\d*\s*$"), within=parts.first)

    def _unfolded(self, found: Locator) -> Locator:
        found.first.wait_for(state="attached")
        if not found.filter(visible=True).count():
            for one in found.all():
                fold = one.locator("xpath=ancestor::details[not(@open)]").last
                if fold.count() and (handle := fold.locator("summary").first).is_visible():
                    handle.click()
                    break
        return found.filter(visible=True).first

    def field(self, label: str | re.Pattern[str], within: Locator | None = None) -> Locator:
        """The answer whose question begins so."""
        name = begins(label) if isinstance(label, str) else label
        return self._unfolded((within or self.page).get_by_label(name))

    def writes(self, answers: dict[str, str], within: Locator | None = None) -> None:
        """Types each answer under its question."""
        for label, text in answers.items():
            self.field(label, within).fill(text)

    def picks(self, label: str, choice: str) -> None:
        """Chooses in a list."""
        field = self.field(label)
        options = field.locator("option").all_text_contents()
        wanted = [text for text in options if whole(choice).match(text)] or [
            t for t in options if begins(choice).match(t)
        ]
        assert wanted, f"“{choice}” is not among {options}"
        field.select_option(label=wanted[0])

    def ticks(self, *names: str | re.Pattern[str], within: Locator | None = None) -> None:
        """Ticks boxes and circles by what stands beside them."""
        where = within or self.page
        for name in names:
            name = begins(name) if isinstance(name, str) else name
            where.get_by_role("checkbox", name=name).or_(where.get_by_role("radio", name=name)).first.check()

    def reads(self, *texts: str) -> None:
        """Finds these words in sight."""
        for text in texts:
            expect(self.page.get_by_text(re.compile(words(text))).filter(visible=True).first).to_be_visible()

    def at(self, heading: str) -> None:
        """Is on the page that is about this."""
        expect(self.page.get_by_role("heading", level=1).first).to_have_text(re.compile(words(heading)))

    @property
    def width_fits(self) -> bool:
        """Whether the page in front of them can be read without moving it sideways."""
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        return int(self.page.evaluate(wide)) <= 0

    def leaves(self) -> None:
        """Closes the browser."""
        self.context.close()


CODE = re.compile(r"^\d{8}$", re.MULTILINE)
AXE = Path(__file__).resolve().parents[2] / "catalyse/ui/tests/vendor/axe.min.js"
CONTRAST = "axe.run(document, {runOnly: {type: 'rule', values: ['color-contrast']}})"
RULES = "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']})"
GRAVE = "found.violations.filter(one => ['serious', 'critical'].includes(one.impact))"


def shut_out(person: Person) -> list[str]:
    """What keeps somebody out of the page in front of them, by the rules of axe: what is serious or critical.

    Light, then dark: of the rules only the one of contrast looks at colours.
    """
    page = person.page
    page.evaluate(AXE.read_text())
    told = "map(one => one.id + ' ' + one.nodes.length + ' ' + one.nodes[0].html.slice(0, 160))"
    found = page.evaluate(f"{RULES}.then(found => {GRAVE}.{told})")
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")  # no colour half-way
    found += [f"dark: {one}" for one in page.evaluate(f"{CONTRAST}.then(found => {GRAVE}.{told})")]
    page.emulate_media(color_scheme="light")
    return list(found)


def signs_in(person: Person, address: str) -> None:
    """By the code of a letter, from the first page."""
    person.opens("/")
    person.clicks("Se connecter")
    person.writes({"Votre adresse": address})
    person.clicks("M’envoyer un code")
    found = CODE.search(letter_to(address, "code"))
    assert found
    person.writes({"Le code": found.group()})
    person.clicks(whole("Se connecter"), within=person.page.locator("main"))
    person.page.wait_for_url(re.compile("/(aujourdhui|reglages|bilan)/"))


# a circle has the focus as soon as one of its group has: the arrows do the rest
HOLDS_FOCUS = """one => one === document.activeElement
  || (one.type === 'radio' && document.activeElement.name === one.name && document.activeElement.type === 'radio')"""
SHOWS_FOCUS = """() => { const one = document.activeElement;
  return [one, ...(one.labels || []), one.parentElement].map(x => getComputedStyle(x))
    .some(s => s.outlineStyle !== 'none' || s.boxShadow !== 'none'); }"""


def keys(person: Person, want: Locator, limit: int = 90) -> None:
    """Presses Tab until this has the focus, and sees that the focus is seen; a group of choices is one stop."""
    for _press in range(limit):
        if want.evaluate(HOLDS_FOCUS):
            assert want.evaluate(SHOWS_FOCUS), f"the focus is not seen on {want}"
            if not want.evaluate("one => one === document.activeElement"):
                _walks_the_group(person, want)
            return
        person.page.keyboard.press("Tab")
    raise AssertionError(f"{want} is out of reach of the keyboard")


def _walks_the_group(person: Person, want: Locator) -> None:
    for _press in range(12):
        if want.evaluate("one => one === document.activeElement"):
            return
        person.page.keyboard.press("ArrowDown")
    raise AssertionError(f"{want} is out of reach of the arrows")
