"""Slip templates are seen and edited by the people of their workspace, beside a live preview."""

import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image as Pillow

from printing import interface
from printing.models import Printer, PrintJob, Template
from printing.slips.kinds import KINDS
from printing.spool import press
from tests.backoffice import rows
from tests.orders.shop import item, open_shop

pytestmark = pytest.mark.django_db
OWN = ">Receipt {number}<\n{total}\n"
LIST = "admin:printing_template_changelist"


@pytest.fixture
def here():
    return rows.workspace()


@pytest.fixture
def elsewhere():
    return rows.workspace()


def template(place, kind="receipt", text=OWN):
    return Template.objects.create(workspace_id=place.pk, kind=kind, text=text)


def add(place, kind="receipt"):
    return f"{rows.url('printing.template', 'add')}?workspace={place.pk}&kind={kind}"


def change(row):
    return rows.url("printing.template", "change", row.pk)


def preview(place, kind="receipt"):
    return reverse("admin:printing_template_preview", args=[place.pk, kind])


def form(place, text=OWN, kind="receipt", **more):
    return {"workspace_id": str(place.pk), "kind": kind, "text": text, **more}


def logo(width=64, height=32):
    out = io.BytesIO()
    Pillow.new("L", (width, height)).save(out, format="PNG")
    return SimpleUploadedFile("logo.png", out.getvalue(), "image/png")


def test_the_list_shows_every_kind_and_whose_it_is(here, elsewhere):
    mine, theirs = template(here), template(elsewhere, "kitchen")
    page = rows.staff(here, "manager").get(reverse(LIST)).content.decode()
    for kind in KINDS.values():
        assert kind.title in page
    assert change(mine) in page
    assert "kind=kitchen" in page
    assert change(theirs) not in page
    assert elsewhere.name not in page
    assert page.count("Make your own") == len(KINDS) - 1


def test_the_list_says_which_template_cannot_be_used_any_more(here):
    template(here, text="{what_an_update_took_away}")
    template(here, "kitchen", "fine")
    page = rows.staff(here, "manager").get(reverse(LIST)).content.decode()
    assert page.count("cannot be used: the default is printed") == 1
    assert page.count("your own</span>") == 1


def test_the_list_costs_the_same_for_any_number(here, django_assert_num_queries):
    client = rows.operator()
    with CaptureQueriesContext(connection) as few:
        client.get(reverse(LIST))
    for _ in range(25):
        for kind in KINDS:
            template(rows.workspace(), kind)
    with django_assert_num_queries(len(few)):
        page = client.get(reverse(LIST)).content.decode()
    assert page.count('class="module slip-kinds"') == 20
    assert "?p=2" in page


def test_ones_own_starts_from_the_default(here):
    client = rows.staff(here, "manager")
    page = client.get(add(here, "z_report"))
    given = page.context["adminform"].form.initial
    assert given["text"] == KINDS["z_report"].form.default.text
    answer = client.post(add(here, "z_report"), form(here, given["text"], "z_report"))
    assert answer.status_code == 302
    made = Template.objects.get()
    assert (made.workspace_id, made.kind, made.text) == (here.pk, "z_report", given["text"])
    # Whoever asks for a new one again is led to the one there is.
    assert client.get(add(here, "z_report")).url == change(made)
    again = client.post(add(here, "z_report"), form(here, "x", "z_report"))
    assert again.status_code == 200
    assert "has a template of this kind already" in again.content.decode()


def test_what_does_not_compile_is_refused_and_kept_on_the_page(here):
    row = template(here)
    client = rows.staff(here, "owner")
    answer = client.post(change(row), {"text": "a\r\n{nunber}\r\n"})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "Line 2, column 1: There is no nunber on this slip: did you mean number?" in page
    assert "{nunber}" in page
    row.refresh_from_db()
    assert row.text == OWN


def test_a_template_is_saved_as_it_was_typed(here):
    row = template(here)
    text = "  # mine\r\n  {number}  \r\n\r\n"
    assert rows.staff(here, "owner").post(change(row), {"text": text}).status_code == 302
    row.refresh_from_db()
    assert row.text == text.replace("\r\n", "\n")
    assert (row.workspace_id, row.kind) == (here.pk, "receipt")


