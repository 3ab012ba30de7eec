from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('actors', '0009_acts_in'),
        ('support', '0006_need_of_a_follow_up'),
    ]

    operations = [
        migrations.AddField(
            model_name='beneficiary',
            name='papers',
            field=models.ManyToManyField(blank=True, related_name='+', to='actors.paper'),
        ),
    ]
