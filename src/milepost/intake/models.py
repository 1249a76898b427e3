"""What was imported, from which file, and what became of each row."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from milepost.workspaces.models import Member, Workspace


class ImportState(models.TextChoices):
    """How far an import has come."""

    READY = "ready"
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Import(models.Model):
    """One file of deals: its bytes until it is in, its mapping, progress and totals."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    id = models.BigAutoField(primary_key=True)
    member = models.ForeignKey(
        Member, null=True, on_delete=models.SET_NULL, db_constraint=False, related_name="+"
    )
    file_name = models.CharField(max_length=255)
    content = models.BinaryField(null=True)
    mapping = models.JSONField(default=dict, db_default={})
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.READY)
    rows_total = models.IntegerField(default=0, db_default=0)
    rows_done = models.IntegerField(default=0, db_default=0)
    imported = models.IntegerField(default=0, db_default=0)
    updated = models.IntegerField(default=0, db_default=0)
    unchanged = models.IntegerField(default=0, db_default=0)
    refused = models.IntegerField(default=0, db_default=0)
    error = models.TextField(default="", db_default="")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "id"], name="intake_import_key")
        ]


class ImportRow(models.Model):
    """What became of one row of the file; `problems` says what was wrong and what is right."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(Import, on_delete=models.CASCADE, db_constraint=False)
    line = models.IntegerField()
    outcome = models.CharField(max_length=10)
    reference = models.CharField(max_length=120, default="", db_default="")
    deal_id = models.BigIntegerField(null=True)
    problems = models.JSONField(default=list, db_default=[])

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "id"], name="intake_row_key"),
            models.UniqueConstraint(fields=["workspace", "batch", "line"], name="intake_row_line"),
        ]
