"""What the browser adds to a page, in a browser: the pages are served from memory, under the policy of the house."""

import mimetypes
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from playwright.sync_api import expect

from catalyse.ui import samples

HOST = "http://pages.test"
UI = Path(__file__).resolve().parent.parent
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
)
PRESSED = "a, button, summary, select, input:not([type=hidden])"
TOO_SMALL = """pressed => [...document.querySelectorAll(pressed)].filter(one => {
  const box = one.getBoundingClientRect(), hidden = one.closest(".visually-hidden, .skip, [hidden]") || !box.width;
  const inLine = one.tagName === "A" && getComputedStyle(one).display === "inline";
  return !hidden && !inLine && (box.width < 24 || box.height < 24);
}).map(one => one.outerHTML)"""
TOLD = "found => found.violations.map(one => one.id + ' ' + one.nodes[0].html)"
CONTRAST = "axe.run(document, {runOnly: {type: 'rule', values: ['color-contrast']}})"  # all that the dark may change
AXE = "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']})"


@pytest.fixture(scope="session")
def base_url():
    return HOST


def page_of(kind, **values):
    with translation.override("fr"):
        return render_to_string(
            f"ui/examples/{kind}.html", {**samples.context(), "shell": samples.shell(kind), **values}
        )


class Pages:
    """A site in memory: pages by their address, and what was posted to it."""

    def __init__(self, page):
        self.pages, self.posted, self.answer, self.faults = {}, [], None, []
        page.on("console", lambda line: self.faults.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda fault: self.faults.append(str(fault)))
        page.route("**/*", self.serve)

    def serve(self, route):
        path = urlparse(route.request.url).path
        if route.request.method == "POST":
            self.posted.append(parse_qs(route.request.post_data or ""))
            if self.answer == "lost":
                route.abort()
            elif isinstance(self.answer, tuple):
                route.fulfill(status=self.answer[0], json={"message": self.answer[1]})
            else:
                route.fulfill(status=self.answer or 204, body="")
        elif path.startswith("/static/"):
            file = UI / path.lstrip("/")
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            route.fulfill(body=file.read_bytes(), content_type=kind)
        elif path in self.pages:
            headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": POLICY}
            route.fulfill(body=self.pages[path], headers=headers)
        else:
            route.fulfill(status=404, body="")


@pytest.fixture
def pages(page):
    return Pages(page)


def guide():
    return page_of("guide").replace('data-draft="#"', 'data-draft="/brouillon/"')


