from django.db import migrations


class Migration(migrations.Migration):
    """The lists are filled after each migration, by `catalyse.kernel.lists`."""

    dependencies = [("kernel", "0002_initial")]
    operations: list = []
