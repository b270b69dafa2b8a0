"""Staff of one workspace meet no row of another one, wherever they look."""

import pytest
from django.contrib import admin

from pos.workspaces.backoffice.access import granted
from pos.workspaces.backoffice.display import EMPTY
from tests.backoffice import rows
from tests.factories.sealed import unsealed

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours():
    return rows.fill(rows.workspace())


@pytest.fixture
def theirs():
    return rows.fill(rows.workspace())


@pytest.mark.parametrize("role", ["owner", "manager", "accountant"])
def test_lists_and_pages(ours, theirs, role):
    client = rows.staff(ours.workspace, role)
    for label in rows.LABELS:
        if not granted(role, label, "view"):
            continue
        mine, other = rows.row_of(ours, label), rows.row_of(theirs, label)
        listed = client.get(rows.url(label, "changelist")).content.decode()
        assert str(mine.pk) in listed
        assert str(other.pk) not in listed
        assert str(theirs.workspace) not in listed
        for page in ("change", "history", "delete"):
            answer = client.get(rows.url(label, page, other.pk))
            # As Django answers for a row that does not exist, or for a verb that is not allowed.
            assert answer.status_code in {302, 403}, (label, page)
            if answer.status_code == 302:
                assert answer.url == "/admin/"
        posted = client.post(rows.url(label, "change", other.pk), {"name": "Taken"})
        assert posted.status_code in {302, 403}
        other.refresh_from_db()
        assert getattr(other, "name", "") != "Taken"


def test_searching_for_a_key_of_another_workspace(ours, theirs):
    client = rows.staff(ours.workspace, "owner")
    for label in rows.LABELS:
        other = rows.row_of(theirs, label)
        for query in (
            {"q": str(other.pk)},
            {"id__exact": str(other.pk)},
            {"workspace__id__exact": str(theirs.workspace.pk)},
        ):
            if "workspace__id__exact" in query and label in {"workspaces.workspace", "users.user"}:
                continue
            listed = client.get(rows.url(label, "changelist"), query)
            assert listed.context["cl"].result_count == 0, (label, query)


def test_filters_and_dates_offer_own_rows_only(ours, theirs):
    rows.Register.objects.create(workspace=ours.workspace, name="Second", outlet=ours.outlet)
    client = rows.staff(ours.workspace, "owner")
    for label in rows.LABELS:
        changelist = client.get(rows.url(label, "changelist")).context["cl"]
        for each in changelist.filter_specs:
            offered = [str(choice["display"]) for choice in each.choices(changelist)]
            names = {str(theirs.outlet), str(theirs.register), str(theirs.producttype)}
            assert not names & set(offered), (label, offered)
    listed = client.get(rows.url("invoices.invoice", "changelist"))
    [registers] = [each for each in listed.context["cl"].filter_specs if each.title == "register"]
    assert {name for _, name in registers.lookup_choices} == {str(ours.register), "Second"}

    with unsealed():
        rows.Invoice.objects.filter(pk=theirs.invoice.pk).update(business_date="1999-01-01")
    page = client.get(rows.url("invoices.invoice", "changelist")).content.decode()
    assert "1999" not in page


AUTOCOMPLETES = [
    (page.model._meta.app_label, page.model._meta.model_name, name)
    for page in admin.site._registry.values()
    for part in (page, *page.inlines)
    for name in part.autocomplete_fields
    for page in [part if part is page else part(page.model, admin.site)]
]


@pytest.mark.parametrize(("app", "model", "field"), AUTOCOMPLETES)
def test_autocomplete(ours, theirs, app, model, field):
    def ids(client, **more):
        query = {"app_label": app, "model_name": model, "field_name": field, **more}
        answer = client.get("/admin/autocomplete/", query)
        assert answer.status_code == 200
        return {each["id"] for each in answer.json()["results"]}

    remote = rows.admin_model(app, model, field)
    mine = {str(pk) for pk in rows.ids_of(remote, ours.workspace)}
    other = {str(pk) for pk in rows.ids_of(remote, theirs.workspace)}
    found = ids(rows.staff(ours.workspace, "owner"))
    assert mine <= found
    assert not other & found
    operator = rows.operator()
    assert other <= ids(operator)
    if remote is not rows.Workspace:
        assert not other & ids(operator, workspace=str(ours.workspace.pk))
    waiter = rows.staff(ours.workspace, "waiter")
    refused = waiter.get(
        "/admin/autocomplete/", {"app_label": app, "model_name": model, "field_name": field}
    )
    assert refused.status_code == 403


def test_actions_and_inlines_see_own_rows_only(ours, theirs):
    client = rows.staff(ours.workspace, "owner")
    listed = rows.url("users.apikey", "changelist")
    chosen = {"action": "revoke", "confirmed": "yes", "_selected_action": str(theirs.apikey.pk)}
    client.post(listed, chosen)
    theirs.apikey.refresh_from_db()
    assert theirs.apikey.revoked_at is None

    # Somebody who works in both places is seen with what they do here.
    rows.Membership.objects.create(workspace=theirs.workspace, user=ours.user)
    for page in (
        client.get(rows.url("users.user", "change", ours.user.pk)),
        client.get(rows.url("users.user", "changelist")),
    ):
        assert str(theirs.workspace) not in page.content.decode()


def test_a_superuser_sees_all_and_may_narrow(ours, theirs):
    client = rows.operator()
    page = rows.url("products.product", "changelist")
    everything = client.get(page)
    assert everything.context["cl"].result_count == 2
    assert everything.context["cl"].date_hierarchy is None
    assert str(theirs.workspace) in everything.content.decode()
    one = client.get(page, {"workspace__id__exact": str(ours.workspace.pk)})
    assert [row.pk for row in one.context["cl"].result_list] == [ours.product.pk]
    assert one.context["cl"].date_hierarchy == "created_at"
    assert EMPTY in one.content.decode() or one.status_code == 200
