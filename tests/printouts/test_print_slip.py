"""`manage.py print_slip`, as an operator uses it, on a virtual printer over a real socket."""

import uuid
from pathlib import Path

import pytest
import zxingcpp
from django.core.management import CommandError, call_command
from PIL import Image

from pos.invoices import receipts, selectors
from printing.models import Printer, PrintJob

# A slip is printed after its transaction: other connections must see what was written.
pytestmark = pytest.mark.django_db(transaction=True)


def test_prints_on_the_default_printer(workspace, printer, device, capsys):
    invoice = selectors.latest(workspace=workspace)
    call_command("print_slip", invoice=str(invoice.pk))
    assert capsys.readouterr().out.strip() == f"Printed invoice {invoice.number} on Receipts"
    assert device.wait_for_job(1)
    assert (
        device.job_file(1, "txt")
        .read_text()
        .strip()
        .startswith(receipts.text(invoice, columns=48).strip().splitlines()[0].strip())
    )


def test_the_printed_code_leads_back_to_the_invoice(workspace, printer, device):
    invoice = selectors.latest(workspace=workspace)
    call_command("print_slip", invoice=str(invoice.pk), printer="Receipts")
    assert device.wait_for_job(1)
    with Image.open(device.job_file(1, "png")) as picture:
        codes = zxingcpp.read_barcodes(picture)
    assert [code.text for code in codes] == [receipts.qr_text(invoice)]


@pytest.mark.parametrize(
    ("name", "start"),
    [("a.PNG", b"\x89PNG"), ("a.svg", b"<svg"), ("a.html", b"<!DOCTYPE"), ("a.txt", b"  ")],
)
def test_preview_has_the_form_of_its_ending(workspace, tmp_path, name, start):
    call_command("print_slip", latest=True, preview=tmp_path / name)
    assert (tmp_path / name).read_bytes().startswith(start)


def test_preview_of_another_ending_is_refused(workspace, tmp_path):
    with pytest.raises(CommandError, match=r"must end in one of: \.png, \.svg, \.html"):
        call_command("print_slip", latest=True, preview=tmp_path / "slip.jpg")
    assert not list(tmp_path.iterdir())


def test_preview_prints_nothing(workspace, printer, device, tmp_path, capsys):
    path = tmp_path / "slip.png"
    call_command("print_slip", latest=True, preview=path, columns=42)
    with Image.open(path) as picture:
        assert picture.format == "PNG"
    assert device.jobs == 0


def test_paper_out_is_an_error_and_nothing_is_printed(workspace, printer, device):
    device.faults.paper_out = True
    with pytest.raises(CommandError, match=r"Not printed yet; it stays queued.*out of paper"):
        call_command("print_slip", latest=True, wait=0.5)
    assert device.jobs == 0
    device.faults.paper_out = False
    call_command("print_slip", latest=True)
    assert device.jobs == 1


def test_a_second_one_is_refused(workspace, printer, device):
    call_command("print_slip", latest=True)
    with pytest.raises(CommandError, match=r"is printed: .* reprint_slip\. \[already_queued\]"):
        call_command("print_slip", latest=True)
    assert device.jobs == 1


def test_a_workspace_without_printers_is_told_so(workspace):
    with pytest.raises(CommandError, match="No printer is set up"):
        call_command("print_slip", latest=True)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"invoice": "x"}, "is not an invoice's id"),
        ({"invoice": str(uuid.uuid4())}, "There is no such invoice"),
        ({"latest": True, "workspace": "nowhere"}, "There is no workspace 'nowhere'"),
        ({"latest": True, "printer": "Kitchen"}, "no such printer"),
    ],
)
def test_what_is_wrong_is_said(workspace, options, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("print_slip", **options)


def test_another_workspaces_invoice_is_not_found(workspace):
    invoice = selectors.latest(workspace=workspace)
    with pytest.raises(CommandError, match="There is no such invoice"):
        call_command("print_slip", invoice=str(invoice.pk), workspace="other")


COUPON = Path(__file__).parents[2] / "fixtures" / "slips" / "minipos_coupon.json"


def test_a_slip_from_a_file_as_minipos_has_it(workspace, printer, device, capsys):
    Printer.objects.filter(pk=printer.pk).update(columns=42, dots=512)
    call_command("print_slip", file=str(COUPON), columns=42)
    told = capsys.readouterr()
    assert told.out.strip() == f"Printed {COUPON} on Receipts"
    assert "EAN13 1234567890123 should end with 8" in told.err
    assert told.err.count("COUPON") == 1
    assert device.wait_for_job(1)
    lines = device.job_file(1, "txt").read_text().splitlines()
    assert "The text line should not be wider than the" in lines
    sent = device.job_file(1, "bin").read_bytes()
    assert b"\x1d!\x22\x1dB\x01\x1dB\x01" in sent
    assert b"1234567890123" in sent


def test_a_slip_from_a_file_of_our_own(workspace, tmp_path, capsys):
    path = tmp_path / "slip.json"
    path.write_text('{"elements": [{"kind": "text", "text": "Guten Tag"}]}')
    call_command("print_slip", file=str(path), text=True)
    assert capsys.readouterr().out.strip() == "Guten Tag"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", r"not a JSON document"),
        (
            '{"info": {"slip": [{"kind": "escpos", "content": ["1B7000"]}]}}',
            "slip/0/content/0.*1B70",
        ),
        ('{"elements": [{"kind": "text"}]}', r"elements/0/text: it is missing"),
    ],
)
def test_a_file_that_is_refused(workspace, tmp_path, text, sentence):
    path = tmp_path / "slip.json"
    path.write_text(text)
    with pytest.raises(CommandError, match=sentence):
        call_command("print_slip", file=str(path))
    assert not PrintJob.objects.exists()


def test_a_file_that_is_not_there(workspace):
    with pytest.raises(CommandError, match=r"Cannot read nowhere.json: No such file"):
        call_command("print_slip", file="nowhere.json")
