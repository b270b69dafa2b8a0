"""Keys: the secret once, the hash never, and an end."""

import re

import pytest

from pos.users.models import ApiKey, hash_secret
from tests.backoffice import rows

pytestmark = pytest.mark.django_db
LIST = rows.url


def make(client, **fields):
    posted = {"name": "Till", "scopes": ["invoices:read", "orders:write"], "v2_flavour": "snake"}
    return client.post(rows.url("users.apikey", "add"), {**posted, **fields}, follow=True)


@pytest.mark.parametrize(("live", "prefix"), [({}, "sk_test_"), ({"live": "on"}, "sk_live_")])
def test_the_secret_is_shown_once(live, prefix):
    place = rows.workspace()
    client = rows.staff(place, "owner")
    page = make(client, **live).content.decode()
    [secret] = re.findall(r"<code>(sk_\w+)</code>", page)
    key = ApiKey.objects.get()
    assert secret.startswith(prefix)
    assert key.secret_hash == hash_secret(secret)
    assert secret.startswith(key.prefix)
    assert (key.workspace, key.is_live, key.scopes) == (
        place, bool(live), ["invoices:read", "orders:write"],
    )  # fmt: skip
    for page in ("changelist", "change", "history"):
        args = [] if page == "changelist" else [key.pk]
        text = client.get(rows.url("users.apikey", page, *args)).content.decode()
        assert secret not in text
        assert key.secret_hash not in text


def test_scopes_are_checkboxes_and_checked():
    client = rows.staff(rows.workspace(), "owner")
    page = client.get(rows.url("users.apikey", "add")).content.decode()
    assert page.count('type="checkbox" name="scopes"') == 18
    refused = make(client, scopes=["everything"])
    assert "scopes" in refused.context["adminform"].form.errors
    assert not ApiKey.objects.exists()


def test_a_change_keeps_the_secret():
    filled = rows.fill(rows.workspace())
    key, client = filled.apikey, rows.staff(filled.workspace, "owner")
    before = key.secret_hash
    posted = {
        "name": "Renamed", "scopes": ["all"], "v2_flavour": "camel", "rate_limit": "0",
        "secret_hash": "0" * 64, "is_live": "on", "prefix": "x",
    }  # fmt: skip
    assert client.post(rows.url("users.apikey", "change", key.pk), posted).status_code == 302
    key.refresh_from_db()
    kept = (key.name, key.scopes, key.secret_hash, key.is_live, key.rate_limit)
    assert kept == ("Renamed", ["all"], before, False, None)
    rows.operator().post(rows.url("users.apikey", "change", key.pk), posted)
    key.refresh_from_db()
    assert key.rate_limit == 0


def test_revoking_is_confirmed_and_final():
    filled = rows.fill(rows.workspace())
    key, client = filled.apikey, rows.staff(filled.workspace, "owner")
    listed = rows.url("users.apikey", "changelist")
    action = {"action": "revoke", "_selected_action": str(key.pk)}
    asked = client.post(listed, {**action, "index": "0"})
    assert "cannot be undone" in asked.content.decode()
    key.refresh_from_db()
    assert key.revoked_at is None

    done = client.post(listed, {**action, "confirmed": "yes"}, follow=True)
    assert "Revoked: 1." in done.content.decode()
    key.refresh_from_db()
    assert key.revoked_at is not None
    assert not key.is_usable
    assert "Revoked." in client.get(rows.url("users.apikey", "history", key.pk)).content.decode()
    again = client.post(listed, {**action, "confirmed": "yes"}, follow=True)
    assert "None of these keys" in again.content.decode()
    change = rows.url("users.apikey", "change", key.pk)
    assert client.post(change, {"name": "Back"}).status_code == 403


def test_a_manager_looks_and_cannot_revoke():
    filled = rows.fill(rows.workspace())
    client = rows.staff(filled.workspace, "manager")
    listed = rows.url("users.apikey", "changelist")
    assert 'value="revoke"' not in client.get(listed).content.decode()
    client.post(
        listed, {"action": "revoke", "confirmed": "yes", "_selected_action": str(filled.apikey.pk)}
    )
    filled.apikey.refresh_from_db()
    assert filled.apikey.revoked_at is None


def test_a_hash_cannot_be_guessed_by_filters():
    filled = rows.fill(rows.workspace())
    client = rows.staff(filled.workspace, "owner")
    start = filled.apikey.secret_hash[:1]
    listed = client.get(rows.url("users.apikey", "changelist"), {"secret_hash__startswith": start})
    assert listed.status_code == 400
