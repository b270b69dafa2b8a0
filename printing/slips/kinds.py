"""Every kind of slip that a workspace may give a look of its own, and documents to try it with."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from printing.errors import PrintingError
from printing.render.canvas import draw, row_height
from printing.render.layout import lay_out
from printing.render.plain import plain
from printing.render.profile import LINE_HEIGHT, profile_for
from printing.render.rows import FeedRow, PictureRow, Row, TextRow
from printing.slips import samples
from printing.slips.elements import Direction
from printing.slips.views.coupon import COUPON, CouponView
from printing.slips.views.kitchen import KITCHEN, KitchenView
from printing.slips.views.receipt import RECEIPT, ReceiptView
from printing.slips.views.report import X_REPORT, Z_REPORT, ClosingView, ReportView
from printing.slips.views.test_page import TEST_PAGE, PrinterView

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from printing.markup.forms import Form, SlipTemplate
    from printing.slips.elements import Slip

    # Makes the view of a document; the test page is another one at each width.
    View = Callable[[Any, int], object]

COLUMNS = (32, 42, 48)
# Five metres at 203 dots an inch: what a roll of paper is too good for, and a picture too large.
MAX_DOTS = 40_000


@dataclass(frozen=True, slots=True)
class SlipKind:
    """A kind of slip: its name for people, how its documents are shown, and samples of them."""

    form: Form
    title: str
    about: str
    view: View
    samples: Mapping[str, Any]

    def sample_slip(self, template: SlipTemplate, sample: str, columns: int) -> Slip:
        """Build a sample as a template says; raises PrintingError, and never falls back."""
        document = self.samples[sample]
        direction: Direction = getattr(document, "direction", Direction.LTR)
        return self.form.fill(template, self.view(document, columns), sample, direction)

    def rows(self, template: SlipTemplate, sample: str, columns: int) -> tuple[Row, ...]:
        """Lay a sample out; raises PrintingError `template_refused` with the place of what is wrong."""
        try:
            slip = self.sample_slip(template, sample, columns)
            rows = lay_out(slip, profile_for(columns)).rows
            _check_length(rows)
        except PrintingError as error:
            if error.code == "template_refused":
                raise
            line, reason = error.data.get("line", 1), f"{error} So it was with “{sample}”."
            raise PrintingError("template_refused", line=line, column=1, reason=reason) from error
        return rows

    def check(self, template: SlipTemplate) -> None:
        """Raise PrintingError `template_refused` for a template that no slip can be made with."""
        for sample in self.samples:
            self.rows(template, sample, COLUMNS[0])

    def picture(self, template: SlipTemplate, sample: str, columns: int) -> bytes:
        """Draw a sample: a PNG. Raises PrintingError `template_refused`."""
        out = io.BytesIO()
        rows = self.rows(template, sample, columns)
        draw(rows, profile_for(columns)).save(out, format="PNG")
        return out.getvalue()

    def text(self, template: SlipTemplate, sample: str, columns: int) -> str:
        """Write a sample as plain text. Raises PrintingError `template_refused`."""
        return plain(self.rows(template, sample, columns), columns)


def _check_length(rows: Sequence[Row]) -> None:
    dots = sum(map(_dots, rows))
    if dots > MAX_DOTS:
        raise PrintingError("slip_too_long", what="dots of paper", value=dots, limit=MAX_DOTS)


def _dots(row: Row) -> int:
    if isinstance(row, TextRow):
        return row_height(row)
    if isinstance(row, PictureRow):
        return row.bitmap.height
    return row.lines * LINE_HEIGHT if isinstance(row, FeedRow) else 0


def _kind(form: Form, title: str, about: str, view: type, documents: Mapping[str, Any]) -> SlipKind:
    return SlipKind(form, title, about, lambda document, _: view(document), documents)


KINDS: dict[str, SlipKind] = {
    kind.form.kind: kind
    for kind in (
        _kind(RECEIPT, "Receipt", "Sales, refunds and copies", ReceiptView, samples.RECEIPTS),
        _kind(KITCHEN, "Kitchen ticket", "What to cook", KitchenView, samples.TICKETS),
        _kind(COUPON, "Coupon", "For the next visit", CouponView, samples.COUPONS),
        _kind(X_REPORT, "X report", "A shift that is open", ReportView, samples.X_REPORTS),
        _kind(Z_REPORT, "Z report", "A shift that is closed", ClosingView, samples.Z_REPORTS),
        SlipKind(
            TEST_PAGE,
            "Test page",
            "Whether a printer is set up right",
            lambda document, columns: PrinterView(str(document), columns),
            {"Bar": "Bar"},
        ),
    )
}
