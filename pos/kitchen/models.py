"""What the kitchen was told of orders: tickets, which stay, and what it knows by them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from pos.kitchen.dishes import Known, Look
from pos.workspaces.fields import QuantityField
from pos.workspaces.models import WorkspaceModel, listed


class Ticket(WorkspaceModel):
    """What one printer was asked at one moment: the differences since the ticket before it.

    Never changed. `number` counts the tickets of an order from 1, whatever printers they went to.
    `lines` are `Look`s as objects, each with `quantity` as text and `off` where it is cancelled.
    `moved_from` are the tables that the guests left, `former_notes` the notes that no longer count.
    """

    order_id = models.UUIDField()
    number = models.PositiveIntegerField()
    printer_id = models.UUIDField()
    code = models.CharField(max_length=8, help_text="What the order is called out by.")
    station = models.CharField(max_length=100, help_text="The name of the printer.")
    tables = models.CharField(max_length=1000, blank=True)
    moved_from = models.CharField(max_length=1000, blank=True)
    covers = models.PositiveIntegerField(null=True, blank=True)
    server = models.CharField(max_length=255, blank=True)
    notes = models.CharField(max_length=500, blank=True)
    former_notes = models.CharField(max_length=500, blank=True)
    cancelled = models.BooleanField(default=False, help_text="The whole order is off.")
    lines = models.JSONField(default=list)

    class Meta:
        ordering = ["-created_at", "-number"]
        verbose_name = "kitchen ticket"
        indexes = [listed("kitchen_ticket")]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "order_id", "number"], name="kitchen_ticket_number_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Order {self.code}, ticket {self.number}"


class Reprint(WorkspaceModel):
    """A ticket that was printed once more. Never changed; `number` counts from 1."""

    ticket = models.ForeignKey(
        Ticket, on_delete=models.PROTECT, related_name="reprints", db_index=False
    )
    number = models.PositiveIntegerField()
    by = models.CharField(max_length=255)

    class Meta:
        ordering = ["ticket", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "ticket", "number"], name="kitchen_reprint_number_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Reprint {self.number} of {self.ticket_id}"


class ToldOrder(WorkspaceModel):
    """What the kitchen knows of an order but its lines. Changed under the order's lock only.

    `tickets` is the number of the last one; `tables` are pairs of id and name.
    """

    order_id = models.UUIDField()
    tickets = models.PositiveIntegerField(default=0)
    tables = models.JSONField(default=list)
    notes = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "order_id"], name="kitchen_told_order_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.tickets}"


class ToldLine(WorkspaceModel):
    """What one printer knows of a line: see `Known`. Changed under the order's lock only."""

    order_id = models.UUIDField()
    line_id = models.UUIDField()
    printer_id = models.UUIDField(null=True, blank=True)
    quantity = QuantityField()
    product_id = models.UUIDField()
    variant_id = models.UUIDField(null=True, blank=True)
    name = models.CharField(max_length=255)
    variant = models.CharField(max_length=255, blank=True)
    modifiers = models.JSONField(default=list)
    notes = models.CharField(max_length=2048, blank=True)
    seat = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["order_id", "id"]
        indexes = [models.Index(fields=["workspace", "order_id", "id"], name="kitchen_told_order")]
        constraints = [
            models.CheckConstraint(name="kitchen_told_quantity", condition=Q(quantity__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.name}"

    @property
    def known(self) -> Known:
        """The row as plain data."""
        look = Look(
            product_id=self.product_id,
            variant_id=self.variant_id,
            name=self.name,
            variant=self.variant,
            modifiers=tuple(self.modifiers),
            notes=self.notes,
            seat=self.seat,
        )
        return Known(
            line_id=self.line_id, printer_id=self.printer_id, quantity=self.quantity, look=look
        )
