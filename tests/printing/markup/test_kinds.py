"""Every kind of slip: its default template, its samples, its names."""

from __future__ import annotations

import dataclasses
import io
import logging

import pytest
from PIL import Image as Pillow

from printing.errors import PrintingError
from printing.markup.forms import SlipTemplate
from printing.markup.names import Sort
from printing.markup.scope import RESERVED
from printing.render.layout import lay_out
from printing.render.profile import profile_for
from printing.render.rows import TextRow
from printing.render.text import cells
from printing.slips import samples
from printing.slips.coupon import coupon_slip
from printing.slips.kinds import KINDS
from printing.slips.kitchen import kitchen_slip
from printing.slips.report import x_report_slip, z_report_slip
from printing.slips.sale import sale_slip
from printing.slips.test_page import printer_test_page

BUILT = {
    "receipt": lambda template: sale_slip(samples.SALE, template),
    "kitchen": lambda template: kitchen_slip(samples.ORDER, template),
    "coupon": lambda template: coupon_slip(samples.COUPONS["Coupon"], template),
    "x_report": lambda template: x_report_slip(samples.OPEN, template),
    "z_report": lambda template: z_report_slip(samples.CLOSED, template),
    "test_page": lambda template: printer_test_page("Bar", 42, template),
}
EVERY = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


@EVERY
@pytest.mark.parametrize("columns", [32, 42, 48])
def test_default_slips_fit_every_width(kind, columns):
    template = kind.form.default
    for sample in kind.samples:
        for row in kind.rows(template, sample, columns):
            if isinstance(row, TextRow) and not row.raster:
                assert sum(cells(run.text) * run.style.width for run in row.runs) <= columns
        picture = Pillow.open(io.BytesIO(kind.picture(template, sample, columns)))
        assert picture.width == profile_for(columns).dots + 48


@EVERY
def test_default_slips_are_cut_once(kind):
    for sample in kind.samples:
        slip = kind.sample_slip(kind.form.default, sample, 42)
        assert [type(element).__name__ for element in slip.elements].count("Cut") == 1
        assert slip.warnings == ()


@EVERY
def test_every_name_says_what_it_is_and_collides_with_nothing(kind):
    def walk(names):
        for name, value in names.items():
            assert value.description.endswith("."), name
            assert name.partition(".")[0] not in RESERVED, name
            if value.items:
                walk(value.items)

    walk(kind.form.names)


@EVERY
def test_samples_fill_every_name(kind):
    """A name that no sample fills could not be tried on the page."""
    empty = set()

    def look(names, value, before=""):
        for name, about in names.items():
            found = value
            for attribute in name.split("."):
                found = getattr(found, attribute)
            assert isinstance(
                found, {"text": str, "yes or no": bool, "list": (list, tuple)}[about.sort]
            )
            filled.update({before + name} if found else set())
            empty.add(before + name)
            for item in found if about.items else ():
                look(about.items, item, f"{before}{name}.")

    filled = set()
    for document in kind.samples.values():
        look(kind.form.names, kind.view(document, 42))
    assert empty - filled == set()


@EVERY
def test_a_template_of_its_own_is_used(kind):
    slip = BUILT[kind.form.kind](SlipTemplate(">just this<"))
    assert [element.text for element in slip.elements] == ["just this"]
    assert slip.title == BUILT[kind.form.kind](None).title
    assert slip.warnings == ()


@EVERY
@pytest.mark.parametrize("text", ["{nothing}", "{barcode ean13: no}", "{image: logo}"])
def test_a_template_that_fails_gives_way_to_the_default(kind, text, caplog):
    slip = BUILT[kind.form.kind](SlipTemplate(text))
    default = BUILT[kind.form.kind](None)
    assert slip.elements == default.elements
    [warning] = slip.warnings
    assert (warning.code, dict(warning.data)["kind"]) == ("template_failed", kind.form.kind)
    assert dict(warning.data)["reason"]
    assert lay_out(slip, profile_for(42)).warnings == slip.warnings
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


def test_a_document_that_breaks_a_template_is_printed_all_the_same(caplog):
    template = SlipTemplate("{barcode ean8: {number}}")
    assert sale_slip(dataclasses.replace(samples.SALE, number="12345670"), template).warnings == ()
    broken = sale_slip(samples.SALE, template)
    assert broken.elements == sale_slip(samples.SALE).elements
    assert len(caplog.records) == 1


def test_a_picture_that_is_none_is_not_found_out_too_late(caplog):
    slip = sale_slip(samples.SALE, SlipTemplate("{image: logo}", b"no picture"))
    assert slip.elements == sale_slip(samples.SALE).elements
    assert [warning.code for warning in slip.warnings] == ["template_failed"]
    assert len(caplog.records) == 1


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("a\n{barcode ean13: {number}}", 2, "So it was with “Sale”."),
        ("a\n\n{image: logo}", 3, "no picture is stored"),
        ("{8x8}x\n" * 400, 1, "dots of paper"),
        ("{if refund}\n{barcode ean8: {number}}\n{end}", 2, "So it was with “Refund”."),
        ("{nix}", 1, "There is no nix"),
    ],
)
def test_what_no_slip_can_be_made_with_is_refused(text, line, reason):
    with pytest.raises(PrintingError) as caught:
        KINDS["receipt"].check(SlipTemplate(text))
    assert (caught.value.code, caught.value.data["line"]) == ("template_refused", line)
    assert reason in str(caught.value)


def test_a_picture_is_printed_where_the_template_says():
    out = io.BytesIO()
    Pillow.new("L", (64, 32)).save(out, format="PNG")
    template = SlipTemplate("{image: logo}\n{number}", out.getvalue())
    KINDS["receipt"].check(template)
    assert KINDS["receipt"].text(template, "Sale", 32).splitlines() == [
        "         [image 64x32]",
        "2026-000123",
    ]


def test_a_report_says_what_was_counted():
    kind = KINDS["z_report"]
    lines = kind.text(kind.form.default, "Closed shift", 42).splitlines()
    assert "Expected                            512.10" in lines
    assert "Counted                             511.60" in lines
    assert "Difference                           -0.50" in lines
    assert "Refunds                        2    -21.80" in lines
    assert "Invoices         2026-000101 - 2026-000164" in lines
    assert "Total of all closings         98765.40 EUR" in lines
    uncounted = kind.text(kind.form.default, "Nobody counted", 42)
    assert "Difference" not in uncounted
    x_report = KINDS["x_report"].text(KINDS["x_report"].form.default, "Open shift", 42)
    assert "Nothing was closed" in x_report


def test_sorts_are_all_used():
    used = {value.sort for kind in KINDS.values() for value in kind.form.names.values()}
    assert used == set(Sort)
