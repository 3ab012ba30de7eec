"""`catalyse first_admin --email … --organisation …`: opens an empty house to its first administrator."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from catalyse.actors import services
from catalyse.actors.models import Membership, Organisation
from catalyse.actors.roles import OrganisationKind, Role
from catalyse.kernel.access import house
from catalyse.kernel.life import Refused


class Command(BaseCommand):
    help = "Invite the first administrator of an empty house, in a support organisation made for it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", required=True)
        parser.add_argument("--organisation", required=True, help="the name of the support organisation (DLA)")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        by, today = house("first administrator"), timezone.localdate()
        if Membership.objects.system("is the house empty").filter(role=Role.ADMIN).exists():
            raise CommandError("The house already has an administrator, who invites the others under /reglages/.")
        name = options["organisation"]
        known = Organisation.objects.system("the same one again").filter(kind=OrganisationKind.DLA, name=name).first()
        try:
            organisation = known or services.create_organisation(
                kind=OrganisationKind.DLA, name=name, by=by, today=today
            )
            services.invite(email=options["email"], organisation=organisation, role=Role.ADMIN, by=by, today=today)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"An invitation for {options['email']} waits in the outbox: it leaves with `catalyse worker` "
            "(into var/mail where no mail server is set)."
        )
