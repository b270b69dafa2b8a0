"""Adding and changing: the workspace is not a matter of what is posted."""

import pytest

from pos.products.models import ModifierSet, ModifierSetModifier, Product, ProductTax
from pos.registers.models import Outlet, Register
from pos.workspaces.backoffice.forms import NOT_OF_THIS_WORKSPACE
from pos.workspaces.models import Workspace
from tests.backoffice import rows

pytestmark = pytest.mark.django_db
PRICE = {
    "tax": "0.21",
    "retail_price_excl_tax": "1.00",
    "retail_price_incl_tax": "1.21",
    "regular_retail_price": "1.21",
}

OUTLET = {
    "index": "1",
    "price_mode": "inclusive",
    "rounding": "half_up",
    "tax_scope": "line",
    "tax_target": "tax",
}


@pytest.fixture
def ours():
    return rows.fill(rows.workspace())


@pytest.fixture
def theirs():
    return rows.fill(rows.workspace())


def empty_lines(*prefixes):
    return {
        f"{prefix}-{count}": "0"
        for prefix in prefixes
        for count in ("TOTAL_FORMS", "INITIAL_FORMS")
    }


PRODUCT_LINES = (
    "product_variants",
    "productmodifierset_set",
    "productmodifier_set",
    "producttax_set",
)


def product(**fields):
    return {"name": "Tea", "status": "active", **PRICE, **empty_lines(*PRODUCT_LINES), **fields}


def errors_of(answer):
    assert answer.status_code == 200
    return str(answer.context["errors"])


def test_the_workspace_is_preset_and_hidden(ours, theirs):
    client = rows.staff(ours.workspace, "manager")
    add = rows.url("registers.outlet", "add")
    page = client.get(add)
    assert 'name="workspace"' not in page.content.decode()
    posted = client.post(add, {**OUTLET, "name": "Roof", "workspace": str(theirs.workspace.pk)})
    assert posted.status_code == 302
    assert Outlet.objects.get(name="Roof").workspace == ours.workspace


def test_with_several_workspaces_one_is_chosen_first(ours, theirs):
    client = rows.operator()
    add = rows.url("registers.outlet", "add")
    asked = client.get(add, {"_popup": "1"}).content.decode()
    assert str(ours.workspace) in asked
    assert 'name="_popup"' in asked
    assert client.post(add, {**OUTLET, "name": "Roof"}).status_code == 200
    assert not Outlet.objects.filter(name="Roof").exists()
    client.post(f"{add}?workspace={theirs.workspace.pk}", {**OUTLET, "name": "Roof"})
    assert Outlet.objects.get(name="Roof").workspace == theirs.workspace
    assert client.get(add, {"workspace": "no-key"}).status_code == 200


def test_nobody_adds_to_a_workspace_of_others(ours, theirs):
    client = rows.staff(ours.workspace, "owner")
    add = f"{rows.url('registers.outlet', 'add')}?workspace={theirs.workspace.pk}"
    assert client.get(add).status_code == 403
    assert client.post(add, {**OUTLET, "name": "Roof"}).status_code == 403
    assert not Outlet.objects.filter(name="Roof").exists()


def test_more_workspaces_than_a_select_holds_are_searched():
    for _ in range(52):
        rows.workspace()
    page = rows.operator().get(rows.url("registers.outlet", "add")).content.decode()
    assert "admin-autocomplete" in page


@pytest.mark.parametrize("who", ["owner", "superuser"])
def test_a_row_of_another_workspace_is_refused(ours, theirs, who):
    client = rows.operator() if who == "superuser" else rows.staff(ours.workspace, who)
    here = f"?workspace={ours.workspace.pk}"
    answer = client.post(
        rows.url("registers.register", "add") + here,
        {"name": "Forged", "index": "1", "outlet": str(theirs.outlet.pk)},
    )
    assert NOT_OF_THIS_WORKSPACE in errors_of(answer)
    answer = client.post(
        rows.url("registers.register", "change", ours.register.pk),
        {"name": "Forged", "index": "1", "outlet": str(theirs.outlet.pk)},
    )
    assert NOT_OF_THIS_WORKSPACE in errors_of(answer)
    assert not Register.objects.filter(name="Forged").exists()

    change = rows.url("products.product", "change", ours.product.pk)
    answer = client.post(change, product(product_type=str(theirs.producttype.pk)))
    assert NOT_OF_THIS_WORKSPACE in errors_of(answer)


def test_a_line_of_another_workspace_is_refused(ours, theirs):
    client = rows.staff(ours.workspace, "owner")
    change = rows.url("products.modifierset", "change", ours.modifierset.pk)
    lines = "modifiersetmodifier_set"
    base = {"name": "Q", "selection": "single", "minimum_count": "0", "maximum_count": "1"}
    counts = {f"{lines}-TOTAL_FORMS": "1", f"{lines}-INITIAL_FORMS": "0"}
    new = {f"{lines}-0-position": "1", f"{lines}-0-modifier": str(theirs.modifier.pk)}
    answer = client.post(change, {**base, **counts, **new})
    assert NOT_OF_THIS_WORKSPACE in errors_of(answer)

    foreign = theirs.modifierset.modifiersetmodifier_set.get()
    taken = {
        f"{lines}-INITIAL_FORMS": "1",
        f"{lines}-0-id": str(foreign.pk),
        f"{lines}-0-modifier": str(ours.modifier.pk),
        f"{lines}-0-position": "9",
    }
    answer = client.post(change, {**base, **counts, **taken})
    assert NOT_OF_THIS_WORKSPACE in errors_of(answer)
    foreign.refresh_from_db()
    assert foreign.position == 0