def test_a_logo_is_made_small_kept_and_taken_out(here):
    row, client = template(here), rows.staff(here, "owner")
    text = "{image: logo}\n"
    missing = client.post(change(row), {"text": text})
    assert "Line 1, column 1" in missing.content.decode()
    assert client.post(change(row), {"text": text, "upload": logo(1200, 600)}).status_code == 302
    row.refresh_from_db()
    assert Pillow.open(io.BytesIO(row.logo)).size == (576, 288)
    assert client.post(change(row), {"text": f"{text}x"}).status_code == 302
    row.refresh_from_db()
    assert row.template().logo
    kept = client.post(change(row), {"text": text, "drop_logo": "on"})
    assert "no picture is stored" in kept.content.decode()
    assert client.post(change(row), {"text": "x", "drop_logo": "on"}).status_code == 302
    row.refresh_from_db()
    assert row.logo is None
    bad = SimpleUploadedFile("logo.png", b"no picture", "image/png")
    refused = client.post(change(row), {"text": "x", "upload": bad})
    assert "cannot be read or is too large" in refused.content.decode()


def test_back_to_the_default(here):
    row, client = template(here), rows.staff(here, "owner")
    page = rows.url("printing.template", "delete", row.pk)
    assert "Back to the default" in client.get(change(row)).content.decode()
    asked = client.get(page).content.decode()
    assert "&gt;Receipt {number}&lt;" in asked
    assert client.post(page, {"post": "yes"}).status_code == 302
    assert not Template.objects.exists()
    assert interface.slip_template(workspace_id=here.pk, kind="receipt") is None


@pytest.mark.parametrize("columns", [32, 42, 48])
def test_the_preview_is_the_slip_at_its_width(here, columns):
    client = rows.staff(here, "manager")
    for kind, about in KINDS.items():
        for sample in about.samples:
            given = {"text": about.form.default.text, "columns": columns, "sample": sample}
            answer = client.post(preview(here, kind), given)
            assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
            picture = about.picture(about.form.default, sample, columns)
            assert answer.content == picture


def test_the_preview_says_what_is_wrong_and_where(here):
    client = rows.staff(here, "manager")
    given = {"text": "a\nb {tota}\n", "columns": 42, "sample": "Sale"}
    answer = client.post(preview(here), given)
    assert answer.json() == {
        "line": 2,
        "column": 3,
        "message": "Line 2, column 3: There is no tota on this slip: did you mean total?",
    }
    for wrong in (
        {"columns": "80"},
        {"columns": "x"},
        {"sample": "No such"},
        {"text": "x" * 20_001},
    ):
        refused = client.post(preview(here), {**given, **wrong})
        assert refused.json()["message"]
        assert refused.json()["line"] is None


def test_the_preview_shows_the_logo_that_is_stored_or_just_chosen(here):
    client = rows.staff(here, "manager")
    given = {"text": "{image: logo}", "columns": 42, "sample": "Sale"}
    assert client.post(preview(here), given).json()["line"] == 1
    chosen = client.post(preview(here), {**given, "upload": logo()})
    assert chosen["Content-Type"] == "image/png"
    assert not Template.objects.exists()
    row = template(here)
    row.logo = logo().read()
    row.save()
    assert client.post(preview(here), given).content == chosen.content
    assert client.post(preview(here), {**given, "drop_logo": "on"}).json()["line"] == 1


def test_the_preview_needs_post_csrf_and_the_permission_to_change(here, elsewhere):
    given = {"text": "x", "columns": 42, "sample": "Sale"}
    manager = rows.staff(here, "manager")
    assert manager.post(preview(here), given).status_code == 200
    assert manager.get(preview(here)).status_code == 405
    assert manager.post(preview(elsewhere), given).status_code == 404
    assert manager.post(preview(here, "invoice"), given).status_code == 404
    assert manager.post(preview(rows.Workspace(pk=uuid.uuid4())), given).status_code == 404
    assert rows.staff(here, "accountant").post(preview(here), given).status_code == 403
    assert rows.staff(here, "waiter").post(preview(here), given).status_code == 404
    assert Client().post(preview(here), given).status_code == 302
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(rows.member(here, "manager", is_staff=True))
    assert strict.post(preview(here), given).status_code == 403


