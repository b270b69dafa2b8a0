"""Who may do what: the table, and the pages that follow it."""

import pytest

from pos.workspaces.backoffice.access import COLUMNS, TABLE, granted
from tests.backoffice import rows

ALL = "vacd"
SHORT = {"v": "view", "a": "add", "c": "change", "d": "delete"}
CATALOGUE = ("vacd", "vacd", "vacd", "v")
SEALED = ("v", "v", "v", "v")
# superuser, owner, manager, accountant
EXPECTED = {
    "workspaces.workspace": ("vac", "vc", "v", "v"),
    "users.user": ("vac", "vac", "v", "v"),
    "users.membership": ("vac", "vac", "v", "v"),
    "users.apikey": ("vac", "vac", "v", ""),
    "registers.outlet": CATALOGUE,
    "registers.revenuecenter": CATALOGUE,
    "registers.register": CATALOGUE,
    "registers.area": CATALOGUE,
    "registers.table": CATALOGUE,
    "products.producttype": CATALOGUE,
    "products.tax": CATALOGUE,
    "products.modifier": CATALOGUE,
    "products.modifierset": CATALOGUE,
    "products.modifiersetmodifier": CATALOGUE,
    "products.product": CATALOGUE,
    "products.productvariant": CATALOGUE,
    "products.productmodifierset": CATALOGUE,
    "products.productmodifier": CATALOGUE,
    "products.producttax": CATALOGUE,
    "products.productbundle": CATALOGUE,
    "products.productbundleitem": CATALOGUE,
    "customers.customer": CATALOGUE,
    "customers.promocode": CATALOGUE,
    "orders.order": ("vc", "vc", "vc", "v"),
    "orders.orderitem": SEALED,
    "orders.orderbundle": SEALED,
    "orders.orderbundleitem": SEALED,
    "orders.orderitemmodifier": SEALED,
    "orders.ordertable": SEALED,
    "orders.ordertax": SEALED,
    "payments.paymentmethod": ("vac", "vac", "vac", "v"),
    "payments.payment": SEALED,
    "events.event": SEALED,
    "ledger.series": SEALED,
    "ledger.sealeddocument": SEALED,
    "ledger.signature": SEALED,
    "ledger.signingkey": ("v", "v", "", ""),
    "invoices.invoice": SEALED,
    "invoices.invoiceitem": SEALED,
    "invoices.invoiceitemmodifier": SEALED,
    "invoices.invoicetax": SEALED,
    "invoices.invoicetender": SEALED,
    "kitchen.ticket": SEALED,
    "kitchen.reprint": SEALED,
    "kitchen.toldorder": SEALED,
    "kitchen.toldline": SEALED,
    "printing.printer": CATALOGUE,
    "printing.route": CATALOGUE,
    "printing.template": CATALOGUE,
    "printing.printjob": SEALED,
}


def test_the_table():
    found = {
        label: tuple(
            "".join(short for short in ALL if granted(role, label, SHORT[short]))
            for role in COLUMNS
        )
        for label in TABLE
    }
    assert found == EXPECTED


@pytest.mark.parametrize("role", ["cashier", "waiter", "", "nobody"])
def test_other_roles_and_other_models_get_nothing(role):
    assert not any(granted(role, label, verb) for label in TABLE for verb in SHORT.values())
    assert not granted("superuser", "sessions.session", "view")


@pytest.mark.django_db
@pytest.mark.parametrize("role", COLUMNS)
def test_pages_follow_the_table(role):
    place = rows.workspace()
    rows.workspace()
    filled = rows.fill(place)
    client = rows.operator() if role == "superuser" else rows.staff(place, role)
    for label in rows.LABELS:
        may = EXPECTED[label][COLUMNS.index(role)]
        row = rows.row_of(filled, label)
        change = rows.url(label, "change", row.pk)

        def status(page, *args, label=label):
            return client.get(rows.url(label, page, *args)).status_code

        assert status("changelist") == (200 if "v" in may else 403), label
        assert status("change", row.pk) == (200 if "v" in may else 403), label
        # A history, or a page of deletion, is of a row that must be seen first.
        assert status("history", row.pk) in ({200} if "v" in may else {302, 403}), label
        assert status("add") == (200 if "a" in may else 403), label
        # Whoever may delete is asked, or told which sale keeps the row.
        assert status("delete", row.pk) in ({200, 302} if "d" in may else {403}), label
        posted = client.post(change, {}).status_code
        assert posted in ({200, 302} if "c" in may else {403}), label


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["cashier", "waiter"])
def test_waiters_and_cashiers_see_nothing(role):
    filled = rows.fill(rows.workspace())
    client = rows.staff(filled.workspace, role)
    index = client.get("/admin/")
    assert index.status_code == 200
    assert index.context["app_list"] == []
    for label in rows.LABELS:
        assert client.get(rows.url(label, "changelist")).status_code == 403
        assert client.get(rows.url(label, "add")).status_code == 403
        row = rows.row_of(filled, label)
        assert client.get(rows.url(label, "change", row.pk)).status_code in {302, 403}


@pytest.mark.django_db
def test_an_ended_membership_and_a_member_who_is_no_staff_see_nothing():
    filled = rows.fill(rows.workspace())
    gone = rows.member(filled.workspace, "owner", is_staff=True)
    gone.memberships.update(is_active=False)
    listed = rows.url("products.product", "changelist")
    assert rows.signed_in(gone).get(listed).status_code == 403
    member = rows.signed_in(rows.member(filled.workspace, "owner"))
    assert member.get(listed).status_code == 302


@pytest.mark.django_db
def test_a_role_counts_in_its_own_workspace_only():
    ours, theirs = rows.fill(rows.workspace()), rows.fill(rows.workspace())
    person = rows.member(ours.workspace, "owner", is_staff=True)
    rows.Membership.objects.create(workspace=theirs.workspace, user=person, role="accountant")
    client = rows.signed_in(person)
    for label in ("products.tax", "users.apikey"):
        change = rows.url(label, "change", rows.row_of(ours, label).pk)
        assert client.post(change, {}).status_code == 200
    change = rows.url("products.tax", "change", theirs.tax.pk)
    assert client.get(change).status_code == 200
    assert client.post(change, {}).status_code == 403
    hidden = rows.url("users.apikey", "change", theirs.apikey.pk)
    assert client.get(hidden).status_code == 302
    refused = client.get(rows.url("products.tax", "add"), {"workspace": theirs.workspace.pk})
    assert refused.status_code == 403
