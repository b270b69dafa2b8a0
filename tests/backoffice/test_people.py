"""People and memberships: nobody climbs."""

import pytest

from pos.users.models import Membership, User
from tests.backoffice import rows

pytestmark = pytest.mark.django_db
NEW = {
    "email": "New@Example.com",
    "name": "New",
    "is_staff": "on",
    "is_superuser": "on",
    "usable_password": "true",
    "password1": "a-long-secret-7",
    "password2": "a-long-secret-7",
    "role": "manager",
}
LINES = "memberships"


def change(person, **fields):
    posted = {
        "email": person.email, "name": person.name, "is_active": "on",
        f"{LINES}-TOTAL_FORMS": "0", f"{LINES}-INITIAL_FORMS": "0",
    }  # fmt: skip
    return rows.url("users.user", "change", person.pk), {**posted, **fields}


def test_an_owner_adds_a_person_to_the_own_workspace():
    place = rows.workspace()
    client = rows.staff(place, "owner")
    assert client.post(rows.url("users.user", "add"), NEW).status_code == 302
    made = User.objects.get(name="New")
    assert made.check_password("a-long-secret-7")
    assert made.is_staff
    assert not made.is_superuser
    assert [(each.workspace, each.role) for each in made.memberships.all()] == [(place, "manager")]
    again = client.post(rows.url("users.user", "add"), {**NEW, "email": "new@example.COM"})
    assert "already" in str(again.context["errors"])


def test_an_operator_adds_a_person_of_no_workspace_yet():
    client = rows.operator()
    assert client.post(rows.url("users.user", "add"), NEW).status_code == 302
    made = User.objects.get(name="New")
    assert not made.memberships.exists()
    place = rows.workspace()
    where, posted = change(made)
    line = {
        f"{LINES}-TOTAL_FORMS": "1", f"{LINES}-0-workspace": str(place.pk),
        f"{LINES}-0-role": "owner", f"{LINES}-0-is_active": "on", "is_superuser": "on",
    }  # fmt: skip
    assert client.post(where, {**posted, **line}).status_code == 302
    made.refresh_from_db()
    assert made.is_superuser
    assert made.memberships.get().role == "owner"


def test_an_owner_edits_people_who_work_nowhere_else():
    ours, theirs = rows.workspace(), rows.workspace()
    client = rows.staff(ours, "owner")
    own, shared = rows.member(ours), rows.member(ours)
    Membership.objects.create(workspace=theirs, user=shared, is_active=False)
    operator = User.objects.create_superuser("root@example.com", "x", name="Root")
    Membership.objects.create(workspace=ours, user=operator)

    where, posted = change(own, name="Renamed", is_superuser="on")
    assert client.post(where, posted).status_code == 302
    own.refresh_from_db()
    assert (own.name, own.is_superuser) == ("Renamed", False)
    for person in (shared, operator):
        where, posted = change(person, name="Taken")
        assert client.get(where).status_code == 200
        assert client.post(where, posted).status_code == 403
        password = f"/admin/users/user/{person.pk}/password/"
        assert client.get(password).status_code == 403
        new = {"password1": "a-long-secret-8", "password2": "a-long-secret-8"}
        assert client.post(password, {**new, "usable_password": "true"}).status_code == 403


def test_a_password_is_set_and_its_hash_not_shown_to_lookers():
    filled = rows.fill(rows.workspace())
    password = f"/admin/users/user/{filled.user.pk}/password/"
    owner, manager = (rows.staff(filled.workspace, role) for role in ("owner", "manager"))
    new = {"password1": "a-long-secret-8", "password2": "a-long-secret-8"}
    assert manager.post(password, {**new, "usable_password": "true"}).status_code == 403
    assert owner.post(password, {**new, "usable_password": "true"}).status_code == 302
    filled.user.refresh_from_db()
    assert filled.user.check_password("a-long-secret-8")
    page = manager.get(rows.url("users.user", "change", filled.user.pk)).content.decode()
    assert "salt" not in page
    assert filled.user.password not in page
    listed = manager.get(rows.url("users.user", "changelist"), {"password__startswith": "m"})
    assert listed.status_code == 400


def test_nobody_changes_the_own_role():
    place = rows.workspace()
    person = rows.member(place, "owner", is_staff=True)
    client, own = rows.signed_in(person), person.memberships.get()
    posted = {"role": "waiter", "is_active": ""}
    assert client.post(rows.url("users.membership", "change", own.pk), posted).status_code == 403
    line = {
        f"{LINES}-TOTAL_FORMS": "1", f"{LINES}-INITIAL_FORMS": "1", f"{LINES}-0-id": str(own.pk),
        f"{LINES}-0-user": str(person.pk), f"{LINES}-0-role": "waiter",
    }  # fmt: skip
    where, fields = change(person, **line)
    client.post(where, {**fields, "is_active": "", "is_staff": ""})
    own.refresh_from_db()
    person.refresh_from_db()
    assert (own.role, own.is_active) == ("owner", True)
    assert (person.is_active, person.is_staff) == (True, True)


def test_a_manager_gives_no_roles():
    filled = rows.fill(rows.workspace())
    client = rows.staff(filled.workspace, "manager")
    where = rows.url("users.membership", "change", filled.membership.pk)
    assert client.post(where, {"role": "owner", "is_active": "on"}).status_code == 403
    assert client.get(rows.url("users.membership", "add")).status_code == 403
    assert client.get(rows.url("users.user", "add")).status_code == 403


def test_a_membership_line_keeps_its_workspace_and_reaches_no_other():
    ours, theirs = rows.fill(rows.workspace()), rows.fill(rows.workspace())
    client = rows.staff(ours.workspace, "owner")
    line = {
        f"{LINES}-TOTAL_FORMS": "1", f"{LINES}-INITIAL_FORMS": "1",
        f"{LINES}-0-id": str(ours.membership.pk), f"{LINES}-0-user": str(ours.user.pk),
        f"{LINES}-0-workspace": str(theirs.workspace.pk), f"{LINES}-0-role": "cashier",
    }  # fmt: skip
    where, posted = change(ours.user, **line)
    assert client.post(where, posted).status_code == 302
    ours.membership.refresh_from_db()
    assert (ours.membership.workspace, ours.membership.role) == (ours.workspace, "cashier")

    line |= {f"{LINES}-INITIAL_FORMS": "0", f"{LINES}-0-id": ""}
    where, posted = change(ours.user, **line)
    refused = client.post(where, posted)
    assert "does not exist in this workspace" in str(refused.context["errors"])
    line |= {f"{LINES}-INITIAL_FORMS": "1", f"{LINES}-0-id": str(theirs.membership.pk)}
    where, posted = change(ours.user, **line)
    refused = client.post(where, posted)
    assert "does not exist in this workspace" in str(refused.context["errors"])
    theirs.membership.refresh_from_db()
    assert theirs.membership.role == "waiter"


def test_a_membership_names_people_that_the_owner_sees():
    ours, theirs = rows.fill(rows.workspace()), rows.fill(rows.workspace())
    second = rows.workspace()
    person = rows.member(ours.workspace, "owner", is_staff=True)
    Membership.objects.create(workspace=second, user=person, role="owner")
    client = rows.signed_in(person)
    add = f"{rows.url('users.membership', 'add')}?workspace={second.pk}"
    posted = {"role": "waiter", "is_active": "on"}
    refused = client.post(add, {**posted, "user": str(theirs.user.pk)})
    assert "does not exist" in str(refused.context["errors"])
    assert client.post(add, {**posted, "user": str(ours.user.pk)}).status_code == 302
    assert second.pk in ours.user.memberships.values_list("workspace", flat=True)
