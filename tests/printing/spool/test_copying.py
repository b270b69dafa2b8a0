"""A slip that is on paper is printed once more on purpose: marked, counted, named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command

from printing.errors import PrintingError
from printing.models import PrintJob
from printing.spool.copying import reprint

from .conftest import at_work, eventually, history, printer, put, states

if TYPE_CHECKING:
    from printing.virtual import VirtualPrinter

pytestmark = pytest.mark.usefixtures("spool")


def test_copies_are_the_same_bytes_under_a_mark(device: VirtualPrinter) -> None:
    bar = printer(device.port)
    first = put("Coupon 7", bar)
    with at_work():
        eventually(lambda: states(first) == ["printed"])
        first.refresh_from_db()
        second = PrintJob.objects.get(pk=reprint(job=first, who="someone"))
        eventually(lambda: states(second) == ["printed"])
        third = PrintJob.objects.get(pk=reprint(job=PrintJob.objects.get(pk=second.pk), who="x"))
        eventually(lambda: states(third) == ["printed"])
    assert [one.reference for one in (second, third)] == [
        "Copy 1 of Coupon 7",
        "Copy 2 of Coupon 7",
    ]
    assert {second.copy_of_id, third.copy_of_id} == {first.pk}
    assert bytes(second.content).endswith(bytes(first.content))
    assert bytes(second.content) == bytes(third.content)
    texts = [device.job_file(n, "txt").read_text().split() for n in (1, 2, 3)]
    assert texts == [["Coupon", "7"], ["COPY", "Coupon", "7"], ["COPY", "Coupon", "7"]]
    assert history(second) == [(0, "queued", "copy"), (1, "sending", ""), (1, "printed", "")]


@pytest.mark.parametrize("state", ["queued", "in_doubt", "failed", "cancelled"])
def test_what_is_not_on_paper_needs_a_decision_and_no_copy(state: str) -> None:
    job = put("Coupon 7", printer(1))
    PrintJob.objects.filter(pk=job.pk).update(state=state)
    job.refresh_from_db()
    with pytest.raises(PrintingError) as caught:
        reprint(job=job, who="someone")
    assert caught.value.code == "not_possible"
    assert PrintJob.objects.count() == 1


def test_from_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    job = put("Coupon 7", printer(1))
    with pytest.raises(CommandError, match="cannot be printed as a copy"):
        call_command("print_queue", "reprint", str(job.pk))
    PrintJob.objects.filter(pk=job.pk).update(state="sent_unconfirmed")
    call_command("print_queue", "reprint", str(job.pk))
    assert capsys.readouterr().out == "Coupon 7: A marked copy is queued.\n"
    assert PrintJob.objects.filter(copy_of=job).count() == 1
