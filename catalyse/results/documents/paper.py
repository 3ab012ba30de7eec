"""The four pages: what each holds, taken from the story; and the same words as a document to be changed."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import date
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalyse.kernel import documents
from catalyse.results.documents import pictures
from catalyse.results.queries.brief import brief_of, headline_figures
from catalyse.results.queries.guards import Voice
from catalyse.results.queries.story import LANGUAGE, Section, Story
from catalyse.results.queries.words import Para
from catalyse.ui import formats

LONG = 420  # signs: a longer paragraph is cut in two for the narrow columns of paper
SENTENCES = re.compile(r"(?<=[.!?…])\s+(?=[A-ZÀ-Þ«])")
BEGAN = ("context", "needs", "how", "requester")
DONE = ("contribution", "answer", "terms", "involvement", "associations")
CHANGED = ("results", "impact", "shared_tools", "territory_impact", "shared_interest")
BESIDE = ("appreciation", "territory", "public")
COUNTED = ("figures",)
DIMENSIONS = ("technical", "human", "financial", "political")
MOST_VOICES = 3


def case_study_pdf(story: Story) -> bytes:
    """The case study as four designed pages, tagged and named; the same words give the same bytes, made once."""
    with translation.override(LANGUAGE):
        data = json.dumps(pages_of(story), cls=DjangoJSONEncoder)
        return _printed(data, story.title, day_of(story))


@lru_cache(maxsize=16)
def _printed(data: str, title: str, day: date) -> bytes:
    """The pages for this very content: a word withdrawn is another content."""
    return documents.render_typst("results/case_study", json.loads(data), title=title, language=LANGUAGE, day=day)


def day_of(story: Story) -> date:
    """The day printed on the document: that of its publication, else the day it is read."""
    return story.study.published_on or story.today


def pages_of(story: Story) -> dict[str, Any]:
    """What the designed pages are filled with."""
    joining = _voices(story.of("involvement"))
    return {
        "lead": story.lead, "eyebrow": story.eyebrow, "authors": story.partners,
        "keywords": [word.strip() for word in story.study.keywords.split(",") if word.strip()],
        "cover": asdict(pictures.on_cover(story)), "figures": headline_figures(story),
        "partners": story.partners_in_full,
        "began": [_part(one) for one in story.of(*BEGAN)], "joining": [_said(one) for one in joining[:2]],
        "brief": brief_of(story), "funnel": _drawing(pictures.funnel_on_paper(story)),
        "done": [_part(one, quotes=one.kind != "involvement") for one in story.of(*DONE)],
        "days": _days(story), "shares": _shares(story), "numbers": _numbers(story), "steps": _steps(story),
        "network": _network(story), "closer": _closer(story),
        "beside": [_part(one, quotes=False) for one in story.of(*BESIDE)],
        "counted": [_part(one, quotes=False) for one in story.of(*COUNTED)],
        "changed": [_part(one, quotes=False) for one in story.of(*CHANGED)],
        "voices": [_said(one) for one in _voices(story.of("voices", *CHANGED, *COUNTED, "people"))[:MOST_VOICES]],
        "region": _drawing(pictures.region_bars(story, paper=True)),
        "dimensions": [_part(one) for one in story.of(*DIMENSIONS)],
        "imprint": imprint(story), "words": _words(story),
    }  # fmt: skip


def _words(story: Story) -> dict[str, str]:
    count = len(story.steps)
    steps = ngettext("%(count)s step", "%(count)s steps", count) % {"count": formats.in_words(count).capitalize()}
    return {
        "more": _("The rest is read on line."), "brief": _("In short"), "before": _("Before"), "after": _("After"),
        "shares": _("A shared cost"), "steps": steps,
        "partnership": _("A partnership in four dimensions"),
    }  # fmt: skip


def _paras(paras: list[Para]) -> list[dict[str, Any]]:
    return [{"text": text, "items": list(para.items)} for para in paras for text in _cut(para.text)]


def _cut(text: str) -> list[str]:
    """A long paragraph in parts of some sentences each."""
    parts = [""]
    for sentence in SENTENCES.split(text):
        if parts[-1] and len(parts[-1]) + len(sentence) > LONG:
            parts.append(sentence)
        else:
            parts[-1] = f"{parts[-1]} {sentence}".strip()
    return parts


def _quoted(text: str) -> str:
    return _("“%(words)s”") % {"words": text}


def _said(one: Voice) -> dict[str, str]:
    return {"text": _quoted(one.text), "who": one.who}


def _voices(sections: list[Section]) -> list[Voice]:
    return [voice for section in sections for voice in section.voices]


def _part(section: Section, *, quotes: bool = True) -> dict[str, Any]:
    voices = [_said(one) for one in section.voices] if quotes else []
    return {"heading": section.heading, "paras": _paras(section.paras), "voices": voices, "facts": section.facts}


def _drawing(found: pictures.Drawing | None) -> dict[str, str] | None:
    return asdict(found) if found else None


def _network(story: Story) -> dict[str, Any] | None:
    pair = pictures.network_pair(story, paper=True)
    if pair is None:
        return None
    return {"title": pair["title"], "before": asdict(pair["before"]), "after": asdict(pair["after"])}


def _closer(story: Story) -> dict[str, Any] | None:
    found = story.of("spotlight")
    return _part(found[0]) if found else None


def _days(story: Story) -> dict[str, Any]:
    total = story.fact("jours")
    if total is None:
        empty = {"half_days": 0, "words": ""}
        return {"title": "", "together": empty, "apart": empty}
    together, apart = story.fact("jours-ensemble"), story.fact("jours-individuels")
    return {
        "title": _("%(days)s of advice") % {"days": formats.half_days(int(total.number or 0))},
        "together": _line(together, _("%(days)s together")),
        "apart": _line(apart, _("%(days)s, one association at a time")),
    }  # fmt: skip


def _line(value: Any, words: str) -> dict[str, Any]:
    half_days = int(value.number) if value is not None and value.number else 0
    return {"half_days": half_days, "words": words % {"days": formats.half_days(half_days)} if half_days else ""}


def _shares(story: Story) -> list[dict[str, Any]]:
    return [
        {"label": one.label, "percent": formats.percent(one.percent), "weight": float(one.percent)}
        for one in story.shares
        if one.percent > 0
    ]


def _numbers(story: Story) -> list[list[str]]:
    return [[story.plans.text, str(story.plans.label)]] if story.plans else []


def _steps(story: Story) -> list[dict[str, str]]:
    words = {(True, True): _("together and one by one"), (True, False): _("together"), (False, True): _("one by one")}
    return [{"title": step.title, "how": words.get((step.together, step.one_by_one), "")} for step in story.steps]


def imprint(story: Story) -> list[str]:
    """Who answers for the document, and where it is read on line."""
    lines = []
    if story.study.published_on:
        day = formats.day(story.study.published_on, "long")
        lines.append(_("Published on %(day)s. Each structure named here has agreed.") % {"day": day})
    else:
        lines.append(_("Being written: not published."))
    if story.study.is_public:
        lines.append(settings.BASE_URL + story.study.get_absolute_url())
    return lines


def case_study_docx(story: Story) -> bytes:
    """The same words as an editable copy, in the order of the page."""
    with translation.override(LANGUAGE):
        return documents.render_docx(document_of(story))


def document_of(story: Story) -> documents.Document:
    """The case study as plain blocks: title, figures, parts, quotes."""
    blocks: list[Any] = [documents.Paragraph(story.lead, "lead")] if story.lead else []
    if found := headline_figures(story):
        blocks.append(documents.Figures([(value, label) for value, label in found]))
    if drawn := pictures.funnel_on_paper(story):
        blocks.append(documents.Picture(drawn.svg, drawn.alt, drawn.title))
    for section in story.sections:
        blocks += _blocks(section)
    if shares := _shares(story):
        blocks.append(documents.Heading(_("A shared cost")))
        blocks.append(documents.Facts([(one["label"], one["percent"]) for one in shares]))
    if brief := brief_of(story):
        blocks.append(documents.Heading(_("In short")))
        blocks.append(documents.Facts(brief))
    blocks += [documents.Paragraph(line, "note") for line in imprint(story)]
    return documents.Document(
        story.title, blocks, "fr", [documents.Letterhead(name) for name in story.partners], story.eyebrow,
        day=day_of(story), keywords=[story.study.keywords] if story.study.keywords else (),
    )  # fmt: skip


def _blocks(section: Section) -> list[Any]:
    made: list[Any] = [documents.Heading(section.heading)]
    for para in section.paras:
        made.append(documents.Bullets(para.items) if para.items else documents.Paragraph(para.text))
    made += [documents.Quote(_quoted(one.text), one.who) for one in section.voices]
    if section.facts:
        made.append(documents.Facts(section.facts))
    return made
