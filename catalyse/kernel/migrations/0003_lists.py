from django.db import migrations

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


def fill(apps, schema_editor):
    Code = apps.get_model("kernel", "Code")
    Code.objects.bulk_create(
        Code(kind=kind, code=code, label_fr=fr, label_en=en, position=rank)
        for kind, rows in (("theme", THEMES), ("sector", SECTORS))
        for rank, (code, fr, en) in enumerate(rows)
    )


def empty(apps, schema_editor):
    apps.get_model("kernel", "Code").objects.all().delete()


class Migration(migrations.Migration):
    """The two lists that the house begins with; an administrator rewords them, codes stay."""

    dependencies = [("kernel", "0002_initial")]
    operations = [migrations.RunPython(fill, empty)]
