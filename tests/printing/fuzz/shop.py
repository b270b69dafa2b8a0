"""Receipts and kitchen tickets of a shop whose every name is hostile."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from printing.slips.elements import Direction
from printing.slips.kitchen import Change, KitchenTicket, TicketLine, kitchen_slip
from printing.slips.sale import Line, Modifier, Money, SaleDocument, TaxRow, Tender, sale_slip
from tests.printing.fuzz.words import text

if TYPE_CHECKING:
    from random import Random

    from printing.slips.elements import Slip


def receipt(chance: Random) -> Slip:
    words = [text(chance, 40) for _ in range(14)]
    document = SaleDocument(
        number=words[0],
        date=words[1],
        lines=tuple(_line(chance) for _ in range(chance.randint(0, 4))),
        total=_amount(chance),
        header=tuple(words[2 : 2 + chance.randint(0, 2)]),
        cashier=words[4],
        meta=((words[5], words[6]),),
        subtotal=_amount(chance),
        discount=_amount(chance),
        discount_name=words[7],
        taxes=(TaxRow(words[8], _amount(chance), _amount(chance), _amount(chance)),),
        tenders=(Tender(words[9], _amount(chance), (words[10],)),),
        footer=(words[11],),
        copy=chance.randint(0, 2),
        refund=chance.random() < 0.2,
        qr=words[12] if chance.random() < 0.05 else "",
        open_drawer=chance.random() < 0.5,
        money=Money(chance.randint(0, 3), ",", ".", words[13][:3]),
        direction=chance.choice(tuple(Direction)),
    )
    return sale_slip(document)


def _line(chance: Random) -> Line:
    modifiers = tuple(
        Modifier(text(chance, 20), _amount(chance)) for _ in range(chance.randint(0, 1))
    )
    quantity = chance.choice((Decimal(1), Decimal("0.125"), Decimal(10) ** 9))
    return Line(
        text(chance, 40), quantity, _amount(chance), _amount(chance), modifiers,
        notes=(text(chance, 20),), comp=chance.random() < 0.1, void=chance.random() < 0.1,
    )  # fmt: skip


def _amount(chance: Random) -> Decimal:
    return chance.choice((Decimal(0), Decimal("3.80"), Decimal("-0.004"), Decimal(10) ** 12))


def ticket(chance: Random) -> Slip:
    lines = tuple(
        TicketLine(
            text(chance, 5),
            text(chance, 30),
            (text(chance, 20),),
            (text(chance, 20),),
            text(chance, 4),
            chance.choice(tuple(Change)),
        )
        for _ in range(chance.randint(0, 4))
    )
    words = [text(chance, 20) for _ in range(6)]
    return kitchen_slip(KitchenTicket(words[0], words[1], words[2], lines, *words[3:6]))
