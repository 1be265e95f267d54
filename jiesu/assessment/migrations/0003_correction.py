"""更正记录: what changed after a sheet was frozen."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessment", "0002_exclusion"),
        ("directory", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField()),
                ("before", models.JSONField(help_text="The counts of the sheet, or of the correction before")),
                ("after", models.JSONField(help_text="The counts as they are counted at that moment")),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=80)),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="assessment.period",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.unit"
                    ),
                ),
            ],
            options={"ordering": ("at", "pk")},
        ),
        migrations.RunSQL(
            """
            CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON assessment_correction
                FOR EACH ROW EXECUTE FUNCTION assessment_a_frozen_sheet_stays();
            """,
            "DROP TRIGGER frozen ON assessment_correction;",
        ),
    ]
