"""Who wants no messages is known where the callers are, so that no room writes to them."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("callers", "0002_silence"),
        ("followup", "0002_told_called_audited"),
    ]

    operations = [
        migrations.RunSQL(
            "INSERT INTO callers_silence (party_id, at) SELECT party_id, at FROM followup_optout",
            "INSERT INTO followup_optout (party_id, at) SELECT party_id, at FROM callers_silence",
        ),
        migrations.DeleteModel(name="OptOut"),
    ]
