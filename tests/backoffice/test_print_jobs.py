"""Print jobs are seen and decided about by the people of their workspace."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from printing.interface import Barcode, Cut, Slip, Text, enqueue
from printing.models import Printer, PrintJob, Route
from printing.spool import queue
from printing.spool.django_database import DjangoDatabase
from printing.spool.states import State
from tests.backoffice import rows
from tests.factories.printing import PrintJobFactory

pytestmark = pytest.mark.django_db
SLIP = Slip("x", (Text("Hello <script> ā"), Barcode("4006381333931"), Cut()))


@pytest.fixture
def here():
    return rows.workspace()


@pytest.fixture
def elsewhere():
    return rows.workspace()


def printer(place, name="Bar"):
    found = Printer.objects.filter(workspace_id=place.pk, name=name).first()
    return found or Printer.objects.create(workspace_id=place.pk, name=name, kind="memory")


def job(place, state=State.QUEUED, reference="Invoice 7"):
    to = printer(place)
    ticket = enqueue(SLIP, printer=to.pk, workspace_id=place.pk, reference=reference)
    PrintJob.objects.filter(pk=ticket.job_id).update(state=state)
    return PrintJob.objects.get(pk=ticket.job_id)


def page(client, one):
    return client.get(rows.url("printing.printjob", "change", one.pk))


def decide(client, one, **data):
    return client.post(f"/admin/printing/printjob/{one.pk}/decide/", data, follow=True)


@pytest.mark.parametrize("role", ["owner", "manager", "accountant"])
def test_staff_see_the_jobs_of_their_workspace(here, elsewhere, role):
    mine, other = job(here), job(elsewhere, reference="Theirs")
    client = rows.staff(here, role)
    listed = client.get(rows.url("printing.printjob", "changelist")).content.decode()
    assert "Invoice 7" in listed
    assert "Theirs" not in listed
    assert page(client, mine).status_code == 200
    assert page(client, other).status_code == 302
    assert decide(client, other, decision="cancel").status_code == 404
    other.refresh_from_db()
    assert other.state == "queued"


def test_the_page_shows_the_slip_what_happened_and_its_bytes(here):
    one = job(here)
    queue.move(
        DjangoDatabase(),
        here.pk,
        one.pk,
        queue.Step(State.CANCELLED, code="cancelled", who="Somebody", detail="changed <mind>"),
    )
    shown = page(rows.staff(here, "manager"), one).content.decode()
    assert 'src="data:image/png;base64,' in shown
    assert "Hello &lt;script&gt; ā" in shown
    assert "[EAN13 4006381333931]" in shown
    assert "changed &lt;mind&gt;" in shown
    assert "Somebody" in shown
    assert "1D 6B 43 0D" in shown
    assert "<script> ā" not in shown


@pytest.mark.parametrize(
    ("state", "decision", "after"),
    [
        (State.QUEUED, "cancel", "cancelled"),
        (State.FAILED, "retry", "queued"),
        (State.IN_DOUBT, "it_printed", "printed"),
        (State.IN_DOUBT, "print_again", "queued"),
        (State.IN_DOUBT, "move", "queued"),
        (State.PRINTED, "cancel", "printed"),
        (State.SENDING, "cancel", "sending"),
        (State.QUEUED, "nonsense", "queued"),
        (State.QUEUED, "move", "queued"),
    ],
)
def test_decisions(here, state, decision, after):
    one, spare = job(here, state), printer(here, "Spare")
    client = rows.staff(here, "manager")
    said = decide(client, one, decision=decision, printer=str(spare.pk)).content.decode()
    one.refresh_from_db()
    assert one.state == after
    if decision == "move":
        assert one.printer == spare
        assert "goes to another printer" in said
    if decision != "nonsense" and state not in {State.PRINTED, State.SENDING}:
        assert one.history.last().who == str(
            rows.User.objects.get(pk=client.session["_auth_user_id"])
        )


def test_a_job_is_not_moved_to_another_workspace(here, elsewhere):
    one, theirs = job(here), printer(elsewhere, "Theirs")
    decide(rows.staff(here, "owner"), one, decision="move", printer=str(theirs.pk))
    one.refresh_from_db()
    assert one.printer == printer(here)


def test_an_accountant_decides_nothing(here):
    one = job(here)
    client = rows.staff(here, "accountant")
    assert "Cancel" not in page(client, one).content.decode()
    assert decide(client, one, decision="cancel").status_code == 403
    assert client.get(f"/admin/printing/printjob/{one.pk}/decide/").status_code == 403
    one.refresh_from_db()
    assert one.state == "queued"


def test_filters_answer(here):
    for state in State.values:
        job(here, state)
    client = rows.staff(here, "manager")
    listing = rows.url("printing.printjob", "changelist")
    found = {
        over: client.get(f"{listing}?over={over}").context["cl"].result_count
        for over in ("no", "person", "yes")
    }
    assert found == {"no": 5, "person": 2, "yes": 3}


def test_the_list_costs_the_same_for_any_number(here):
    client = rows.staff(here, "manager")
    counts = []
    for _ in range(2):
        for _ in range(5):
            job(here)
        with CaptureQueriesContext(connection) as queries:
            client.get(rows.url("printing.printjob", "changelist"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_routes(here, elsewhere):
    mine, theirs = printer(here), printer(elsewhere)
    client = rows.staff(here, "manager")
    add = rows.url("printing.route", "add")
    form = {"workspace_id": str(here.pk), "purpose": "receipt", "printer": str(mine.pk)}
    assert client.post(add, form).status_code == 302
    # Once for the same; never to a printer of another workspace.
    assert client.post(add, form).status_code == 200
    assert (
        client.post(add, {**form, "purpose": "slip", "printer": str(theirs.pk)}).status_code == 200
    )
    assert list(Route.objects.values_list("printer", flat=True)) == [mine.pk]
    assert (
        "Receipts of sales" in client.get(rows.url("printing.route", "changelist")).content.decode()
    )


def test_the_first_page_tells_of_slips_in_trouble(here, elsewhere):
    bar = printer(here)
    theirs = Printer.objects.create(workspace_id=elsewhere.pk, name="Theirs", kind="memory")
    client = rows.staff(here, "manager")
    assert "messagelist" not in client.get("/admin/").content.decode()
    for to, state, error in (
        (bar, "in_doubt", ""), (bar, "failed", "render_failed"), (None, "queued", ""),
        (bar, "queued", "printer_paper_out"), (bar, "queued", ""), (bar, "printed", ""),
        (theirs, "failed", "render_failed"),
    ):  # fmt: skip
        place = to.workspace_id if to else here.pk
        PrintJobFactory.create(workspace_id=place, printer=to, state=state, error_code=error)
    page = client.get("/admin/").content.decode()
    assert "3 slips need a person" in page
    assert "1 slip is not on paper" in page
    for over, count in (("person", 3), ("held", 1)):
        listing = client.get(f"/admin/printing/printjob/?over={over}").content.decode()
        assert listing.count('class="action-select"') in {0, count}
        assert f"{count} print job" in listing
    nobody = rows.staff(here, "waiter")
    assert "slips need" not in nobody.get("/admin/").content.decode()


def test_what_a_person_should_know_stands_on_the_page(here):
    wrong = Slip("x", (Barcode("4006381333932"),))
    bar = printer(here)
    ticket = enqueue(wrong, printer=bar.pk, workspace_id=here.pk, reference="Coupon")
    one = PrintJob.objects.get(pk=ticket.job_id)
    shown = page(rows.staff(here, "manager"), one).content.decode()
    assert "EAN13 4006381333932 should end with 1; it is printed as it was given." in shown
