"""How sales are paid. Amounts are what counts towards the bill; change comes on top of that."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from pos.demo.sales import Sale

CARD = ("card", "Card")
CASH = ("cash", "Cash")
ROOM = ("room_charge", "Room charge")
VOUCHER = ("voucher", "Gift voucher")
OTHER = ("other", "Online payment")

BANKNOTES = (500, 1000, 2000, 5000, 10_000)


def add_tip(sale: Sale, rnd: Callable[[], float], virtual: bool) -> None:  # noqa: FBT001 (one fact)
    """Let some guests leave five to ten per cent, in steps of ten cents."""
    if virtual or sale.total < 500 or rnd() > 0.22:
        return
    sale.tip = max(10, int(sale.total * (0.05 + rnd() * 0.05)) // 10 * 10)


def pay(sale: Sale, rnd: Callable[[], float], *, room: str, web: bool) -> None:
    """Settle the total and the tip: in one way, or split over two."""
    due = sale.total + sale.tip
    if due == 0:
        return
    chance = rnd()
    if room:
        sale.tenders = [(*ROOM, due, 0)]
    elif web:
        sale.tenders = [(*(OTHER if chance < 0.8 else CARD), due, 0)]
    elif chance < 0.04 and due > 2000:
        sale.tenders = [(*VOUCHER, 1000, 0), (*CARD, due - 1000, 0)]
    elif chance < 0.10 and due > 1000:
        part = due // 3
        sale.tenders = [(*CASH, part, 0), (*CARD, due - part, 0)]
    elif chance < 0.36:
        sale.tenders = [(*CASH, due, _handed(due, rnd) - due)]
    else:
        sale.tenders = [(*CARD, due, 0)]


def pay_back(refund: Sale, original: Sale) -> None:
    """Give the money back in the way most of it came."""
    if refund.total:
        kind, name, _, _ = max(original.tenders, key=lambda tender: tender[2])
        refund.tenders = [(kind, name, refund.total, 0)]


def _handed(due: int, rnd: Callable[[], float]) -> int:
    if rnd() < 0.3:
        return due
    note = BANKNOTES[int(rnd() * len(BANKNOTES))]
    return -(-due // note) * note
