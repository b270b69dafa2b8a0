"""Which slip goes to which printer."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Coalesce, Now

from printing.models.ids import new_id
from printing.models.printers import Printer
from printing.scope import NOUNS, places

_NOTHING = models.Value(uuid.UUID(int=0), models.UUIDField())


class Purpose(models.TextChoices):
    """What a slip is for."""

    RECEIPT = "receipt", "Receipts of sales and refunds"
    KITCHEN = "kitchen", "Kitchen tickets"
    SLIP = "slip", "Non-fiscal slips and coupons"
    REPORT = "report", "X and Z reports"
    DRAWER = "drawer", "Opening the drawer"
    TEST = "test", "Test pages"


class Route(models.Model):
    """Sends slips of a purpose to a printer; the narrowest route that fits wins.

    A register is narrower than an outlet, and an outlet than the whole workspace. Kitchen tickets
    are cut up by product type: there a type is narrower than an outlet, and a register says nothing,
    since what is cooked was not sold at one yet. `register_id`, `outlet_id` and `category_id` are
    plain columns: printing knows no other app's tables.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace_id = models.UUIDField()
    purpose = models.CharField(max_length=16, choices=Purpose.choices)
    register_id = models.UUIDField(null=True, blank=True, help_text="Only sales of this register.")
    outlet_id = models.UUIDField(null=True, blank=True, help_text="Only sales of this outlet.")
    category_id = models.UUIDField(
        null=True, blank=True, help_text="Kitchen tickets: only products of this type."
    )
    printer = models.ForeignKey(Printer, on_delete=models.PROTECT, related_name="routes")
    created_at = models.DateTimeField(auto_now_add=True, db_default=Now())
    updated_at = models.DateTimeField(auto_now=True, db_default=Now())

    class Meta:
        ordering = ["workspace_id", "purpose", "id"]
        constraints: ClassVar = [
            # PostgreSQL 14 takes every null for another one, so nothing is written as a number.
            models.UniqueConstraint(
                "workspace_id",
                "purpose",
                Coalesce("register_id", _NOTHING),
                Coalesce("outlet_id", _NOTHING),
                Coalesce("category_id", _NOTHING),
                name="printing_route_once",
                violation_error_message="There is a route for this already.",
            ),
            models.CheckConstraint(
                condition=models.Q(purpose="kitchen") | models.Q(category_id=None),
                name="printing_route_category",
                violation_error_message="Only kitchen tickets go by product type.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} → {self.printer}"

    def clean(self) -> None:
        if self.printer_id and self.printer.workspace_id != self.workspace_id:
            raise ValidationError({"printer": "Choose a printer of the same workspace."})
        if self.purpose == Purpose.KITCHEN and self.register_id is not None:
            text = "Kitchen tickets go by outlet and product type: leave the register empty."
            raise ValidationError({"register_id": text})
        self._check_places()

    def _check_places(self) -> None:
        known = places([self.workspace_id]) if self.workspace_id else None
        for noun in NOUNS:
            key = getattr(self, f"{noun}_id")
            if known is not None and key is not None and key not in known[noun]:
                raise ValidationError({f"{noun}_id": "Choose one of the same workspace."})
