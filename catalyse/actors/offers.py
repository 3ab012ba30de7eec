"""What the house may show of people and organisations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from catalyse.actors import asks, finding, merging, papers, policies, queries, search
from catalyse.actors.forms.organisations import typed_anew
from catalyse.actors.models import AssociationYear, Membership, Organisation, YearAsk
from catalyse.actors.roles import DLA, READERS_OF_SUPPORTS, Role
from catalyse.actors.services import ORGANISATION_FORM
from catalyse.kernel import journal, offers
from catalyse.kernel.access import Actor, may

ORGANISATION = "actors.organisation"
OF_THE_REGISTER = 4  # lines in the search box: needs and supports stay in sight below them
FIGURES = [f.name for f in AssociationYear._meta.fields if f.null and not f.name.startswith("archived")]

offers.menu.add(
    offers.MenuEntry(_("Associations"), "actors:organisations", "users", READERS_OF_SUPPORTS, section="/associations/"),
    position=20,
)
offers.menu.add(
    offers.MenuEntry(_("Settings"), "actors:settings", "gear", (Role.ADMIN,), section="/reglages/"), position=95
)


def _tab(key: str, label: Any, position: int, **how: Any) -> None:
    name = "" if key == "overview" else key
    offers.tabs.add(offers.Tab(ORGANISATION, key, label, lambda row: row.tab_url(name), **how), position=position)


_tab("overview", _("Overview"), 10)
_tab("path", _("Path"), 40, shown=lambda actor, row: row.is_association)
_tab(
    "figures",
    _("Figures"),
    50,
    shown=policies.reads_figures,
    count=lambda actor, row: AssociationYear.objects.visible_to(actor).filter(organisation=row).count(),
)
_tab("people", _("People"), 70, shown=lambda actor, row: bool(may(actor, "people", row)))
_tab("journal", _("Journal"), 90, shown=lambda actor, row: bool(may(actor, "edit", row)))


offers.actions.add(
    offers.Action(
        ORGANISATION,
        _("Merge with another record"),
        lambda row: reverse("actors:merge", args=[row.pk]),
        lambda actor, row: row.is_association and bool(may(actor, "merge", row)),
        icon="flow-arrow",
    ),
    position=90,
)


def _year_absorbed(row: Any, kept: Organisation) -> tuple[Any, dict[str, Any]] | None:
    """The figures of the same year that the kept record has, and those that it lacks."""
    own = AssociationYear.objects.system("a merge").filter(organisation=kept, year=row.year).first()
    if own is None:
        return None
    return own, {c: getattr(row, c) for c in FIGURES if getattr(own, c) is None and getattr(row, c) is not None}


def _ask_absorbed(row: Any, kept: Organisation) -> tuple[Any, dict[str, Any]] | None:
    """The question about the same year that was asked of the kept record already."""
    rows = YearAsk.objects.system("a merge").filter(organisation=kept, year=row.year, archived_at=None)
    own = rows.first()
    return (own, {}) if own else None


def _membership_absorbed(row: Any, kept: Organisation) -> tuple[Any, dict[str, Any]] | None:
    """The same role of the same person, held from the first day of both to the last."""
    rows = Membership.objects.system("a merge").filter(organisation=kept, user=row.user_id, role=row.role)
    own = next((one for one in rows if (not row.until or one.since <= row.until)
                and (not one.until or row.since <= one.until)), None)  # fmt: skip
    if own is None:
        return None
    until = max(own.until, row.until) if own.until and row.until else None
    days = {"since": min(own.since, row.since), "until": until}
    return own, {c: v for c, v in days.items() if getattr(own, c) != v}


def _people_open(actor: Actor, kept: Organisation) -> bool:
    return bool(may(actor, "people", kept))


def _acts_in(actor: Actor, row: Organisation) -> dict[str, Any] | None:
    names, loaded = queries.acts_in(row)
    asked = loaded and row.is_association and may(actor, "edit", row)
    url = reverse("actors:neighbourhoods", args=[row.pk]) if asked else ""
    return {"names": names, "url": url} if names or url else None


offers.blocks.add(offers.Block(ORGANISATION, "side", "actors/_acts_in.html", _acts_in), position=10)


def _open(actor: Actor, kept: Organisation) -> bool:
    return True


merging.follows(
    "actors.Membership.organisation",
    _("People and their roles"),
    absorbed=_membership_absorbed,
    named=lambda row: str(row.user),
    open=_people_open,
)
merging.follows(
    "actors.AssociationYear.organisation",
    _("Yearly figures"),
    absorbed=_year_absorbed,
    named=lambda row: str(row.year),
)
merging.follows(
    "actors.YearAsk.organisation",
    _("Questions about yearly figures"),
    absorbed=_ask_absorbed,
    named=lambda row: str(row.year),
)
merging.follows("actors.Affiliation.organisation", _("Networks and labels"), named=lambda row: row.name, open=_open)
merging.follows("actors.Paper.organisation", _("Documents"), named=lambda row: row.file_name)
merging.follows("actors.Milestone.organisation", _("Points of the path"), named=lambda row: str(row))
merging.follows(
    "actors.SectorOf.organisation",
    _("Sectors"),
    along=lambda row, by: {"main": False},
    named=lambda row: str(row.code),
    open=_open,
)
merging.follows("actors.ActsIn.organisation", _("Neighbourhoods where it acts"), named=str, open=_open)
merging.follows("actors.SignInLink.organisation", _("Invitations to open an account"), open=_people_open)
merging.follows("actors.Organisation.host", _("Organisations that it hosts"), open=_open)
merging.follows("actors.Organisation.merged_into", _("Records merged before"), open=_open)
merging.follows("actors.Partnership.dla", _("Partnerships"))
merging.follows("actors.Partnership.authority", _("Partnerships"))
merging.begun(ORGANISATION_FORM, typed_anew)
merging.stays(
    "actors.ImportLine.organisation", _("Lines of spreadsheets"), _("They tell what an import did with which record.")
)
merging.stays("actors.Merge.kept", _("Merges"), _("They tell what was done with which record."))
merging.stays("actors.Merge.gone", _("Merges"), _("They tell what was done with which record."))
merging.stays("actors.Apart.first", _("Pairs told apart"), _("Somebody looked at these two records, not at others."))
merging.stays("actors.Apart.second", _("Pairs told apart"), _("Somebody looked at these two records, not at others."))


offers.actions.add(
    offers.Action(
        ORGANISATION,
        _("Ask it for its yearly figures"),
        lambda row: f"{reverse('actors:ask_years')}?association={row.pk}",
        lambda actor, row: row.is_association and bool(may(actor, "ask", row)),
        icon="paper-plane-tilt",
    )
)


@offers.due.add
def due(actor: Actor, today: date) -> Iterable[offers.Due]:
    """Yearly figures: to ask for, to give, waited for, to settle. Costs 2 queries for the DLA, 1 for an association."""
    if not actor.holds(Role.ASSOCIATION_LEAD, *DLA):
        return
    waiting: dict[int, list[YearAsk]] = {}
    for row in asks.open_asks(actor):
        if row.answered_on:
            yield _to_settle(row)
        elif row.organisation_id in actor.organisations(Role.ASSOCIATION_LEAD):
            yield _to_give(row)
        else:
            waiting.setdefault(row.year, []).append(row)
    yield from (_waited_for(year, rows) for year, rows in waiting.items())
    if actor.holds(*DLA) and today.month in asks.ASKING_MONTHS and (rows := asks.to_ask(actor, today.year - 1)[:100]):
        yield _to_ask(today.year - 1, len(rows))


@offers.due.add
def papers_due(actor: Actor, today: date) -> Iterable[offers.Due]:
    """The folder: what is missing or too old, to the association; what is too old, to its DLA. Costs 3 queries each."""
    own = actor.organisations(Role.ASSOCIATION_LEAD)
    for row in Organisation.objects.visible_to(actor).filter(pk__in=own) if own else ():
        late = [slot for slot in papers.folder_of(actor, row, today) if slot.state != papers.GOOD]
        if late:
            yield offers.Due(
                f"actors.folder.{row.pk}", _("Complete your documents, once for all"),
                f"{row.get_absolute_url()}#documents",
                context=", ".join(f"{slot.label} ({slot.says})" for slot in late), action=_("Give them"), weight=85,
            )  # fmt: skip
    if actor.holds(*DLA) and (rows := papers.to_renew(actor, today)):
        title = ngettext(
            "%(n)d association has documents to renew", "%(n)d associations have documents to renew", len(rows)
        )
        names = ", ".join(str(row) for row, _slots in rows[:3])
        yield offers.Due(
            "actors.folders", title % {"n": len(rows)}, f"{rows[0][0].get_absolute_url()}#documents",
            context=names if len(rows) <= 3 else f"{names}…", action=_("See them"), weight=78,
        )  # fmt: skip


def _to_settle(row: YearAsk) -> offers.Due:
    return offers.Due(
        f"actors.settle.{row.pk}", _("Two figures for %(year)s") % {"year": row.year},
        reverse("actors:settle_year", args=[row.pk]), context=str(row.organisation), action=_("See both"),
        on=row.answered_on, weight=45,
    )  # fmt: skip


def _to_give(row: YearAsk) -> offers.Due:
    return offers.Due(
        f"actors.give.{row.pk}", _("Give your figures of %(year)s") % {"year": row.year},
        reverse("actors:give_year", args=[row.pk]), context=str(row.organisation), action=_("Give them"),
        on=row.asked_on, weight=38,
    )  # fmt: skip


def _waited_for(year: int, rows: list[YearAsk]) -> offers.Due:
    names = ", ".join(str(row.organisation) for row in rows[:3])
    url = rows[0].organisation.figures_url if len(rows) == 1 else reverse("actors:organisations")
    return offers.Due(
        f"actors.asked.{year}", _("Figures of %(year)s") % {"year": year}, url, yours=False,
        owner=names if len(rows) <= 3 else f"{names}…", since=rows[0].asked_on, weight=70,
    )  # fmt: skip


def _to_ask(year: int, count: int) -> offers.Due:
    words = ngettext("%(n)d association has none yet", "%(n)d associations have none yet", count)
    return offers.Due(
        f"actors.ask.{year}", _("Ask for the figures of %(year)s") % {"year": year}, reverse("actors:ask_years"),
        context=words % {"n": count}, action=_("Choose whom to ask"), weight=75,
    )  # fmt: skip


KINDS = {
    "association": _("Associations"),
    "consultant": _("Consultancies"),
    "dla": _("DLA"),
    "authority": _("Local authorities"),
}


def found_here(actor: Actor, query: str, limit: int) -> Iterable[offers.Hit]:
    """Organisations by name, acronym, number or commune, also with a mistake."""
    if not actor.is_known:
        return
    for row in finding.organisations(actor, query, limit):
        context = str(row.commune) if row.commune else ""
        yield offers.Hit(KINDS.get(row.kind, _("Other organisations")), row.full_name, row.get_absolute_url(), context)


def found_in_the_register(actor: Actor, query: str, limit: int) -> Iterable[offers.Hit]:
    """Associations of the country that the house does not know yet, with the way to add them."""
    if not may(actor, "add", Organisation) or not search.ready():
        return
    where = search.Where(near=queries.department_of(actor))
    for one in search.find(actor, query, where, min(limit, OF_THE_REGISTER)):
        if one.known is None:
            place = f"{one.entry.commune} ({one.department})" if one.department else one.entry.commune
            state = "" if one.entry.state == "active" else one.entry.get_state_display()
            context = ", ".join(filter(None, [place, one.entry.number, state]))
            url = f"{reverse('actors:add')}?repertoire={one.entry.number}"
            yield offers.Hit(_("In the national register"), one.name, url, context, _("Add it"))


def found_people(actor: Actor, query: str, limit: int) -> Iterable[offers.Hit]:
    """People whose names the actor may read, with where they are and as what."""
    for row in finding.people(actor, query, limit):
        context = f"{row.get_role_display()}, {row.organisation}"
        yield offers.Hit(_("People"), str(row.user), row.organisation.people_url, context)


offers.search.add(found_here, position=10)
offers.search.add(found_in_the_register, position=15)
offers.search.add(found_people, position=60)


for name, text in {
    "organisation.added": _("{who} added {name} to the directory"),
    "organisation.edited": _("{who} changed who {name} is"),
    "organisation.neighbourhoods": _("{who} said in which neighbourhoods {name} acts"),
    "organisation.edit_undone": _("{who} took back a change of who {name} is"),
    "organisation.archived": _("{who} archived {name}"),
    "organisation.restored": _("{who} brought {name} back"),
    "organisation.merged": _("{who} merged the record “{other}” into {name}"),
    "organisation.unmerged": _("{who} undid the merge of “{other}” and {name}"),
    "organisation.unmerged_in_part": _(
        "{who} undid the merge of “{other}” and {name}; what had changed since stayed ({left})"
    ),
    "organisation.told_apart": _("{who} said that {name} and {other} are two associations"),
    "organisation.alike_again": _("{who} no longer says that {name} and {other} are two associations"),
    "organisation.imported": _("{who} imported {name} from {file}"),
    "organisation.completed": _("{who} completed {name} from {file}"),
    "organisation.import_undone": _("{who} took the import of {file} back"),
    "import.done": _("{who} imported {file}: {created} created, {completed} completed"),
    "import.undone": _("{who} took the import of {file} back"),
    "year.added": _("{who} noted the figures of {year}"),
    "year.changed": _("{who} changed the figures of {year}"),
    "year.change_undone": _("{who} took back a change of the figures of {year}"),
    "year.asked": _("{who} asked {association} for the figures of {year}"),
    "year.reminded": _("{who} reminded {association} of the figures of {year}"),
    "year.taken_back": _("{who} no longer asks {association} for the figures of {year}"),
    "year.given": _("{association} gave its figures of {year}"),
    "year.settled": _("{who} settled the figures of {year} with those that the association gave"),
    "milestone.added": _("{who} put a point on the path: {title}"),
    "milestone.changed": _("{who} changed a point of the path: {title}"),
    "milestone.archived": _("{who} took a point off the path: {title}"),
    "milestone.restored": _("{who} put a point back on the path: {title}"),
    "affiliation.added": _("{who} added a network or a label: {name}"),
    "affiliation.changed": _("{who} changed a network or a label: {name}"),
    "affiliation.archived": _("{who} took a network or a label off the page: {name}"),
    "affiliation.restored": _("{who} put a network or a label back: {name}"),
    "paper.added": _("{who} kept a document: {paper}"),
    "paper_ages.changed": _("{who} changed after how long documents are asked for anew"),
    "paper.archived": _("{who} archived a document: {paper}"),
    "paper.restored": _("{who} brought a document back: {paper}"),
    "account.opened": _("{who} opened the account of {person}"),
    "account.changed": _("{who} changed the own account"),
    "account.address_changed": _("{who} changed the address of the own account"),
    "account.closed": _("{who} closed the account of {person}"),
    "account.reopened": _("{who} opened the account of {person} again"),
    "account.password_changed": _("{who} changed the password"),
    "account.factor_added": _("{who} added a second factor"),
    "account.factor_removed": _("{who} took a second factor out"),
    "account.factor_forgotten": _("{who} took out the second factor of {person}, who had lost it"),
    "files.handed": _("{who} handed over what {leaving} had in charge to {heir}: {files}"),
    "files.given_back": _("{who} gave {leaving} back what had been handed over to {heir}: {files}"),
    "member.added": _("{person} has a role in {organisation}"),
    "member.ended": _("{who} gave the membership of {person} in {organisation} its last day"),
    "member.end_undone": _("{who} took the last day of {person} in {organisation} back"),
    "partnership.made": _("{dla} and {authority} work together on {body}"),
    "partnership.ended": _("The partnership of {dla} and {authority} has a last day"),
    "partnership.reopened": _("The partnership of {dla} and {authority} goes on"),
    "invitation.sent": _("{who} invited somebody into {organisation}"),
    "invitation.cancelled": _("{who} took an invitation into {organisation} back"),
    "invitation.accepted": _("{who} answered an invitation into {organisation}"),
    "code.added": _("{who} added to a list: {label}"),
    "code.reworded": _("{who} reworded an entry of a list: {code}"),
    "letter.sent_again": _("{who} sent a letter again: {subject}"),
    "letter.cancelled": _("{who} decided not to send a letter: {subject}"),
}.items():
    journal.sentence(name, text)