def test_staff_meet_no_template_of_another_workspace(here, elsewhere):
    theirs = template(elsewhere)
    for role in ("owner", "manager", "accountant"):
        client = rows.staff(here, role)
        for page in ("change", "history", "delete"):
            answer = client.get(rows.url("printing.template", page, theirs.pk))
            # As Django answers for a row that does not exist, or for a verb that is not allowed.
            assert answer.status_code in {302, 403}
            assert theirs.text not in answer.content.decode()
        assert client.get(add(elsewhere)).status_code in {403, 404}
        posted = client.post(change(theirs), {"text": "taken"})
        assert posted.status_code in {302, 403}
        forged = client.post(add(here, "kitchen"), form(elsewhere, kind="kitchen"))
        assert forged.status_code in {200, 403}
    theirs.refresh_from_db()
    assert theirs.text == OWN
    assert Template.objects.count() == 1


def test_an_accountant_only_looks(here):
    row, client = template(here), rows.staff(here, "accountant")
    page = client.get(change(row)).content.decode()
    assert "&gt;Receipt {number}&lt;" in page
    assert "data:image/png;base64," in page
    assert "<textarea" not in page
    assert client.post(change(row), {"text": "x"}).status_code == 403
    assert client.get(add(here, "coupon")).status_code == 403
    listed = client.get(reverse(LIST)).content.decode()
    assert change(row) in listed
    assert "Make your own" not in listed


@pytest.mark.parametrize("role", ["cashier", "waiter"])
def test_others_see_none(here, role):
    row, client = template(here), rows.staff(here, role)
    assert client.get(reverse(LIST)).status_code == 403
    assert client.get(change(row)).status_code in {302, 403}
    assert client.get(add(here)).status_code in {403, 404}


@pytest.mark.parametrize("query", ["", "?workspace=x&kind=receipt", "?kind=receipt"])
def test_an_address_that_names_no_slip_leads_nowhere(here, query):
    answer = rows.staff(here, "owner").get(rows.url("printing.template", "add") + query)
    assert answer.status_code == (404 if "x" in query else 302)


def test_one_template_of_a_kind_in_a_workspace(here, elsewhere):
    template(here)
    template(elsewhere)
    with pytest.raises(IntegrityError), transaction.atomic():
        template(here)
    with pytest.raises(IntegrityError), transaction.atomic():
        template(here, "invoice")


def test_test_pages_follow_the_template_and_a_job_remembers_one_that_failed(here):
    printer = Printer.objects.create(workspace_id=here.pk, name="Bar", kind="memory")
    client = rows.staff(here, "manager")
    listing = rows.url("printing.printer", "changelist")
    given = {"action": "print_test_page", "_selected_action": str(printer.pk)}
    row = template(here, "test_page", "only {printer}")
    client.post(listing, given)
    row.text = "{nothing}"
    row.save()
    client.post(listing, given)
    first, second = PrintJob.objects.order_by("position")
    assert b"only Bar\n" in bytes(first.content)
    assert first.warnings == []
    assert b"It works when every line is whole." in bytes(second.content)
    assert second.warnings[0]["code"] == "template_failed"
    assert "There is no nothing" in second.warnings[0]["reason"]


def test_a_receipt_whose_template_fails_is_printed_with_the_default():
    shop = open_shop()
    own = {"workspace_id": shop.workspace.pk}
    Printer.objects.create(**own, name="Bar", kind="memory", is_default=True)
    Template.objects.create(**own, kind="receipt", text="{barcode ean13: {number}}")
    sale = shop.sell(item(shop.product("3.00")))
    job = PrintJob.objects.get(**own, source_id=sale.pk)
    press.render(job)
    job.refresh_from_db()
    assert (job.state, job.error) == ("queued", "")
    assert b"TOTAL" in bytes(job.content)
    [warning] = job.warnings
    assert (warning["code"], warning["kind"]) == ("template_failed", "receipt")
    assert "cannot be a barcode of kind EAN13" in warning["reason"]
