from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0006_presence")]

    operations = [
        migrations.RemoveIndex(model_name="order", name="order_guests"),
        migrations.AddIndex(
            model_name="order",
            index=GinIndex(
                condition=models.Q(("guests", []), _negated=True),
                fields=["guests"],
                name="order_asked",
                opclasses=["jsonb_path_ops"],
            ),
        ),
    ]
