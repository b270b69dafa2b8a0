"""What the simulator prints: rows, as plain text for the journal and as a slip for a printer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from printing.fiscal.receipt import CommentLine, FiscalLine
from printing.slips.elements import BOLD, Align, Columns, Cut, Element, Rule, Slip, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal
    from typing import Any

    from printing.fiscal.receipt import Entry
    from printing.fiscal.simulator.machine import Closed

NOTICE = "NOT FISCAL - SIMULATION"
COLUMNS = 42
TITLES = {
    "receipt": "RECEIPT",
    "reversal": "REVERSAL RECEIPT",
    "void": "VOIDED",
    "x": "X REPORT",
    "z": "Z REPORT",
    "cash_in": "CASH IN",
    "cash_out": "CASH OUT",
    "duplicate": "DUPLICATE",
    "clock": "CLOCK SET",
}
# A row is one text, or two: left and right.
Row = list[str]


def document(kind: str, body: Iterable[Row], facts: Mapping[str, Any]) -> list[Row]:
    """Frame a document: what it is above, its number, time and serial below, the notice on both."""
    foot = [[label, str(facts[name])] for name, label in _FACTS if facts.get(name) is not None]
    return [[NOTICE], [TITLES[kind]], *body, *foot, [NOTICE]]


_FACTS = (
    ("unique_sale_number", "Sale"),
    ("number", "Document"),
    ("z", "Z"),
    ("at", "Time"),
    ("serial", "Device"),
    ("fiscal_memory", "Memory"),
)


def receipt_rows(closed: Closed) -> list[Row]:
    """Write lines, total, payments and change of a receipt."""
    footers = [line for line in closed.lines if isinstance(line, CommentLine) and line.footer]
    rows = [row for line in closed.lines if line not in footers for row in _line(line)]
    rows += [["TOTAL", _money(closed.amount)]]
    rows += [[f"  Group {group}", _money(part)] for group, part in sorted(closed.groups.items())]
    rows += [[f"  {kind.value}", _money(amount)] for kind, amount in closed.payments.items()]
    if closed.change:
        rows.append(["  change", _money(closed.change)])
    return rows + [[line.text] for line in footers]


def report_rows(
    totals: Mapping[str, Mapping[Any, Decimal]], sums: Mapping[str, object]
) -> list[Row]:
    """Write totals, one block each, then single sums."""
    rows: list[Row] = []
    for title, parts in totals.items():
        rows.append([title])
        rows += [[f"  {name}", _money(part)] for name, part in sorted(parts.items())]
    return rows + [[name, str(value)] for name, value in sums.items()]


def text_lines(rows: Iterable[Row], columns: int = COLUMNS) -> list[str]:
    """Set rows in lines of that many characters; what is too long goes on in the next."""
    lines: list[str] = []
    for row in rows:
        left, right = row[0], row[1] if len(row) > 1 else ""
        if len(left) + len(right) + 1 > columns or not right:
            lines += [left[at : at + columns] for at in range(0, len(left), columns)]
            lines += [right.rjust(columns)] if right else []
        else:
            lines.append(left + right.rjust(columns - len(left)))
    return lines


def slip(entry: Mapping[str, Any]) -> Slip:
    """Make the slip of a journal entry, for a receipt printer."""
    rows: list[Row] = entry["rows"]
    body = [_element(row) for row in rows[2:-1]]
    title = Text(rows[1][0], BOLD, Align.CENTER)
    notice = Text(NOTICE, BOLD, Align.CENTER)
    return Slip(
        f"{NOTICE} {entry['sequence']}", (notice, title, Rule(), *body, Rule(), notice, Cut())
    )


def _element(row: Row) -> Element:
    return Columns.pair(row[0], row[1]) if len(row) > 1 else Text(row[0])


def _line(line: Entry) -> list[Row]:
    if isinstance(line, CommentLine):
        return [[f"# {line.text}"]]
    if not isinstance(line, FiscalLine):
        return [["Discount" if line.amount < 0 else "Surcharge", _money(line.amount)]]
    sum_of = f"  {line.quantity} x {line.unit_price} [{line.tax_group}]"
    rows = [[line.text], [sum_of, _money(line.gross)]]
    if line.modifier is not None:
        name = "discount" if line.modifier.value < 0 else "surcharge"
        share = f" {abs(line.modifier.value)} %" if line.modifier.percent else ""
        rows.append([f"  {name}{share}", _money(line.amount - line.gross)])
    return rows


def _money(amount: Decimal) -> str:
    return format(amount, ".2f")
