"""A picture of every page type, at 1440 and 360 px, light and dark: `make shots` puts them under var/shots/.

Opens a demo of its own on a free port, becomes each role in turn, and walks the pages that the list below names.
A page is found by its links, never by a number typed here.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tools import chromium

ROOT = Path(__file__).resolve().parent.parent
SHOTS = ROOT / "var" / "shots"
WIDTHS = {"1440": (1440, 1000), "360": (360, 740)}


@dataclass(frozen=True)
class Shot:
    """One page: whose eyes, its name, and the way to it: an address, then links to follow by their address."""

    who: str
    name: str
    start: str
    follow: tuple[str, ...] = ()


SUPPORT = r"^/accompagnements/\d+-communication[^/]*/$"
REGIE = r"^/associations/(\d+)-regie[^/]*/$"
YEAR = "2008"
PAGES = (
    Shot("", "welcome", "/"),
    Shot("", "demo", "/demo/"),
    Shot("", "sign-in", "/compte/login/"),
    Shot("", "experiences", "/experiences/"),
    Shot("", "case-study", "/experiences/", (r"^/experiences/\d+-",)),
    Shot("", "near-you", "/pres-de-chez-vous/"),
    Shot("", "book-days", "/rendez-vous/"),
    Shot("", "book", "/rendez-vous/", (r"^/rendez-vous/\d+/",)),
    Shot("", "glossary", "/glossaire/"),
    Shot("", "help", "/aide/"),
    Shot("", "not-found", "/n-existe-pas/"),
    Shot("dla_officer", "today", "/aujourdhui/"),
    Shot("dla_officer", "associations", "/associations/"),
    Shot("dla_officer", "association", "/associations/", (REGIE,)),
    Shot("dla_officer", "association-figures", "/associations/", (REGIE, r"/chiffres/$")),
    Shot("dla_officer", "association-settle", "/associations/", (REGIE, r"/chiffres/$", r"/trancher/$")),
    Shot("dla_officer", "association-paper", "/associations/", (REGIE, r"/documents/nouveau/$")),
    Shot("dla_officer", "association-network", "/associations/", (REGIE, r"^/reseaux-et-labels/\d+/$")),
    Shot("dla_officer", "duplicates", "/associations/doublons/"),
    Shot("dla_officer", "merge", "/associations/doublons/", (r"/fusionner/\?avec=",)),
    Shot("dla_officer", "import", "/associations/importer/"),
    Shot("dla_officer", "commune", "/communes/61169/"),
    Shot("dla_officer", "territory", "/communes/61169/", (r"^/territoires/\d+/",)),
    Shot("dla_officer", "needs", "/besoins/"),
    Shot("dla_officer", "needs-board", "/besoins/tableau/"),
    Shot("dla_officer", "need-new", "/besoins/nouveau/"),
    Shot("dla_officer", "need", "/besoins/", (r"^/besoins/\d+-",)),
    Shot("dla_officer", "drop-in-sessions", "/permanences/"),
    Shot("dla_officer", "drop-in-opening", "/permanences/", (r"^/permanences/\d+-",)),
    Shot("dla_officer", "drop-in-day", "/permanences/", (r"^/permanences/\d+/2",)),
    Shot("dla_officer", "supports", "/accompagnements/"),
    Shot("dla_officer", "support", "/accompagnements/", (SUPPORT,)),
    Shot("dla_officer", "support-associations", "/accompagnements/", (SUPPORT, r"[^/]/associations/$")),
    Shot("dla_officer", "support-sessions", "/accompagnements/", (SUPPORT, r"/seances/$")),
    Shot("dla_officer", "support-consultant", "/accompagnements/", (SUPPORT, r"/consultant/$")),
    Shot("dla_officer", "support-agreement", "/accompagnements/", (SUPPORT, r"/convention/$")),
    Shot("dla_officer", "support-documents", "/accompagnements/", (SUPPORT, r"/documents/$")),
    Shot("dla_officer", "support-evaluation", "/accompagnements/", (SUPPORT, r"/evaluation/$")),
    Shot(
        "dla_officer",
        "support-network",
        "/accompagnements/",
        (SUPPORT, r"[^/]/associations/$", r"/reseau/$"),
    ),
    Shot("dla_officer", "support-journal", "/accompagnements/", (SUPPORT, r"/documents/$", r"/journal/$")),
    Shot("dla_officer", "in-common", "/en-commun/"),
    Shot("dla_officer", "joint-action", "/en-commun/actions/", (r"^/en-commun/actions/\d+-",)),
    Shot("dla_officer", "consultants", "/consultants/"),
    Shot("dla_officer", "figures", "/bilan/"),
    Shot("dla_officer", "agenda", "/agenda/?le=2008-03-10"),
    Shot("dla_officer", "search", "/recherche/?q=oxy"),
    Shot("authority_officer", "authority-today", "/aujourdhui/"),
    Shot("association_lead", "association-home", "/aujourdhui/"),
    Shot("association_lead", "plan", "/mon-plan/"),
    Shot("association_lead", "plan-part", "/mon-plan/canaux/"),
    Shot("association_lead", "dates", "/mes-dates/"),
    Shot("association_lead", "together", "/en-commun/"),
    Shot("association_lead", "account", "/compte/"),
    Shot("consultant", "consultant-today", "/aujourdhui/"),
    Shot("consultant", "missions", "/missions/"),
    Shot("committee_member", "committee-figures", "/bilan/"),
    Shot("observer", "observer-figures", "/bilan/"),
    Shot("admin", "settings", "/reglages/"),
)


@contextmanager
def house() -> Iterator[str]:
    """A demo on a free port, stopped at the end; or the one that CATALYSE_SHOTS_URL names."""
    if url := os.environ.get("CATALYSE_SHOTS_URL"):
        yield url.rstrip("/")
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {**os.environ, "CATALYSE_VAR": str(ROOT / "var" / "shots-house"), "PORT": str(port)}
    process = subprocess.Popen([sys.executable, "-m", "catalyse.cli", "demo", str(port)], cwd=ROOT, env=env)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(f"{url}/health", process)
        yield url
    finally:
        process.terminate()
        process.wait(20)


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise SystemExit("the demo did not start")
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except OSError:
            time.sleep(0.5)
    raise SystemExit("the demo did not answer in time")


def become(page: Page, url: str, role: str) -> None:
    """Signs in as the first person of that role on the demo's page."""
    page.goto(f"{url}/demo/")
    page.locator(f'form[data-role="{role}"] button').first.click()
    page.wait_for_load_state()


