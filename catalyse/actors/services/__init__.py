"""What can be done with people and organisations: one verb, one transaction, one event."""

from catalyse.actors.services import imports_compare, imports_write
from catalyse.actors.services.accounts import (
    PROFILE_FORM,
    change_profile,
    close_account,
    forget_second_factor,
    open_account,
    reopen_account,
    sign_in_as,
)
from catalyse.actors.services.acts_in import say_neighbourhoods
from catalyse.actors.services.address import ask_for_address, change_address
from catalyse.actors.services.asks import (
    GIVEN_FORM,
    LINK_DAYS,
    ask_year,
    ask_years,
    give_year,
    remind_year,
    settle_year,
)
from catalyse.actors.services.handing import hand_over
from catalyse.actors.services.imports import (
    RULES,
    bring,
    decide,
    decide_by_rule,
    give_up,
    go_on,
    start_import,
    tell_columns,
    undecided,
)
from catalyse.actors.services.imports_undo import undo_import
from catalyse.actors.services.invitations import accept_invitation, cancel_invitation, invite, open_invitation
from catalyse.actors.services.lists import add_sector, reword_code
from catalyse.actors.services.memberships import add_member, create_partnership, end_membership, end_partnership
from catalyse.actors.services.merging import look_ahead, merge_organisations, tell_apart
from catalyse.actors.services.organisations import (
    ORGANISATION_FORM,
    SectorChoice,
    archive_organisation,
    create_organisation,
    edit_organisation,
    restore_organisation,
)
from catalyse.actors.services.outbox import cancel_letter, send_letter_again
from catalyse.actors.services.ties import (
    AFFILIATION_FORM,
    add_affiliation,
    add_paper,
    archive_affiliation,
    archive_paper,
    change_affiliation,
    set_paper_ages,
)
from catalyse.actors.services.years import (
    FIGURES,
    MILESTONE_FORM,
    YEAR_FORM,
    add_milestone,
    add_year,
    archive_milestone,
    change_milestone,
    change_year,
)

__all__ = [
    "AFFILIATION_FORM",
    "FIGURES",
    "GIVEN_FORM",
    "LINK_DAYS",
    "MILESTONE_FORM",
    "ORGANISATION_FORM",
    "PROFILE_FORM",
    "RULES",
    "YEAR_FORM",
    "SectorChoice",
    "accept_invitation",
    "add_affiliation",
    "add_member",
    "add_milestone",
    "add_paper",
    "add_sector",
    "add_year",
    "archive_affiliation",
    "archive_milestone",
    "archive_organisation",
    "archive_paper",
    "ask_for_address",
    "ask_year",
    "ask_years",
    "bring",
    "cancel_invitation",
    "cancel_letter",
    "change_address",
    "change_affiliation",
    "change_milestone",
    "change_profile",
    "change_year",
    "close_account",
    "create_organisation",
    "create_partnership",
    "decide",
    "decide_by_rule",
    "edit_organisation",
    "end_membership",
    "end_partnership",
    "forget_second_factor",
    "give_up",
    "give_year",
    "go_on",
    "hand_over",
    "imports_compare",
    "imports_write",
    "invite",
    "look_ahead",
    "merge_organisations",
    "open_account",
    "open_invitation",
    "remind_year",
    "reopen_account",
    "restore_organisation",
    "reword_code",
    "say_neighbourhoods",
    "send_letter_again",
    "set_paper_ages",
    "settle_year",
    "sign_in_as",
    "start_import",
    "tell_apart",
    "tell_columns",
    "undecided",
    "undo_import",
]