def test_a_new_set_with_its_lines(ours, theirs):
    client = rows.staff(ours.workspace, "manager")
    lines = "modifiersetmodifier_set"
    posted = {
        "name": "Milk", "selection": "single", "minimum_count": "0", "maximum_count": "1",
        f"{lines}-TOTAL_FORMS": "1", f"{lines}-INITIAL_FORMS": "0",
        f"{lines}-0-position": "3", f"{lines}-0-modifier": str(ours.modifier.pk),
    }  # fmt: skip
    assert client.post(rows.url("products.modifierset", "add"), posted).status_code == 302
    made = ModifierSet.objects.get(name="Milk")
    line = ModifierSetModifier.objects.get(modifier_set=made)
    assert (made.workspace, line.workspace, line.position) == (ours.workspace, ours.workspace, 3)


def test_the_same_line_twice_is_an_error_on_the_page(ours):
    client = rows.staff(ours.workspace, "manager")
    lines = "producttax_set"
    twice = {f"{lines}-TOTAL_FORMS": "2"}
    for each in range(2):
        twice |= {f"{lines}-{each}-tax": str(ours.tax.pk), f"{lines}-{each}-position": "0"}
    answer = client.post(rows.url("products.product", "add"), product(**twice))
    assert "duplicate" in errors_of(answer)
    held = ProductTax.objects.filter(product=ours.product).get()
    again = {
        f"{lines}-TOTAL_FORMS": "1",
        f"{lines}-0-tax": str(held.tax_id),
        f"{lines}-0-position": "0",
    }
    change = rows.url("products.product", "change", ours.product.pk)
    assert "already exists" in errors_of(client.post(change, product(**again)))


def test_a_workspace_cannot_be_changed(ours, theirs):
    for client in (rows.operator(), rows.staff(ours.workspace, "owner")):
        change = rows.url("registers.outlet", "change", ours.outlet.pk)
        there = str(theirs.workspace.pk)
        posted = client.post(
            f"{change}?workspace={there}", {**OUTLET, "name": "Moved", "workspace": there}
        )
        assert posted.status_code == 302
        ours.outlet.refresh_from_db()
        assert (ours.outlet.name, ours.outlet.workspace) == ("Moved", ours.workspace)


def test_a_name_twice_is_an_error_on_the_page(ours, theirs):
    client = rows.staff(ours.workspace, "owner")
    add = rows.url("registers.outlet", "add")
    again = client.post(add, {**OUTLET, "name": ours.outlet.name})
    assert "already exists" in errors_of(again) + again.content.decode()
    assert client.post(add, {**OUTLET, "name": theirs.outlet.name}).status_code == 302


def test_a_price_adds_up(ours):
    client = rows.staff(ours.workspace, "owner")
    add = rows.url("products.product", "add")
    wrong = client.post(add, product(retail_price_incl_tax="1.30"))
    assert "1.00 without tax and 0.21 of tax make 1.21, not 1.30" in errors_of(wrong)
    assert client.post(add, product()).status_code == 302
    assert Product.objects.get(name="Tea").workspace == ours.workspace


def test_what_was_sold_stays(ours):
    client = rows.staff(ours.workspace, "owner")
    delete = rows.url("products.product", "delete", ours.product.pk)
    for answer in (
        client.get(delete, follow=True),
        client.post(delete, {"post": "yes"}, follow=True),
    ):
        assert "stays" in answer.content.decode()
    assert Product.objects.filter(pk=ours.product.pk).exists()
    unsold = Product.objects.create(workspace=ours.workspace, name="Never")
    ProductTax.objects.create(workspace=ours.workspace, product=unsold, tax=ours.tax)
    gone = client.post(rows.url("products.product", "delete", unsold.pk), {"post": "yes"})
    assert gone.status_code == 302
    assert not Product.objects.filter(pk=unsold.pk).exists()


def test_no_list_offers_to_delete(ours):
    client = rows.operator()
    for label in rows.LABELS:
        page = client.get(rows.url(label, "changelist")).content.decode()
        assert "delete_selected" not in page


def test_the_currency_is_fixed_by_the_first_amount(ours):
    client = rows.operator()
    fields = {
        "name": "House", "slug": "a-house", "currency": "USD", "timezone": "UTC",
        "business_day_starts_at": "0", "language": "en",
    }  # fmt: skip
    empty = rows.workspace()
    for place, currency in ((ours.workspace, "EUR"), (empty, "USD")):
        posted = {**fields, "slug": f"{place.slug}-x"}
        assert (
            client.post(rows.url("workspaces.workspace", "change", place.pk), posted).status_code
            == 302
        )
        assert Workspace.objects.get(pk=place.pk).currency == currency


def test_an_order_takes_notes_and_nothing_else(ours):
    client = rows.staff(ours.workspace, "manager")
    change = rows.url("orders.order", "change", ours.order.pk)
    posted = {"notes": "By the window", "covers": "4", "state": "paid", "discount": "5"}
    for lines in ("order_items", "ordertax_set"):
        posted |= {f"{lines}-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL")}
    assert client.post(change, posted).status_code == 302
    ours.order.refresh_from_db()
    kept = (ours.order.notes, ours.order.covers, ours.order.state, ours.order.discount)
    assert kept == ("By the window", 4, "open", None)
