"""The official words of the trade, each explained where it is met.

A room adds its own with `add` from its AppConfig; the glossary page reads them all.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Term:
    """One word of the trade: how it is said short, how it is said whole, what it means."""

    code: str
    short: str
    whole: str
    meaning: str


_TERMS: dict[str, Term] = {}


def add(code, short, whole, meaning):
    """Put a term on the shelf; the same code twice is a mistake unless it says the same."""
    term = Term(code, short, whole, meaning)
    known = _TERMS.get(code)
    if known is not None and known != term:
        raise ValueError(f"the term {code} is already explained otherwise")
    _TERMS[code] = term
    return term


def get(code):
    """The term of that code; an unknown code is a mistake of the page."""
    return _TERMS[code]


def every():
    """All terms, in the order of their short form."""
    return sorted(_TERMS.values(), key=lambda term: str(term.short).casefold())


add(
    "dla",
    _("DLA"),
    _("local support scheme (DLA)"),
    _(
        "A public scheme, free for the association, that helps employers of the social economy to grow firm and keep "
        "their jobs: a diagnosis, then days of advice by a consultant."
    ),
)
add(
    "authority",
    _("authority"),
    _("local authority"),
    _("The commune or the group of communes that shares the cost and the follow-up of a support with the DLA."),
)
add(
    "urban_contract",
    _("urban contract"),
    _("urban contract"),
    _(
        "An agreement of several years between the State, the authority and their partners for the inhabitants of some "
        "neighbourhoods; it funds projects of associations."
    ),
)
add(
    "need",
    _("need"),
    _("need"),
    _("What an association says it lacks, in its own words, with the place where it was heard."),
)
add(
    "shared_diagnosis",
    _("shared diagnosis"),
    _("shared diagnosis"),
    _(
        "What the association and those who support it agree to see: its strengths, its difficulties, what should "
        "change."
    ),
)
add(
    "collective_support",
    _("collective support"),
    _("collective support"),
    _("One consultant for several associations that have the same need: some days together, some days one by one."),
)
add(
    "individual_support",
    _("individual support"),
    _("individual support"),
    _("Days of advice for one association alone."),
)
add(
    "terms",
    _("terms of reference"),
    _("terms of reference"),
    _("The text in which the partners say what they expect from the consultant: context, objectives, days, price."),
)
add("consultant", _("consultant"), _("consultant"), _("The person or firm chosen to carry out the support."))
add(
    "agreement",
    _("agreement"),
    _("agreement"),
    _("The signed text that says who pays which share of the support, and when."),
)
add(
    "commitment",
    _("commitment"),
    _("commitment"),
    _("What an association signs to say yes: it takes part, from the first session to the last."),
)
add(
    "case_study",
    _("case study"),
    _("case study"),
    _("The published story of a support: what was needed, what was done, what it changed, with its figures."),
)
add(
    "fte",
    _("FTE"),
    _("full-time equivalent (FTE)"),
    _("A way to count staff: two people at half time make one full-time equivalent."),
)
add(
    "rna",
    _("RNA number"),
    _("number in the national register of associations (RNA)"),
    _("W followed by nine digits, given by the prefecture when the association is declared."),
)
add(
    "siren",
    _("SIREN"),
    _("SIREN number"),
    _(
        "Nine digits that name a legal body for life; an association has one as soon as it employs or receives "
        "public money."
    ),
)
add("siret", _("SIRET"), _("SIRET number"), _("Fourteen digits that name one place of work: the SIREN and five more."))
add(
    "regie",
    _("neighbourhood company"),
    _("neighbourhood company (régie de quartier)"),
    _(
        "An association of inhabitants, town and landlords that gives work in the neighbourhood to people of the "
        "neighbourhood."
    ),
)
add(
    "plie",
    _("PLIE"),
    _("local plan for integration through work (PLIE)"),
    _("A local scheme that follows, one by one, people who are far from a job."),
)
add(
    "operator",
    _("operator of the DLA"),
    _("organisation that runs the DLA"),
    _("A non-profit organisation that runs the scheme in a department, under an agreement with those who fund it."),
)
add(
    "steering_committee",
    _("steering committee"),
    _("steering committee"),
    _("Those who fund the scheme, and set its priorities and its objectives."),
)
add(
    "committee",
    _("support committee"),
    _("support committee (comité d’appui)"),
    _("People who know associations well and give an opinion on a diagnosis and on the support that is proposed."),
)
add(
    "requester",
    _("requester"),
    _("requester"),
    _("Who asked for the support: the association itself, or the authority for several associations."),
)
add(
    "expectations",
    _("expectations"),
    _("expectations"),
    _("What each association hopes for, asked at the beginning, looked at again at the end."),
)
add(
    "action_training",
    _("training through action"),
    _("training through action"),
    _("Learning together on real cases: each association works on its own plan during the session."),
)
add(
    "half_day",
    _("half-day"),
    _("half-day"),
    _("The smallest time that is counted: two half-days make one day of advice."),
)
add("attendance", _("attendance sheet"), _("attendance sheet"), _("Who was there, session by session."))
add("deliverable", _("deliverable"), _("deliverable"), _("What the consultant must hand over at the end of a step."))
add(
    "summary_sheet",
    _("summary sheet"),
    _("summary sheet"),
    _("One page on each association: what it does, where it stands, what it expects."),
)
add(
    "debrief",
    _("feedback session"),
    _("feedback session"),
    _("The last meeting, where everybody tells what was done and what it changed."),
)
add(
    "follow_up",
    _("follow-up"),
    _("follow-up"),
    _("A short visit six, twelve and eighteen months later, to see what has lasted."),
)
add(
    "communication_plan",
    _("communication plan"),
    _("communication plan"),
    _("Who should hear what, through which channel, on which day, at what cost, and what came of it."),
)
add(
    "audience",
    _("audience"),
    _("audience"),
    _("A group of people whom the association speaks to; some are inside it, others outside."),
)
add(
    "channel",
    _("channel"),
    _("channel"),
    _("The way by which a message travels: a poster, a newspaper, a meeting, a neighbour."),
)
add(
    "drop_in",
    _("drop-in session"),
    _("drop-in session"),
    _("A morning or an afternoon when the DLA receives near the associations, with or without an appointment."),
)
add(
    "pooling",
    _("pooling"),
    _("pooling"),
    _("Sharing means between associations: a hall, a van, a printer, a person’s hours."),
)
add(
    "priority_neighbourhood",
    _("priority neighbourhood"),
    _("priority neighbourhood (QPV)"),
    _(
        "A neighbourhood drawn on the map by the State, whose inhabitants have low incomes; the urban contract works "
        "there."
    ),
)
add(
    "integration_post",
    _("integration post"),
    _("integration post"),
    _("A job of limited time, with support, for a person who has been away from work for long."),
)
add(
    "projects_call",
    _("call for projects"),
    _("call for projects"),
    _("Once a year, funders invite associations to propose projects."),
)
add(
    "network",
    _("ties"),
    _("ties between associations"),
    _("What links two associations, from knowing each other to sharing means, asked before and after the support."),
)