@pytest.mark.parametrize("width", [1440, 360, 320])
def test_no_page_type_scrolls_sideways_or_shuts_anybody_out(page, pages, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(reduced_motion="reduce")  # no colour half-way from light to dark
    found = {}

    for kind in samples.PAGES:
        pages.pages[f"/{kind}"] = page_of(kind)
        page.goto(f"{HOST}/{kind}")
        page.evaluate((UI / "tests/vendor/axe.min.js").read_text())
        faults = page.evaluate(f"{AXE}.then({TOLD})")
        page.evaluate("document.documentElement.dataset.bsTheme = 'dark'")
        faults += page.evaluate(f"{CONTRAST}.then({TOLD})")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        small = page.evaluate(TOO_SMALL, PRESSED)
        if faults or wide > 0 or small:
            found[kind] = (faults, wide, small)

    assert found == {}
    assert pages.faults == []


def test_what_is_written_is_kept_after_a_rest_and_said(page, pages):
    pages.pages["/"] = guide()
    page.goto(HOST)

    page.get_by_label("Avec vos mots").fill("Nous faire connaître")

    expect(page.get_by_role("status").filter(has_text="Enregistré à")).to_be_visible()
    assert pages.posted[-1]["name"] == ["Nous faire connaître"]
    assert page.evaluate("localStorage.length") == 0


@pytest.mark.parametrize("answer", [(200, "Gardé à midi"), (422, "Ce texte est trop long")])
def test_the_words_of_the_server_are_said_beside_the_button(page, pages, answer):
    pages.pages["/"], pages.answer = guide(), answer
    page.goto(HOST)

    page.get_by_label("Avec vos mots").fill("Une affiche")

    expect(page.get_by_role("status").filter(has_text=answer[1])).to_be_visible()


def test_what_could_not_be_kept_comes_back_when_the_page_is_opened_again(page, pages):
    pages.pages["/"], pages.answer = guide(), "lost"
    page.goto(HOST)
    page.get_by_label("Avec vos mots").fill("Une affiche")
    expect(page.get_by_role("status").filter(has_text="connexion perdue")).to_be_visible()

    pages.answer = None
    page.reload()

    expect(page.get_by_label("Avec vos mots")).to_have_value("Une affiche")
    expect(page.get_by_role("status").filter(has_text="Enregistré à")).to_be_visible()


def test_a_lost_connection_is_tried_again_without_a_gesture(page, pages):
    pages.pages["/"], pages.answer = guide(), "lost"
    page.goto(HOST)
    page.get_by_label("Avec vos mots").fill("Une affiche")
    expect(page.get_by_role("status").filter(has_text="connexion perdue")).to_be_visible()

    pages.answer = None

    expect(page.get_by_role("status").filter(has_text="Enregistré à")).to_be_visible(timeout=8000)


def test_a_session_that_died_asks_to_sign_in_and_then_keeps_the_text(page, pages):
    pages.pages["/"], pages.answer = guide(), 401
    page.goto(HOST)
    page.get_by_label("Avec vos mots").fill("Un journal de quartier")
    panel = page.get_by_role("dialog")
    expect(panel).to_contain_text("votre texte est gardé")

    pages.answer = None
    panel.get_by_role("button", name="C’est fait").click()

    expect(page.get_by_role("status").filter(has_text="Enregistré à")).to_be_visible()
    assert pages.posted[-1]["name"] == ["Un journal de quartier"]


def test_a_password_never_joins_what_is_kept(page, pages):
    secret = '<input type="password" name="secret" aria-label="Secret">'
    pages.pages["/"] = guide().replace('<div class="actions">', f'{secret}<div class="actions">')
    page.goto(HOST)

    page.get_by_label("Secret").fill("ne pas garder")
    page.get_by_label("Avec vos mots").fill("garder")

    expect(page.get_by_role("status").filter(has_text="Enregistré à")).to_be_visible()
    assert "secret" not in pages.posted[-1]


def test_a_page_whose_form_was_refused_puts_the_focus_on_the_summary(page, pages):
    pages.pages["/"] = page_of("guide", form=samples.Example({}, auto_id="id_%s"))
    page.goto(HOST)

    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("link", name="Écrivez en une phrase").click()

    expect(page.get_by_label("Avec vos mots")).to_be_focused()


def test_escape_closes_a_menu_and_gives_the_focus_back(page, pages):
    pages.pages["/"] = page_of("record")
    page.goto(HOST)
    opener = page.locator("summary", has_text="Autres actions")
    opener.click()
    expect(page.get_by_role("link", name="Refaire cette année")).to_be_visible()

    page.keyboard.press("Escape")

    expect(page.get_by_role("link", name="Refaire cette année")).to_be_hidden()
    expect(opener).to_be_focused()


def test_keys_go_to_the_search_and_are_listed_and_can_be_switched_off(page, pages):
    pages.pages["/"] = page_of("list")
    page.goto(HOST)
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()

    page.locator("h1").click()
    page.get_by_role("searchbox").blur()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Aller à Associations")
    page.keyboard.press("Escape")
    page.evaluate("document.documentElement.dataset.keys = 'off'")
    page.keyboard.press("?")

    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_term_is_explained_in_place_with_a_click(page, pages):
    pages.pages["/"] = page_of("record")
    page.goto(HOST)

    page.get_by_role("button", name="DLA", exact=True).click()

    expect(page.get_by_role("note")).to_contain_text("dispositif public")


def test_without_scripts_a_guide_still_has_its_two_buttons_and_its_tabs_are_links(browser):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 900})
    page = context.new_page()
    pages = Pages(page)
    pages.pages["/guide"], pages.pages["/record"] = page_of("guide"), page_of("record")

    page.goto(f"{HOST}/guide")
    expect(page.get_by_role("button", name="Continuer", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Garder et continuer plus tard")).to_be_visible()
    page.goto(f"{HOST}/record")
    page.locator(".tabs-fold summary").click()

    expect(page.get_by_role("link", name="Séances 14")).to_be_visible()
    context.close()


def test_on_a_phone_each_bead_of_the_thread_is_tapped_alone(page, pages):
    page.set_viewport_size({"width": 360, "height": 900})
    rows = [{"key": str(n), "label": f"Étape {n}", "state": "done", "url": f"/{n}"} for n in range(8)]
    pages.pages["/"] = page_of("record", stages=rows)
    page.goto(HOST)
    page.wait_for_load_state()

    at = """links => links.map(one => { const box = one.getBoundingClientRect();
      const middle = [box.left + box.width / 2, box.top + box.height / 2];
      return box.width >= 24 && box.height >= 24 && document.elementFromPoint(...middle) === one })"""
    assert page.locator(".steps a").evaluate_all(at) == [True] * 8
