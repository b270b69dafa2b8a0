"""Keys: made once, told once, closed for good; and the three commands."""

from __future__ import annotations

import datetime as dt
import io
import json

import pytest
from django.core.management import CommandError, call_command

from pos.users import selectors, services
from pos.users.models import ApiKey, hash_secret
from pos.users.services import ApiKeyError
from pos.workspaces.fields import now
from tests.factories.users import ApiKeyFactory
from tests.factories.workspaces import WorkspaceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace():
    return WorkspaceFactory(slug="cafe")


def run(*args: str) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command(*args, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.mark.parametrize(("live", "start"), [(False, "sk_test_"), (True, "sk_live_")])
def test_only_the_hash_of_a_secret_is_kept(workspace, live, start):
    key, secret = services.create_api_key(
        workspace=workspace, name=" Stock ", scopes=["read", "read"], live=live
    )
    stored = ApiKey.objects.get(pk=key.pk)
    assert secret.startswith(start)
    assert stored.secret_hash == hash_secret(secret)
    assert stored.prefix == secret[:12]
    assert (stored.name, stored.scopes, stored.is_live) == ("Stock", ["read"], live)
    assert stored.is_usable


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"name": "  "}, "name_missing"),
        ({"name": "x" * 256}, "name_too_long"),
        ({"scopes": []}, "scopes_missing"),
        ({"scopes": ["read", "fly"]}, "scope_unknown"),
        ({"v2_flavour": "kebab"}, "flavour_unknown"),
        ({"expires_at": dt.datetime(2030, 1, 1)}, "expiry_naive"),  # noqa: DTZ001
        ({"expires_at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)}, "expiry_past"),
        ({"rate_limit": -1}, "rate_limit_out_of_range"),
    ],
)
def test_a_wrong_key_is_refused_with_a_code(workspace, wrong, code):
    with pytest.raises(ApiKeyError) as caught:
        services.create_api_key(
            **{"workspace": workspace, "name": "Stock", "scopes": ["read"], **wrong}
        )
    assert caught.value.code == code
    assert not ApiKey.objects.exists()


def test_a_key_is_revoked_once(workspace):
    key = ApiKeyFactory(workspace=workspace)
    moment = now()
    services.revoke_api_key(key=key, at=moment)
    assert ApiKey.objects.get(pk=key.pk).revoked_at == key.revoked_at == moment
    with pytest.raises(ApiKeyError) as caught:
        services.revoke_api_key(key=key)
    assert caught.value.code == "already_revoked"
    assert caught.value.data["at"] == moment


def test_keys_of_a_workspace_are_its_own(workspace):
    first = ApiKeyFactory(workspace=workspace)
    second = ApiKeyFactory(workspace=workspace, revoked_at=now())
    ApiKeyFactory()
    assert list(selectors.keys_of(workspace=workspace)) == [second, first]


def test_create_prints_the_secret_once(workspace):
    out, err = run("create_api_key", "--workspace", "cafe", "--name", "Stock")
    key = ApiKey.objects.get()
    assert hash_secret(out.strip()) == key.secret_hash
    assert "cannot be shown again" in err
    assert out.strip() not in err
    assert (key.scopes, key.v2_flavour, key.is_live) == (["read"], "snake", False)


def test_create_takes_every_option(workspace):
    out, _ = run(
        "create_api_key", "--workspace", "cafe", "--name", "BI", "--scope", "invoices:read",
        "--scope", "orders:read", "--live", "--camel", "--expires", "2127-01-01",
        "--rate-limit", "0", "--json",
    )  # fmt: skip
    printed = json.loads(out)
    key = ApiKey.objects.get(pk=printed["id"])
    assert printed["secret"].startswith("sk_live_")
    assert printed["prefix"] == key.prefix
    assert (key.scopes, key.v2_flavour) == (["invoices:read", "orders:read"], "camel")
    # The day starts by the workspace's clock: Riga is two hours ahead in winter.
    assert key.expires_at == dt.datetime(2126, 12, 31, 22, tzinfo=dt.UTC)
    assert key.rate_limit == 0


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("--workspace", "none", "--name", "x"), "There is no workspace 'none'"),
        (("--workspace", "cafe", "--name", "x", "--scope", "fly"), "No such scope: fly"),
        (("--workspace", "cafe", "--name", ""), "needs a --name"),
        (("--workspace", "cafe", "--name", "x", "--expires", "2020-01-01"), "2020-01-01 is over"),
        (("--workspace", "cafe", "--name", "x", "--expires", "soon"), "invalid date value"),
        (("--workspace", "cafe", "--name", "x", "--rate-limit", "-1"), "--rate-limit is a number"),
    ],
)
def test_create_says_what_is_wrong(workspace, args, message):
    with pytest.raises(CommandError, match=message):
        run("create_api_key", *args)
    assert not ApiKey.objects.exists()


def test_list_shows_states_and_no_secrets(workspace):
    usable = ApiKeyFactory(workspace=workspace, name="Usable")
    ApiKeyFactory(workspace=workspace, name="Expired", expires_at=now() - dt.timedelta(days=1))
    ApiKeyFactory(name="Revoked", revoked_at=now())
    out, _ = run("list_api_keys", "--json")
    assert {row["name"]: row["state"] for row in json.loads(out)} == {
        "Usable": "usable", "Expired": "expired", "Revoked": "revoked",
    }  # fmt: skip
    out, _ = run("list_api_keys", "--workspace", "cafe")
    assert "Usable" in out
    assert "Revoked" not in out
    assert usable.secret not in out
    assert usable.secret_hash not in out
    with pytest.raises(CommandError, match="no workspace"):
        run("list_api_keys", "--workspace", "none")


def test_list_of_nothing_says_so(workspace):
    assert run("list_api_keys") == ("", "There are no keys.\n")
    assert run("list_api_keys", "--json") == ("[]\n", "")


@pytest.mark.parametrize("named", ["id", "prefix", "shown", "secret"])
def test_revoke_takes_an_id_a_start_or_the_secret(workspace, named):
    key = ApiKeyFactory(workspace=workspace)
    names = {
        "id": str(key.id),
        "prefix": key.prefix,
        "shown": f"{key.prefix}…",
        "secret": key.secret,
    }
    out, _ = run("revoke_api_key", names[named])
    assert f"Revoked {key.prefix}…" in out
    assert ApiKey.objects.get(pk=key.pk).revoked_at is not None
    with pytest.raises(CommandError, match="revoked already"):
        run("revoke_api_key", names[named])


def test_revoke_refuses_what_fits_several_keys(workspace):
    one, two = ApiKeyFactory(workspace=workspace), ApiKeyFactory()
    with pytest.raises(CommandError, match="fits several keys") as caught:
        run("revoke_api_key", "sk_test_")
    assert str(one.id) in str(caught.value)
    assert str(two.id) in str(caught.value)
    assert not ApiKey.objects.filter(revoked_at__isnull=False).exists()


@pytest.mark.parametrize("named", ["sk_live_none", "00000000-0000-7000-8000-000000000000"])
def test_revoke_refuses_what_fits_none(workspace, named):
    ApiKeyFactory(workspace=workspace)
    with pytest.raises(CommandError, match="There is no key"):
        run("revoke_api_key", named)


def test_a_longer_start_that_cannot_be_compared_fits_none(workspace):
    key = ApiKeyFactory(workspace=workspace)
    with pytest.raises(CommandError, match="There is no key"):
        run("revoke_api_key", key.secret[:20])