def prepare(page: Page, url: str) -> None:
    """What no case tells: an association that is there twice, a year of which two say otherwise."""
    become(page, url, "dla_officer")
    page.goto(f"{url}/associations/doublons/")
    if page.locator('a[href*="?avec="]').count():  # a house of before
        return
    page.goto(f"{url}/associations/nouvelle/")
    _send(page, name="Oxi Jeunes", commune="Flers (61)")
    page.goto(f"{url}/associations/")
    links = page.locator("a[href]").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    regie = next(found[1] for link in links if (found := re.search(REGIE, link)))
    page.goto(f"{url}/associations/{regie}/chiffres/nouveaux/")
    _send(page, year=YEAR, volunteers="15", staff="24")
    page.goto(f"{url}/associations/chiffres/demander/?annee={YEAR}&association={regie}")
    _send(page)
    become(page, url, "association_lead")
    page.goto(f"{url}/aujourdhui/")
    page.locator('a[href$="/donner/"]').first.click()
    _send(page, volunteers="17", staff="26")


def _send(page: Page, **answers: str) -> None:
    """Fills the form of the page and sends it; where the house has doubts, it is sent as it is."""
    for name, text in answers.items():
        page.fill(f'main [name="{name}"]', text)
    page.locator("main .btn-primary").first.click()
    page.wait_for_load_state()
    sure = page.locator('main [name="sure"]')
    if sure.count():
        if sure.first.get_attribute("type") == "checkbox":
            sure.first.check()
        page.locator("main .btn-primary").first.click()
        page.wait_for_load_state()


def reach(page: Page, url: str, shot: Shot) -> bool:
    """Walks to a page; False when a link on the way is missing."""
    page.goto(url + shot.start)
    for pattern in shot.follow:
        links = page.locator("a[href]").evaluate_all("all => all.map(a => a.getAttribute('href'))")
        found = next((link for link in links if re.search(pattern, link)), None)
        if found is None:
            return False
        page.goto(url + found)
    return True


def take(browser: Browser, url: str, wanted: str) -> int:
    """Takes every shot whose name holds `wanted`; the number of pages that could not be reached."""
    missing = 0
    for width, (w, h) in WIDTHS.items():
        for scheme in ("light", "dark"):
            who = None
            context = browser.new_context(
                viewport={"width": w, "height": h}, color_scheme=scheme, locale="fr-FR", timezone_id="Europe/Paris"
            )
            page = context.new_page()
            for shot in (s for s in PAGES if wanted in s.name):
                if shot.who != who:
                    context.clear_cookies()
                    if shot.who:
                        become(page, url, shot.who)
                    who = shot.who
                if not reach(page, url, shot):
                    print(f"{shot.name}: no way to it from {shot.start}")
                    missing += 1
                    continue
                page.screenshot(path=SHOTS / f"{shot.name}-{width}-{scheme}.png", full_page=True)
            context.close()
    return missing


def main() -> int:
    """Takes the shots; a word given narrows them to the pages whose name holds it."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    path = chromium.find()
    if path is None:
        print(chromium.HELP)
        return 1
    with house() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        page = browser.new_page(locale="fr-FR")
        prepare(page, url)
        page.close()
        missing = take(browser, url, sys.argv[1] if len(sys.argv) > 1 else "")
        browser.close()
    print(f"{len(list(SHOTS.glob('*.png')))} pictures under {SHOTS.relative_to(ROOT)}, {missing} pages not reached")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
