"""Near-copies: how many bands an order shares, and the words of the first ones, in the same question."""

from django.db import migrations

OLD = """
CREATE FUNCTION orders_sharing(keys integer[], of_each integer, most integer) RETURNS SETOF bigint
LANGUAGE sql STABLE SET enable_seqscan = off SET gin_fuzzy_search_limit = 4000 AS $$
SELECT order_id FROM unnest(keys) AS key,
 LATERAL (SELECT order_id FROM orders_words WHERE bands @> ARRAY[key] LIMIT of_each) AS sharing
 GROUP BY order_id ORDER BY count(*) DESC, order_id DESC LIMIT most $$
"""
NEW = """
CREATE FUNCTION orders_sharing(keys integer[], of_each integer, most integer, told integer)
RETURNS TABLE (pk bigint, bands integer, words text)
LANGUAGE sql STABLE SET enable_seqscan = off SET gin_fuzzy_search_limit = 4000 AS $$
SELECT ranked.order_id, ranked.shared::integer,
 CASE WHEN row_number() OVER () <= told THEN (SELECT text FROM orders_order WHERE id = ranked.order_id) END
 FROM (SELECT order_id, count(*) AS shared FROM unnest(keys) AS key,
  LATERAL (SELECT order_id FROM orders_words WHERE bands @> ARRAY[key] LIMIT of_each) AS sharing
  GROUP BY order_id ORDER BY count(*) DESC, order_id DESC LIMIT most) AS ranked $$
"""
DROP_OLD = "DROP FUNCTION orders_sharing(integer[], integer, integer)"
DROP_NEW = "DROP FUNCTION orders_sharing(integer[], integer, integer, integer)"


class Migration(migrations.Migration):
    dependencies = [("orders", "0009_to_dispatch")]

    operations = [migrations.RunSQL(DROP_OLD, OLD), migrations.RunSQL(NEW, DROP_NEW)]
