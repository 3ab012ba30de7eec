from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('needs', '0003_chasing'),
    ]

    operations = [
        migrations.AddField(
            model_name='need',
            name='call',
            field=models.CharField(blank=True, max_length=120, verbose_name='call for projects'),
        ),
        migrations.AddConstraint(
            model_name='need',
            constraint=models.CheckConstraint(condition=models.Q(('call', ''), ('heard', 'call'), _connector='OR'), name='need_of_a_call_heard_in_it'),
        ),
    ]
