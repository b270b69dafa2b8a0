"""Copies on paper: counted, marked, and sealed."""

import json

import pytest
from django.core.management import CommandError, call_command

from pos.invoices import copies, selectors
from pos.ledger.models import SealedDocument
from printing.models import PrintJob

pytestmark = pytest.mark.django_db(transaction=True)


def test_copies_are_counted_marked_and_sealed(workspace, printer, device, capsys):
    invoice = selectors.latest(workspace=workspace)
    call_command("print_slip", invoice=str(invoice.pk))
    for number in (1, 2):
        call_command("reprint_slip", invoice=str(invoice.pk), reason="lost")
        said = capsys.readouterr().out.splitlines()[-1]
        assert said == f"Printed copy {number} of invoice {invoice.number} on Receipts"
        paper = device.job_file(number + 1, "txt").read_text()
        assert f"COPY {number}" in paper
        # It names its original, and is otherwise the same slip.
        assert str(invoice.number) in paper
    assert "COPY" not in device.job_file(1, "txt").read_text()

    made = SealedDocument.objects.filter(kind="copy").order_by("number")
    assert [one.original_id for one in made] == [invoice.pk] * 2
    document = json.loads(made[1].content)["document"]
    assert document["original"] == {
        "id": str(invoice.pk),
        "number": str(invoice.number),
        "total": str(invoice.total),
    }
    assert (document["copy"], document["reason"]) == (2, "lost")
    original = PrintJob.objects.get(key=f"invoice:{invoice.pk}")
    assert [job.copy_of for job in PrintJob.objects.filter(source="copy")] == [original] * 2
    call_command("verify_ledger", workspace="demo")


def test_a_copy_that_cannot_be_queued_is_not_counted(workspace):
    invoice = selectors.latest(workspace=workspace)
    with pytest.raises(CommandError, match="No printer is set up"):
        call_command("reprint_slip", invoice=str(invoice.pk))
    assert copies.copies(workspace_id=workspace.pk, invoice_id=invoice.pk) == 0


def test_paper_out_says_that_it_stays_queued(workspace, printer, device):
    device.faults.paper_out = True
    invoice = selectors.latest(workspace=workspace)
    with pytest.raises(CommandError, match=r"Not printed yet; it stays queued"):
        call_command("reprint_slip", invoice=str(invoice.pk), wait=0.3)
    assert copies.copies(workspace_id=workspace.pk, invoice_id=invoice.pk) == 1


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"invoice": "x"}, "is not an invoice's id"),
        ({"invoice": "00000000-0000-7000-8000-000000000000"}, "There is no such invoice"),
    ],
)
def test_what_is_wrong_is_said(workspace, options, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("reprint_slip", **options)
