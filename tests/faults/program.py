"""What a house under trial runs: its programs, and small deeds by hand.

python -m tests.faults.program open PORT | prepare | web | worker | count TOTAL PAUSE | letters BATCH NUMBER
"""

from __future__ import annotations

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.faults.settings")


def main(verb: str, *rest: str) -> int:
    """Do one verb; the programs are the house's own."""
    from catalyse import cli

    if verb == "open":
        return _open(int(rest[0]))
    if verb in ("web", "worker"):
        return cli.main([verb, *rest])
    import django

    from catalyse.kernel import database

    database.ensure_running()
    django.setup()
    {"prepare": _prepare, "count": _count, "letters": _letters}[verb](*rest)
    return 0


def _open(port: int) -> int:
    from catalyse.kernel import database, supervisor

    supervisor.DEATHS = 1_000_000  # here things die often, and are started again all the same
    command = [sys.executable, "-m", "tests.faults.program"]
    return supervisor.open_house(supervisor.House(database.current().var, port, command))


def _prepare() -> None:
    """A small territory with two people signed in, once."""
    from django.conf import settings
    from django.db import connection

    from catalyse.kernel.preparation import migrate

    known = settings.VAR / "world.json"
    if known.exists():
        return
    migrate()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE effects (job bigint NOT NULL, number int NOT NULL)")
    known.write_text(json.dumps(_world()))


def _world() -> dict:
    from django.test import Client

    from catalyse.dropins.tests.factories import opening
    from catalyse.needs.tests import factories

    here = factories.Territory("Vallée")
    association = here.association()
    need = factories.need(association, here.dla, shared=True)
    sessions = []
    for _person in range(2):
        client = Client()
        user = factories.user_of(factories.member(here.dla, "dla_officer"))
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        sessions.append(client.cookies["sessionid"].value)
    return {"sessions": sessions, "association": association.pk, "need": need.pk, "opening": opening(here).pk}


def _count(total: str, pause: str) -> None:
    from catalyse.kernel import jobs
    from catalyse.kernel.access import house

    row = jobs.start("works.count", title="Compter", by=house("a trial"), total=int(total), pause=float(pause))
    print(row.pk)  # noqa: T201


def _letters(batch: str, number: str) -> None:
    from django.db import transaction

    from catalyse.kernel import mail

    with transaction.atomic():
        for rank in range(int(number)):
            to = f"{'refused' if rank % 20 == 7 else 'person'}-{rank}@{batch}.example"
            mail.post(key=f"{batch}:{rank}", to=to, template="faults/word", context={"who": rank}, batch=batch)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
