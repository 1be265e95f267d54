from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0008_sharing")]

    operations = [
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("state__in", ["accepted", "consulted"])),
                fields=["urgency", "received_at", "id"],
                name="order_to_dispatch",
            ),
        ),
    ]
