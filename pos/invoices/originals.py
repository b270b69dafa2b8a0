"""An invoice about to be refunded, with what was given back of it before."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pos import money
from pos.database import Batch, rows_of
from pos.invoices.errors import InvoiceError
from pos.invoices.models import Invoice, InvoiceItem, InvoiceItemModifier, InvoiceTender
from pos.registers.models import Outlet, Register
from pos.users.selectors import MEMBER
from pos.workspaces.models import Workspace

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

ZERO = Decimal("0.00")
OF_INVOICE = "t.workspace_id = %s and t.invoice_id = %s"
OF_REFUNDS = """
t.workspace_id = %s and t.invoice_id in (
    select r.id from invoices_invoice r where r.workspace_id = %s and r.original_invoice_id = %s)
"""
MODIFIERS = """
t.workspace_id = %s and t.invoice_item_id in (
    select i.id from invoices_invoiceitem i where i.workspace_id = %s and i.invoice_id = %s)
"""
OUTLET = """
t.workspace_id = %s and t.id = (
    select r.outlet_id from registers_register r where r.workspace_id = %s and r.id = %s)
"""
# The three amounts of a line that are given back in step: before discounts, after its own, charged.
AMOUNTS = {
    "listed": ("subtotal", "tax", "total"),
    "discounted": ("subtotal_incl_discount", "tax_incl_discount", "total_incl_discount"),
    "charged": ("charged_subtotal", "charged_tax", "charged_total"),
}


@dataclass(slots=True, kw_only=True)
class Original:
    """An invoice under its lock. `given_back` and `paid_back` are the rows of earlier refunds."""

    workspace: Workspace
    invoice: Invoice
    items: list[InvoiceItem]
    modifiers: dict[UUID, list[InvoiceItemModifier]]
    tenders: list[InvoiceTender]
    refunds: list[Invoice]
    given_back: list[InvoiceItem]
    paid_back: list[InvoiceTender]
    register: Register
    outlet: Outlet
    user_id: UUID
    user_name: str

    @property
    def policy(self) -> money.Policy:
        """The policy that the sale was computed by; refunds use it for ever."""
        return (
            money.Policy.from_dict(self.invoice.policy) if self.invoice.policy else money.Policy()
        )

    @property
    def tip_left(self) -> Decimal:
        given = sum((one.tip_amount or ZERO for one in self.refunds), ZERO)
        return (self.invoice.tip_amount or ZERO) + given

    def refundable(self) -> list[InvoiceItem]:
        """List the lines that something was charged for."""
        return [item for item in self.items if not (item.is_comp or item.is_void)]

    def sold(self, which: str) -> list[money.SoldLine]:
        """Write the lines as `pos.money.refund` takes them, by one of the three `AMOUNTS`."""
        back: dict[UUID | None, list[InvoiceItem]] = {}
        for item in self.given_back:
            back.setdefault(item.original_item_id, []).append(item)
        return [_sold(item, back.get(item.pk, []), which) for item in self.refundable()]


def lock(
    *, workspace_id: UUID, invoice_id: UUID, user_id: UUID, register_id: UUID | None = None
) -> Original:
    """Lock an invoice and read all that refunding it takes. Raises InvoiceError `not_found`."""
    own = (workspace_id, invoice_id)
    place = register_id or _register_of(workspace_id, invoice_id)
    batch = Batch()
    batch.read(Invoice, "t.workspace_id = %s and t.id = %s", own, "for no key update")
    batch.read(InvoiceItem, OF_INVOICE, own, "order by t.position")
    batch.read(InvoiceItemModifier, MODIFIERS, (workspace_id, *own), "order by t.position")
    batch.read(InvoiceTender, OF_INVOICE, own, "order by t.position")
    batch.read(Invoice, "t.workspace_id = %s and t.original_invoice_id = %s", own)
    batch.read(InvoiceItem, OF_REFUNDS, (workspace_id, *own), "order by t.invoice_id, t.position")
    batch.read(InvoiceTender, OF_REFUNDS, (workspace_id, *own), "order by t.invoice_id, t.position")
    batch.read(Workspace, "t.id = %s", (workspace_id,))
    batch.read(Register, "t.workspace_id = %s and t.id = %s", (workspace_id, place))
    batch.read(Outlet, OUTLET, (workspace_id, workspace_id, place))
    batch.ask(MEMBER, (user_id, workspace_id))
    return _original(*batch.send())


def _register_of(workspace_id: UUID, invoice_id: UUID) -> UUID:
    statement = (
        "select i.register_id from invoices_invoice i where i.workspace_id = %s and i.id = %s"
    )
    (rows,) = Batch().ask(statement, (workspace_id, invoice_id)).send()
    if not rows:
        raise InvoiceError("not_found", what="invoice")
    found: UUID = rows[0][0]
    return found


def _original(*answers: list[Any]) -> Original:
    invoices, items, chosen, tenders, refunds, given, paid, places, registers, outlets, people = (
        answers
    )
    if not invoices:
        raise InvoiceError("not_found", what="invoice")
    if not registers:
        raise InvoiceError("not_found", ("register",), what="register")
    if not people:
        raise InvoiceError("not_found", ("user",), what="user")
    modifiers: dict[UUID, list[InvoiceItemModifier]] = {}
    for modifier in rows_of(InvoiceItemModifier, chosen):
        modifiers.setdefault(modifier.invoice_item_id, []).append(modifier)
    return Original(
        workspace=rows_of(Workspace, places)[0],
        invoice=rows_of(Invoice, invoices)[0],
        items=rows_of(InvoiceItem, items),
        modifiers=modifiers,
        tenders=rows_of(InvoiceTender, tenders),
        refunds=rows_of(Invoice, refunds),
        given_back=rows_of(InvoiceItem, given),
        paid_back=rows_of(InvoiceTender, paid),
        register=rows_of(Register, registers)[0],
        outlet=rows_of(Outlet, outlets)[0],
        user_id=people[0][0],
        user_name=people[0][1],
    )


def _sold(item: InvoiceItem, back: Sequence[InvoiceItem], which: str) -> money.SoldLine:
    taxes = _shares(item) if which == "charged" else ()
    return money.SoldLine(
        key=str(item.pk),
        quantity=item.quantity,
        charged=amount(item, which),
        taxes=taxes,
        refunded_quantity=-sum((one.quantity for one in back), ZERO),
        refunded=-sum((amount(one, which) for one in back), NOTHING),
        refunded_taxes=_given_taxes(taxes, back),
    )


NOTHING = money.TaxedAmount(ZERO, ZERO, ZERO)


def amount(item: InvoiceItem, which: str) -> money.TaxedAmount:
    """Return one of the three amounts of a line."""
    net, tax, gross = AMOUNTS[which]
    return money.TaxedAmount(getattr(item, net), getattr(item, tax), getattr(item, gross))


def _shares(item: InvoiceItem) -> tuple[money.TaxShare, ...]:
    """Return the taxes of a line. One from before they were kept has one tax, at its rate."""
    if not item.taxes and item.charged_tax:
        tax = money.Tax(code=str(item.tax_rate), rate=item.tax_rate)
        return (money.TaxShare(tax, item.charged_subtotal, item.charged_tax),)
    return tuple(
        money.TaxShare(
            money.Tax.from_dict(one["tax"]), Decimal(one["base"]), Decimal(one["amount"])
        )
        for one in item.taxes
    )


def _given_taxes(
    taxes: Sequence[money.TaxShare], back: Sequence[InvoiceItem]
) -> tuple[money.TaxShare, ...]:
    found = {share.tax.code: [ZERO, ZERO] for share in taxes}
    for item in back:
        for share in _shares(item):
            if share.tax.code in found:
                found[share.tax.code][0] -= share.base
                found[share.tax.code][1] -= share.amount
    return tuple(money.TaxShare(share.tax, *found[share.tax.code]) for share in taxes)
