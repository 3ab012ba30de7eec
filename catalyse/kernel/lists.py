"""The lists that a house begins with. An administrator rewords them; codes stay."""

from __future__ import annotations

from typing import Any

THEMES = [
    ("PRJ", "projet et stratégie", "project and strategy"),
    ("ECO", "modèle économique", "economic model"),
    ("FIN", "finances et gestion", "finance and accounts"),
    ("ORG", "organisation et gouvernance", "organisation and governance"),
    ("RH", "fonction employeur et bénévolat", "employment and volunteering"),
    ("COM", "communication", "communication"),
    ("PAR", "partenariats et ancrage territorial", "partnerships and local roots"),
    ("MUT", "mutualisation et coopération", "pooling and cooperation"),
    ("NUM", "transition numérique", "digital transition"),
    ("ECOL", "transition écologique", "ecological transition"),
    ("JUR", "statuts et droit", "statutes and law"),
    ("AUT", "autre", "other"),
]
SECTORS = [
    ("FAM", "famille, enfance, jeunesse", "family, childhood, youth"),
    ("SAP", "services aux personnes", "personal services"),
    ("IAE", "insertion par l’activité économique", "integration through work"),
    ("DEV", "développement local", "local development"),
    ("SAN", "santé, prévention", "health, prevention"),
    ("EDU", "éducation, formation", "education, training"),
    ("ANI", "animation locale", "local animation"),
    ("CUL", "culture", "culture"),
    ("SPO", "sport", "sport"),
    ("ENV", "environnement", "environment"),
    ("AUT", "autre", "other"),
]


def fill(sender: Any = None, **signal: Any) -> None:
    """Adds the entries that are missing, after each migration; what was reworded stays. Costs 1 query."""
    from catalyse.kernel.models import Code, CodeList

    Code.objects.bulk_create(
        [
            Code(kind=kind, code=code, label_fr=fr, label_en=en, position=rank)
            for kind, rows in ((CodeList.THEME, THEMES), (CodeList.SECTOR, SECTORS))
            for rank, (code, fr, en) in enumerate(rows)
        ],
        ignore_conflicts=True,
    )
