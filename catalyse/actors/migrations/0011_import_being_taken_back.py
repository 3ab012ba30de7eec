from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('actors', '0010_decided_by_hand'),
    ]

    operations = [
        migrations.AlterField(
            model_name='import',
            name='state',
            field=models.CharField(choices=[('columns', 'columns to tell'), ('comparing', 'being compared'), ('ready', 'to look through'), ('writing', 'being imported'), ('done', 'imported'), ('undoing', 'being taken back'), ('undone', 'taken back')], default='columns', max_length=12),
        ),
        migrations.RemoveConstraint(
            model_name='import',
            name='import_in_a_known_state',
        ),
        migrations.AddConstraint(
            model_name='import',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['columns', 'comparing', 'ready', 'writing', 'done', 'undoing', 'undone'])), name='import_in_a_known_state'),
        ),
    ]
