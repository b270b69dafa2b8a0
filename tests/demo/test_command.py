"""The command: repeatable, careful with what is there, clear when it refuses."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.management import CommandError
from django.db import connection

from pos.demo import services
from pos.demo.services import DemoError, Plan
from pos.invoices.models import Invoice
from pos.registers.models import Register
from pos.users.models import ApiKey, Membership
from pos.workspaces.models import Workspace
from tests.demo.conftest import run
from tests.demo.dump import dangling, digests
from tests.factories.invoices import sell
from tests.factories.users import ApiKeyFactory, MembershipFactory
from tests.factories.workspaces import WorkspaceFactory

pytestmark = pytest.mark.django_db


def test_the_same_seed_makes_the_same_bytes():
    run("--invoices", "120", "--seed", "3")
    first = digests()
    run("--invoices", "120", "--seed", "3", "--reset")
    assert digests() == first
    assert dangling() == []
    run("--invoices", "120", "--seed", "4", "--reset")
    other = digests()
    assert other["invoices.Invoice"] != first["invoices.Invoice"]
    assert other["products.Product"] == first["products.Product"]


def test_a_second_run_refuses_and_doubles_nothing():
    run("--invoices", "30")
    before = digests()
    with pytest.raises(CommandError, match="already has sales"):
        run("--invoices", "30")
    assert run("--invoices", "30", "--if-empty") == ""
    assert digests() == before


def test_reset_keeps_other_workspaces_keys_and_members():
    elsewhere = sell()
    run("--invoices", "30")
    demo = Workspace.objects.get(slug="demo")
    key = ApiKeyFactory(workspace=demo)
    member = MembershipFactory(workspace=demo)
    others = set(Invoice.objects.filter(workspace__slug="other").values_list("id", flat=True))
    run("--invoices", "40", "--reset")
    assert Invoice.objects.filter(workspace=demo).count() == 42
    assert Invoice.objects.filter(pk=elsewhere.pk, invoice_items__isnull=False).exists()
    assert others == set(
        Invoice.objects.filter(workspace__slug="other").values_list("id", flat=True)
    )
    assert ApiKey.objects.filter(pk=key.pk).exists()
    assert Membership.objects.filter(pk=member.pk).exists()


@pytest.mark.parametrize("extra", [(), ("--reset",)])
def test_a_workspace_of_people_is_left_alone(extra):
    workspace = WorkspaceFactory(slug="cafe")
    sell(workspace=workspace)
    with pytest.raises(CommandError, match="'cafe' was not made by seed_demo"):
        run("--workspace", "cafe", *extra)
    assert run("--workspace", "cafe", "--if-empty") == ""
    assert Invoice.objects.filter(workspace=workspace).count() == 1


def test_published_objects_go_to_the_first_workspace_only():
    run("--invoices", "10")
    assert "0 published objects" in run("--workspace", "second", "--invoices", "10")
    assert Invoice.objects.filter(workspace__slug="second").count() == 10


def test_sales_end_on_the_day_asked_for():
    run("--invoices", "60", "--until", "2025-07-31")
    dates = Invoice.objects.filter(workspace__slug="demo").values_list("business_date", flat=True)
    assert max(dates) <= dt.date(2025, 7, 31)
    assert Register.objects.get(workspace__slug="demo", name="Terrace").invoices_count > 0


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("--invoices", "0"), "--invoices is a number from 1"),
        (("--until", "2024-12-31"), "--until is 2025-01-01 or later"),
        (("--reset", "--if-empty"), "not allowed with argument"),
        (("--until", "soon"), "invalid date value"),
    ],
)
def test_wrong_arguments_are_told_in_a_sentence(args, message):
    with pytest.raises(CommandError, match=message):
        run(*args)


def test_a_failed_run_leaves_nothing(monkeypatch):
    plan = Plan("demo", "Hotel", 10, 1)

    def broken(_: int) -> None:
        raise OSError

    with pytest.raises(OSError):  # noqa: PT011 (raised three lines above)
        services.seed(plan=plan, progress=broken)
    assert not Workspace.objects.filter(slug="demo").exists()
    with connection.cursor() as cursor:
        cursor.execute("show session_replication_role")
        assert cursor.fetchone() == ("origin",)


def test_an_error_carries_its_code():
    WorkspaceFactory(slug="demo")
    with pytest.raises(DemoError) as caught:
        services.reset(plan=Plan("demo", "Hotel", 10, 1))
    assert (caught.value.code, caught.value.workspace) == ("foreign_workspace", "demo")
