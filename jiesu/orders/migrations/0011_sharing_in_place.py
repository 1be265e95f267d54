"""Near-copies: a band counts only where it stands at its own place of the other text, so that few share one by chance.

The index keeps 22 bits of a band, whatever its place: at a million orders five or six share each by chance.
"""

from django.db import migrations

HEAD = """
CREATE OR REPLACE FUNCTION orders_sharing(keys integer[], of_each integer, most integer, told integer)
RETURNS TABLE (pk bigint, bands integer, words text)
LANGUAGE sql STABLE SET enable_seqscan = off SET gin_fuzzy_search_limit = 4000 AS $$
"""
NEW = f"""{HEAD}
SELECT order_id, shared::integer,
 CASE WHEN rank <= told THEN (SELECT text FROM orders_order WHERE id = ranked.order_id) END
 FROM (SELECT order_id, count(*) AS shared, row_number() OVER (ORDER BY count(*) DESC, order_id DESC) AS rank
  FROM unnest(keys) WITH ORDINALITY AS asked (key, place),
  LATERAL (SELECT order_id FROM orders_words w WHERE w.bands @> ARRAY[key] AND w.bands[place] = key LIMIT of_each)
   AS sharing
  GROUP BY order_id ORDER BY rank LIMIT most) AS ranked
 WHERE rank <= told OR shared > 1 ORDER BY rank $$
"""
OLD = f"""{HEAD}
SELECT ranked.order_id, ranked.shared::integer,
 CASE WHEN row_number() OVER () <= told THEN (SELECT text FROM orders_order WHERE id = ranked.order_id) END
 FROM (SELECT order_id, count(*) AS shared FROM unnest(keys) AS key,
  LATERAL (SELECT order_id FROM orders_words WHERE bands @> ARRAY[key] LIMIT of_each) AS sharing
  GROUP BY order_id ORDER BY count(*) DESC, order_id DESC LIMIT most) AS ranked $$
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0010_sharing_told")]

    operations = [migrations.RunSQL(NEW, OLD)]
