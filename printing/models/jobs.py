"""What is to be printed, and what became of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from printing.models.ids import Moment, new_id
from printing.models.printers import Printer
from printing.models.routes import Purpose
from printing.spool.states import State

_POSITION = models.Func(models.Value("printing_position"), function="nextval")


class PrintJob(models.Model):
    """A slip that is to be printed, written in the transaction of what it belongs to.

    The table is the queue: a printer takes the job of the lowest `position` that is its own.

    * `key` is unique in a workspace, so that asking twice queues once.
    * `source` and `source_id` name what the slip is built from, once, by the first worker that
      comes; `content` is what was built, never changed by a retry, and `sha256` its hash.
    * `attempts` counts how often a printer took it. Only who holds the current number may say what
      became of it.
    * `doubts` counts attempts that may have printed. With any, a job is printed with a banner.
    * `offer` names the last time that it was offered to a printer that asks for its jobs.
    * `copy_of` is the job that this one repeats on purpose.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace_id = models.UUIDField()
    key = models.CharField(max_length=100)
    purpose = models.CharField(
        max_length=16, choices=Purpose.choices, default=Purpose.SLIP, db_default=Purpose.SLIP
    )
    reference = models.CharField(max_length=255)
    source = models.CharField(max_length=32, blank=True, default="", db_default="")
    source_id = models.UUIDField(null=True, blank=True)
    printer = models.ForeignKey(
        Printer, on_delete=models.PROTECT, null=True, blank=True, related_name="jobs"
    )
    moved_from = models.ForeignKey(
        Printer, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    copy_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="copies"
    )
    position = models.BigIntegerField(editable=False, db_default=_POSITION)
    state = models.CharField(
        max_length=20, choices=State.choices, default=State.QUEUED, db_default=State.QUEUED
    )
    attempts = models.PositiveIntegerField(default=0, db_default=0)
    doubts = models.PositiveIntegerField(default=0, db_default=0)
    offer = models.CharField(max_length=16, blank=True, default="", db_default="", editable=False)
    not_before = models.DateTimeField(null=True, blank=True)
    error_code = models.CharField(max_length=32, blank=True, default="", db_default="")
    error = models.CharField(max_length=500, blank=True, default="", db_default="")
    slip = models.JSONField(null=True, blank=True)
    content = models.BinaryField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, default="", db_default="")
    warnings = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
    created_at = Moment(auto_now_add=True, db_default=Now())
    updated_at = Moment(auto_now=True, db_default=Now())
    printed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "key"], name="printing_job_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=State.values), name="printing_job_state"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["printer", "position"],
                name="printing_job_waiting",
                condition=models.Q(state__in=["queued", "claimed", "sending", "in_doubt"]),
            ),
            models.Index(
                fields=["position"],
                name="printing_job_unmade",
                condition=models.Q(state="queued", content=None),
            ),
            models.Index(
                fields=["workspace_id"],
                name="printing_job_needs",
                condition=models.Q(state__in=["queued", "in_doubt", "failed"]),
            ),
            models.Index(fields=["workspace_id", "-created_at", "-id"], name="printing_job_recent"),
            models.Index(fields=["workspace_id", "source_id"], name="printing_job_source"),
        ]

    def __str__(self) -> str:
        return self.reference


class PrintAttempt(models.Model):
    """One thing that happened to a job: never changed, never removed.

    `number` is the attempt it belongs to, 0 for what a person did; `sent` counts bytes that the
    device took; `who` is the worker or the person.
    """

    id = models.BigAutoField(primary_key=True)
    workspace_id = models.UUIDField()
    job = models.ForeignKey(PrintJob, on_delete=models.PROTECT, related_name="history")
    printer = models.ForeignKey(Printer, on_delete=models.PROTECT, null=True, related_name="+")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=State.choices)
    code = models.CharField(max_length=32, blank=True, default="")
    detail = models.CharField(max_length=500, blank=True, default="")
    sent = models.PositiveIntegerField(null=True)
    who = models.CharField(max_length=100, blank=True, default="")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]
        indexes: ClassVar = [models.Index(fields=["job", "id"], name="printing_attempt_job")]

    def __str__(self) -> str:
        return f"{self.state} {self.detail}".strip()
