"""Series of numbered, chained documents. What is sealed here is never changed or deleted."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from pos.registers.models import Register
from pos.workspaces.fields import TimestampField, now, uuid7
from pos.workspaces.models import WorkspaceModel, listed

NO_HASH = "0" * 64


class Kind(models.TextChoices):
    """What a series numbers. Each kind of a register has numbers and a chain of its own."""

    SALE = "sale"
    REFUND = "refund"
    TRAINING = "training"
    COPY = "copy"
    SLIP = "slip", "Non-fiscal slip"
    CLOSING = "closing"


KINDS = ["sale", "refund", "training", "copy", "slip", "closing"]


class Series(WorkspaceModel):
    """The head of a series: its last number and hash, and its running totals.

    The row is locked while a document gets its number, so numbers have no gaps; whoever comes next
    waits. `totals` are those after the last document, as that one has them.
    """

    register = models.ForeignKey(
        Register, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=16, choices=Kind)
    last_number = models.PositiveBigIntegerField(default=0)
    last_hash = models.CharField(max_length=64, default=NO_HASH)
    totals = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["register", "kind"]
        verbose_name_plural = "series"
        constraints = [
            models.UniqueConstraint(fields=["workspace", "register", "kind"], name="series_once"),
            models.CheckConstraint(name="series_kind", condition=Q(kind__in=KINDS)),
        ]

    def __str__(self) -> str:
        return f"{self.register_id} {self.kind}: {self.last_number}"


class SealedDocument(models.Model):
    """One sealed document.

    `content` is the canonical JSON that was hashed, byte for byte; the columns repeat what is
    searched for. `hash` is over the previous document's hash and the content, see `seals.py`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    created_at = TimestampField(default=now, editable=False)
    series = models.ForeignKey(
        Series, on_delete=models.PROTECT, related_name="documents", db_index=False
    )
    register = models.ForeignKey(
        Register, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=16, choices=Kind)
    number = models.PositiveBigIntegerField()
    business_date = models.DateField()
    subject_id = models.UUIDField(help_text="What is sealed, such as an invoice.")
    original_id = models.UUIDField(null=True, blank=True, help_text="The subject that it names.")
    content = models.TextField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["series", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "series", "number"], name="sealed_document_number_unique"
            ),
            models.CheckConstraint(name="sealed_document_number", condition=Q(number__gte=1)),
        ]
        indexes = [
            listed("sealed_document"),
            models.Index(fields=["workspace", "subject_id"], name="sealed_document_subject"),
            models.Index(
                fields=["workspace", "business_date", "series", "number"],
                name="sealed_document_day",
            ),
            models.Index(
                fields=["workspace", "original_id"],
                name="sealed_document_original",
                condition=Q(original_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class SigningKey(WorkspaceModel):
    """An Ed25519 key of a workspace. The private half is stored encrypted (see `signing.py`)."""

    public_key = models.CharField(max_length=64, help_text="32 bytes, Base64.")
    private_key = models.TextField(help_text="Encrypted with a key made of the server's secret.")
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace"], name="signing_key_one_active", condition=Q(is_active=True)
            ),
        ]

    def __str__(self) -> str:
        return self.public_key


class Signature(models.Model):
    """The signature of a document's hash, made when it was sealed or, if that failed, later."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    document = models.ForeignKey(
        SealedDocument, on_delete=models.PROTECT, related_name="signatures", db_index=False
    )
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    signature = models.CharField(max_length=128, help_text="Ed25519 over the hash, Base64.")
    signed_at = TimestampField(default=now, editable=False)

    class Meta:
        ordering = ["signed_at"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "document", "key"], name="signature_once"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} by {self.key_id}"
