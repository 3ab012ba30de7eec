"""Prints, as JSON, the DLA officer's session and the address of every page that the demo has a record for."""

from __future__ import annotations

import json

import django

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def main() -> None:
    """Sign the officer in, find the addresses."""
    django.setup()
    from django.test import Client

    from catalyse.actors.models import Membership, Organisation
    from catalyse.support.models import Support
    from tests.pages.places import PAGES, addresses

    officer = Membership.objects.system("a benchmark").filter(role="dla_officer").order_by("pk")[0].user
    client = Client()
    client.force_login(officer, backend=BACKEND)
    support = Support.objects.system("a benchmark").filter(kind="collective").latest("pk")
    joined = Organisation.objects.system("a benchmark").filter(invitations__support=support)
    association = joined.filter(invitations__state="committed").earliest("pk")
    found = addresses(support, association, PAGES)
    print(json.dumps({"session": client.cookies["sessionid"].value, "pages": found}))


if __name__ == "__main__":
    main()
