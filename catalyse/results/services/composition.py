"""The first words of a case study, drawn from the records: a beginning to be rewritten, with figures by token."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from catalyse.actors.models import Organisation
from catalyse.results.models import About, BlockKind, Statement
from catalyse.results.queries.guards import names_of
from catalyse.support.models import Support, SupportStep


@dataclass
class Draft:
    """A block about to be written. `example` says that its text comes from a column that fills a gap."""

    kind: str
    heading: str
    text: str = ""
    statements: list[Statement] = field(default_factory=list)
    organisation: Organisation | None = None
    example: bool = False


class Records:
    """What a composition reads. Costs 6 queries in all."""

    def __init__(self, support: Support):
        self.support = support
        self.names = names_of(support)
        self.steps = list(SupportStep.objects.filter(support=support))
        rows = Statement.objects.system("a composition places the quotes").filter(support=support)
        self.voices = list(rows.quotable().order_by("pk"))

    def said(self, *about: str) -> list[Statement]:
        return [one for one in self.voices if one.about in about]

    def copied(self, kind: str, heading: str, column: str, *, points: bool = False) -> Draft:
        """A block that begins with the words of a column of the support."""
        words = getattr(self.support, column).strip()
        text = "\n".join(f"- {line.strip()}" for line in words.splitlines() if line.strip()) if points else words
        return Draft(kind, heading, text, example=self.support.is_illustrative(column))


def drafts_of(support: Support) -> list[Draft]:
    """The blocks of a case study in order, each begun from what the records say; none invents a fact."""
    records = Records(support)
    return [made for build in BUILDERS if (made := build(records)) is not None]


def _context(r: Records) -> Draft:
    return r.copied(BlockKind.CONTEXT, _("It began with something that both had heard"), "context")


def _needs(r: Records) -> Draft:
    return r.copied(BlockKind.NEEDS, _("What the associations wanted to be able to do"), "objectives", points=True)


def _how(r: Records) -> Draft:
    if not r.support.is_collective:
        return Draft(BlockKind.HOW, _("How it began"))
    text = _("A letter goes to {invitees|lettres} associations. {engagees|Lettres} say yes.")
    return Draft(BlockKind.HOW, _("Asked together, free to say no"), text)


def _joining(r: Records) -> Draft:
    return Draft(BlockKind.INVOLVEMENT, _("Why they joined"), statements=r.said(About.JOINING))


def _answer(r: Records) -> Draft:
    return r.copied(BlockKind.ANSWER, _("What the support is for"), "purposes", points=True)


def _unfolds(r: Records) -> Draft:
    days = _("{jours} days of advice: {jours-ensemble} together, {jours-individuels} one association at a time.")
    draft = r.copied(BlockKind.TERMS, _("Days together, days at home"), "form")
    steps = "\n".join(f"- {step.title}" for step in r.steps)
    draft.text = "\n\n".join(part for part in (days, draft.text, steps) if part)
    return draft


def _associations(r: Records) -> Draft:
    text = _("{engagees|Lettres} associations, {benevoles-actifs} active volunteers, {salaries} employees.")
    return Draft(BlockKind.ASSOCIATIONS, _("Those who took part"), text)


def _spotlight(r: Records) -> Draft | None:
    """The association whose figures are known best is a good one to look at closer; a person may choose another."""
    spoke = [one.organisation for one in r.voices if one.organisation in r.names.associations]
    closer = spoke[0] if spoke else next(iter(r.names.associations), None)
    if closer is None:
        return None
    voices = [one for one in r.said(About.COMMUNICATION) if one.organisation_id == closer.pk]
    return Draft(BlockKind.SPOTLIGHT, str(closer), closer.mission.strip(), voices, closer,
                 example=closer.is_illustrative("mission"))  # fmt: skip


def _results(r: Records) -> Draft:
    return Draft(BlockKind.RESULTS, _("What was seen afterwards"), statements=r.said(About.RESULTS))


def _voices(r: Records) -> Draft:
    kinds = (About.DIAGNOSIS, About.INDIVIDUAL, About.COLLECTIVE)
    return Draft(BlockKind.VOICES, _("What the associations say"), statements=r.said(*kinds))


def _shared(r: Records) -> Draft:
    return Draft(BlockKind.SHARED_TOOLS, _("What they share from now on"))


def _technical(r: Records) -> Draft:
    return Draft(BlockKind.PARTNERSHIP_TECHNICAL, _("Technical"), statements=r.said(About.PARTNERSHIP))


def _human(r: Records) -> Draft:
    return Draft(BlockKind.PARTNERSHIP_HUMAN, _("Human"))


def _financial(r: Records) -> Draft:
    return Draft(BlockKind.PARTNERSHIP_FINANCIAL, _("Financial"),
                 _("The cost of the advice is shared {partage}, as an agreement says."))  # fmt: skip


def _political(r: Records) -> Draft:
    return Draft(BlockKind.PARTNERSHIP_POLITICAL, _("Political"), statements=r.said(About.WISH))


def _territory_impact(r: Records) -> Draft:
    return Draft(BlockKind.TERRITORY_IMPACT, _("What it does for the territory"))


def _figures(r: Records) -> Draft:
    text = _("In the territory: {territoire-accompagnements} supports, {territoire-emplois} jobs concerned.")
    return Draft(BlockKind.FIGURES, _("The DLA here, in figures"), text)


def _appreciation(r: Records) -> Draft:
    return Draft(BlockKind.APPRECIATION, _("What the partner thinks of it"))


BUILDERS: tuple[Callable[[Records], Draft | None], ...] = (
    _context, _needs, _how, _joining, _answer, _unfolds, _associations, _spotlight, _results, _voices,
    _shared, _technical, _human, _financial, _political, _territory_impact, _figures, _appreciation,
)  # fmt: skip
