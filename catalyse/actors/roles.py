"""Roles: what a person is in an organisation, from a date to a date, with what it means in plain words."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    DLA_OFFICER = "dla_officer", _("DLA officer")
    DLA_MANAGER = "dla_manager", _("DLA manager")
    AUTHORITY_OFFICER = "authority_officer", _("authority officer")
    AUTHORITY_ELECTED = "authority_elected", _("elected person")
    ASSOCIATION_LEAD = "association_lead", _("association lead")
    ASSOCIATION_MEMBER = "association_member", _("association member")
    CONSULTANT = "consultant", _("consultant")
    COMMITTEE_MEMBER = "committee_member", _("committee member")
    OBSERVER = "observer", _("observer")
    ADMIN = "admin", _("administrator")


DLA = (Role.DLA_OFFICER, Role.DLA_MANAGER)
AUTHORITY = (Role.AUTHORITY_OFFICER,)
AUTHORITY_ALL = (Role.AUTHORITY_OFFICER, Role.AUTHORITY_ELECTED)
OFFICERS = (*DLA, *AUTHORITY)
PARTNERS = (*DLA, *AUTHORITY_ALL)
ASSOCIATION = (Role.ASSOCIATION_LEAD, Role.ASSOCIATION_MEMBER)
READERS_OF_SUPPORTS = (*PARTNERS, Role.COMMITTEE_MEMBER)
STRONG = (*DLA, *AUTHORITY, Role.ADMIN)


class OrganisationKind(models.TextChoices):
    ASSOCIATION = "association", _("association")
    DLA = "dla", _("support organisation (DLA)")
    AUTHORITY = "authority", _("local authority")
    CONSULTANT = "consultant", _("consultancy")
    FUNDER = "funder", _("funder")
    NETWORK = "network", _("network")
    OTHER = "other", _("other organisation")


KINDS_OF_ROLE = {
    Role.DLA_OFFICER: (OrganisationKind.DLA,),
    Role.DLA_MANAGER: (OrganisationKind.DLA,),
    Role.AUTHORITY_OFFICER: (OrganisationKind.AUTHORITY,),
    Role.AUTHORITY_ELECTED: (OrganisationKind.AUTHORITY,),
    Role.ASSOCIATION_LEAD: (OrganisationKind.ASSOCIATION,),
    Role.ASSOCIATION_MEMBER: (OrganisationKind.ASSOCIATION,),
    Role.CONSULTANT: (OrganisationKind.CONSULTANT,),
    Role.COMMITTEE_MEMBER: (OrganisationKind.DLA, OrganisationKind.AUTHORITY),
    Role.OBSERVER: (OrganisationKind.DLA, OrganisationKind.AUTHORITY),
    Role.ADMIN: (OrganisationKind.DLA, OrganisationKind.AUTHORITY),
}
