"""The one row; its table is made by benchmarks.create_http."""

from django.db import models


class Row(models.Model):
    """A text with a title and a moment."""

    title = models.CharField(max_length=200)
    text = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "bare"
        managed = False
        db_table = "bench_row"
