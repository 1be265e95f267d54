"""The watch asks every minute for enterprises' orders that nobody followed up: of all orders these few are indexed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0012_volume")]

    operations = [
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                fields=["accepted_at"],
                condition=models.Q(channel="enterprise", rated_at=None),
                name="order_enterprise_unasked",
            ),
        ),
    ]
