"""累计受理: orders by day, kept by the database in the transaction in which an order is born."""

from django.db import migrations, models

TRIGGERS = """
CREATE FUNCTION orders_day(at timestamptz) RETURNS date LANGUAGE sql IMMUTABLE AS
$$ SELECT (at AT TIME ZONE 'Asia/Shanghai')::date $$;
CREATE FUNCTION orders_count_born() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO orders_volume (day, orders) SELECT orders_day(received_at), count(*) FROM born GROUP BY 1;
    RETURN NULL;
END $$;
CREATE FUNCTION orders_count_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO orders_volume (day, orders) SELECT orders_day(received_at), -count(*) FROM gone GROUP BY 1;
    RETURN NULL;
END $$;
CREATE FUNCTION orders_count_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO orders_volume (day, orders) VALUES (orders_day(OLD.received_at), -1), (orders_day(NEW.received_at), 1);
    RETURN NULL;
END $$;
CREATE TRIGGER counted_born AFTER INSERT ON orders_order REFERENCING NEW TABLE AS born
    FOR EACH STATEMENT EXECUTE FUNCTION orders_count_born();
CREATE TRIGGER counted_gone AFTER DELETE ON orders_order REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION orders_count_gone();
CREATE TRIGGER counted_moved AFTER UPDATE ON orders_order FOR EACH ROW
    WHEN (orders_day(OLD.received_at) <> orders_day(NEW.received_at)) EXECUTE FUNCTION orders_count_moved();
INSERT INTO orders_volume (day, orders) SELECT orders_day(received_at), count(*) FROM orders_order GROUP BY 1;
"""
AWAY = """
DROP TRIGGER counted_born ON orders_order;
DROP TRIGGER counted_gone ON orders_order;
DROP TRIGGER counted_moved ON orders_order;
DROP FUNCTION orders_count_born();
DROP FUNCTION orders_count_gone();
DROP FUNCTION orders_count_moved();
DROP FUNCTION orders_day(timestamptz);
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0011_sharing_in_place")]

    operations = [
        migrations.CreateModel(
            name="Volume",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("day", models.DateField(db_index=True)),
                ("orders", models.IntegerField(help_text="May be below zero: an order moved to another day")),
            ],
        ),
        migrations.RunSQL(TRIGGERS, AWAY),
    ]
