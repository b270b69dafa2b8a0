"""Printers of a workspace."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

import uuid_utils
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Now

from printing.drivers.base import Target
from printing.errors import PrintingError
from printing.render.profile import DEFAULT_CODE_PAGES, CodePage, Profile


def new_id() -> uuid.UUID:
    """Make a UUIDv7: random to look at, in order for the index."""
    return uuid.UUID(bytes=uuid_utils.uuid7().bytes)


def default_code_pages() -> list[dict[str, Any]]:
    """List the pages of the Epson TM series, the preferred one first."""
    return [{"page": page, "slot": slot} for page, slot in DEFAULT_CODE_PAGES]


class Kind(models.TextChoices):
    """How a printer is reached."""

    NETWORK = "network", "Network (TCP)"
    VIRTUAL = "virtual", "Virtual printer"
    MEMORY = "memory", "Memory (nothing is printed)"


class Printer(models.Model):
    """A receipt printer. `workspace_id` is a plain column: printing knows no other app's tables."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace_id = models.UUIDField()
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=16, choices=Kind.choices, default=Kind.NETWORK)
    host = models.CharField(
        max_length=253, blank=True, help_text="Name or address, IPv4 or IPv6. Not used by memory."
    )
    port = models.PositiveIntegerField(
        default=9100, validators=[MinValueValidator(1), MaxValueValidator(65535)]
    )
    columns = models.PositiveSmallIntegerField(
        choices=((32, "32"), (42, "42"), (48, "48")), default=48, help_text="Characters per line."
    )
    dots = models.PositiveSmallIntegerField(
        choices=((384, "384 (58 mm)"), (512, "512 (80 mm, 42 columns)"), (576, "576 (80 mm)")),
        default=576,
        help_text="Width of the print head.",
    )
    code_pages = models.JSONField(
        default=default_code_pages,
        blank=True,
        help_text=(
            "Character tables in order of preference, as in the printer's manual: "
            '[{"page": "CP437", "slot": 0}, {"page": "CP775", "slot": 33}]. '
            "What no table has is sent as a picture."
        ),
    )
    confirms = models.BooleanField(
        default=True,
        help_text="The printer answers status requests. Without it nobody knows what was printed.",
    )
    is_default = models.BooleanField(
        default=False, help_text="Used when a slip names no printer; one per workspace."
    )
    created_at = models.DateTimeField(auto_now_add=True, db_default=Now())
    updated_at = models.DateTimeField(auto_now=True, db_default=Now())

    class Meta:
        ordering = ["workspace_id", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace_id", "name"], name="printing_printer_workspace_name"
            ),
            models.UniqueConstraint(
                fields=["workspace_id"],
                condition=models.Q(is_default=True),
                name="printing_printer_one_default",
                violation_error_message="This workspace has a default printer already.",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=Kind.values), name="printing_printer_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.kind != Kind.MEMORY and not self.host:
            raise ValidationError({"host": "A printer of this kind needs a host."})
        try:
            self.profile()
        except PrintingError as error:
            field = "code_pages" if error.data.get("field") == "code page" else "dots"
            raise ValidationError({field: str(error)}) from error

    def profile(self) -> Profile:
        """Return what the layout needs; raises PrintingError `invalid_profile`."""
        return Profile(
            columns=self.columns, dots=self.dots, code_pages=_code_pages(self.code_pages)
        )

    def target(self) -> Target:
        """Return what a driver needs."""
        return Target(key=str(self.id), host=self.host, port=self.port, confirms=self.confirms)


def _code_pages(value: object) -> tuple[CodePage, ...]:
    try:
        rows = [(str(row["page"]), int(row["slot"])) for row in value]  # type: ignore[attr-defined]
    except (TypeError, KeyError, ValueError) as error:
        raise PrintingError(
            "invalid_profile", field="code page", reason="a list of page and slot is needed"
        ) from error
    return tuple(CodePage(page, slot) for page, slot in rows)


class PrintJob(models.Model):
    """A slip that is to be printed, written in the transaction of what it belongs to.

    `key` is unique in a workspace, so that asking twice queues once; `reference` names what the
    slip is built from.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        SENDING = "sending"
        PRINTED = "printed"
        SENT_UNCONFIRMED = "sent_unconfirmed"
        IN_DOUBT = "in_doubt"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace_id = models.UUIDField()
    key = models.CharField(max_length=100)
    reference = models.CharField(max_length=255)
    state = models.CharField(max_length=20, choices=State.choices, default=State.QUEUED)
    error = models.CharField(max_length=500, blank=True, default="", db_default="")
    created_at = models.DateTimeField(auto_now_add=True, db_default=Now())
    updated_at = models.DateTimeField(auto_now=True, db_default=Now())

    class Meta:
        ordering = ["created_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "key"], name="printing_job_once"),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=[
                        "queued",
                        "sending",
                        "printed",
                        "sent_unconfirmed",
                        "in_doubt",
                        "failed",
                    ]
                ),
                name="printing_job_state",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["workspace_id", "created_at", "id"],
                name="printing_job_queued",
                condition=models.Q(state="queued"),
            ),
        ]

    def __str__(self) -> str:
        return self.reference
