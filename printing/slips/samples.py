"""Documents to try templates with: together they fill every name at least once."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from printing.slips.coupon import Coupon
from printing.slips.elements import Direction
from printing.slips.kitchen import Change, KitchenTicket, TicketLine
from printing.slips.money import Money
from printing.slips.report import Cash, ReportRow, ShiftReport, Tally
from printing.slips.sale import Line, Modifier, SaleDocument, TaxRow, Tender

_D = Decimal
_HEADER = ("Your outlet", "Legal name", "Street and number", "LV-1050 Rīga", "Tax number")
_MONEY = Money(currency="EUR")
_TAXES = (TaxRow("Standard 21 %", _D("12.40"), _D("2.60"), _D("15.00")),)

SALE = SaleDocument(
    number="2026-000123",
    date="2026-11-21 08:45",
    header=_HEADER,
    register="Bar",
    cashier="Till 1",
    lines=(
        Line(
            "Flat white",
            _D(2),
            _D("3.80"),
            _D("7.60"),
            (Modifier("Oat milk", _D("0.80"), _D(2)), Modifier("Extra hot")),
        ),
        Line("Cheesecake with sour cherries", _D(1), _D("5.20"), _D("5.20"), notes=("No cream",)),
        Line("Bread", _D("0.5"), _D("2.80"), _D("1.40")),
    ),
    total=_D("15.00"),
    taxes=_TAXES,
    tenders=(Tender("Cash", _D("20.00")),),
    change=_D("5.00"),
    qr="Bar;2026-000123;2026-11-21T06:45:00Z;15.00;EUR",
    qr_caption="2026-000123",
    footer=("Thank you!", "Open daily from 8 to 18"),
    money=_MONEY,
    open_drawer=True,
)
EVERYTHING = replace(
    SALE,
    meta=(("Customer", "Room 12"),),
    lines=(
        *SALE.lines,
        Line("Soup", _D(1), _D("6.00"), _D("6.00"), discount=_D("1.20"), discount_name="Lunch"),
        Line("Water", _D(1), _D("2.50"), _D(0), comp=True, notes=("Waited long",)),
        Line("Tea", _D(1), _D("3.00"), _D(0), void=True),
    ),
    subtotal=_D("19.80"),
    discount=_D("1.80"),
    discount_name="Regular guest",
    tip=_D("2.00"),
    total=_D("20.00"),
    tenders=(Tender("Card", _D("10.00"), ("**** 4242",)), Tender("Cash", _D("10.00"))),
    change=_D(0),
)
REFUND = replace(
    SALE,
    number="2026-000124",
    refund=True,
    original_number="2026-000123",
    lines=(Line("Flat white", _D(-1), _D("3.80"), _D("-3.80")),),
    total=_D("-3.80"),
    taxes=(TaxRow("Standard 21 %", _D("-3.14"), _D("-0.66"), _D("-3.80")),),
    tenders=(Tender("Cash", _D("-3.80")),),
    change=_D(0),
)
RIGHT_TO_LEFT = replace(
    SALE,
    header=("اسم المقهى", "شارع الرصيف 5"),
    lines=(Line("قهوة", _D(2), _D("3.80"), _D("7.60")), Line("Tea شاي", _D(1), _D(2), _D(2))),
    footer=("شكرا لزيارتكم",),
    labels={"total": "الإجمالي", "number": "رقم", "date": "التاريخ"},
    direction=Direction.RTL,
)
RECEIPTS = {
    "Sale": SALE,
    "Sale with everything": EVERYTHING,
    "Refund": REFUND,
    "Copy": replace(SALE, copy=2),
    "Cancelled": replace(SALE, cancelled=True),
    "Right to left": RIGHT_TO_LEFT,
}

ORDER = KitchenTicket(
    order="418",
    number="1",
    date="2026-11-21 12:30",
    station="Kitchen",
    table="12",
    covers="3",
    server="Till 1",
    lines=(
        TicketLine("2", "Soup", notes=("No cream",), seat="1"),
        TicketLine("1", "Fish of the day", ("Rice", "Well done"), seat="2"),
    ),
    notes=("Serve together",),
)
TICKETS = {
    "New order": ORDER,
    "Change": replace(
        ORDER,
        number="2",
        moved_from="9",
        lines=(
            TicketLine("1", "Soup", change=Change.CANCELLED),
            TicketLine("1", "Salad", ("Dressing aside",)),
        ),
        notes=(),
    ),
    "Cancelled order": replace(ORDER, number="3", cancelled=True, lines=()),
}

COUPONS = {
    "Coupon": Coupon(
        title="A coffee on us",
        code="COFFEE-7K2M",
        value="3.80 EUR",
        text=("With your next breakfast",),
        valid_from="2026-11-22",
        valid_until="2026-12-31",
        conditions=("One for each visit.", "Not to be paid out."),
        number="57",
        date="2026-11-21",
        header=_HEADER[:1] + _HEADER[2:4],
        footer=("See you soon!",),
    )
}

OPEN = ShiftReport(
    number="87",
    register="Bar",
    opened="2026-11-21 07:30",
    opened_by="Till 1",
    printed="2026-11-21 15:00",
    business_date="2026-11-21",
    header=_HEADER,
    first_number="2026-000101",
    last_number="2026-000164",
    total=_D("1240.50"),
    sales=Tally(62, _D("1262.30")),
    refunds=Tally(2, _D("-21.80")),
    cancelled=Tally(1, _D("-7.60")),
    voids=Tally(3, _D("-14.20")),
    comps=Tally(2, _D("-5.00")),
    discounts=Tally(9, _D("-31.40")),
    tips=Tally(17, _D("48.00")),
    copies=1,
    taxes=(
        TaxRow("21 %", _D("900.00"), _D("189.00"), _D("1089.00")),
        TaxRow("12 %", _D("135.27"), _D("16.23"), _D("151.50")),
    ),
    tenders=(ReportRow("Cash", 24, _D("402.10")), ReportRow("Card", 40, _D("838.40"))),
    categories=(ReportRow("Food", 88, _D("893.60")), ReportRow("Drinks", 61, _D("346.90"))),
    users=(ReportRow("Till 1", 40, _D("800.00")), ReportRow("Till 2", 24, _D("440.50"))),
    cash=Cash(opening=_D("150.00"), sales=_D("402.10"), paid_in=_D("20.00"), paid_out=_D("60.00")),
    money=_MONEY,
)
COUNTED = replace(OPEN, cash=replace(OPEN.cash, counted=_D("511.60")))
CLOSED = replace(
    OPEN,
    closed="2026-11-21 18:10",
    closed_by="Till 2",
    printed="2026-11-21 18:11",
    cash=COUNTED.cash,
    perpetual=_D("98765.40"),
)
X_REPORTS = {"Open shift": OPEN, "Cash counted": COUNTED}
Z_REPORTS = {
    "Closed shift": CLOSED,
    "Nobody counted": replace(CLOSED, cash=OPEN.cash),
    "Nothing sold": ShiftReport("88", "Bar", "2026-11-22 07:30", "2026-11-22 18:00", _D(0)),
}
