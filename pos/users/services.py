"""Makes and revokes the keys of integrators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from pos.users.models import ApiKey, Flavour, Membership, Role, User, hash_secret
from pos.users.scopes import SCOPE_NAMES
from pos.workspaces.fields import now

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from uuid import UUID

    from pos.workspaces.models import Workspace

SHOWN = 12  # `sk_test_` and four digits: enough to tell keys apart, useless to guess the rest


class ApiKeyError(Exception):
    """A key cannot be made or revoked: a code, and the data that a sentence needs.

    Codes: `name_missing`, `name_too_long`, `scopes_missing`, `scope_unknown`, `flavour_unknown`,
    `expiry_naive`, `expiry_past`, `rate_limit_out_of_range`, `already_revoked`.
    """

    def __init__(self, code: str, **data: Any) -> None:
        self.code = code
        self.data = data
        super().__init__(code)


def create_api_key(
    *,
    workspace: Workspace,
    name: str,
    scopes: Iterable[str],
    live: bool = False,
    v2_flavour: str = Flavour.SNAKE,
    expires_at: dt.datetime | None = None,
    rate_limit: int | None = None,
) -> tuple[ApiKey, str]:
    """Make a key; returns it and its secret, which cannot be read again.

    `rate_limit` is in requests per window: None is the server's own limit, 0 is none. Raises
    ApiKeyError.
    """
    wanted = sorted(set(scopes))
    _check(name.strip(), wanted, v2_flavour)
    _check_limits(expires_at, rate_limit)
    key = ApiKey(
        workspace=workspace,
        name=name.strip(),
        scopes=wanted,
        v2_flavour=v2_flavour,
        expires_at=expires_at,
        rate_limit=rate_limit,
    )
    secret = issue_secret(key=key, live=live)
    key.full_clean()
    key.save(force_insert=True)
    return key, secret


def issue_secret(*, key: ApiKey, live: bool) -> str:
    """Give an unsaved key its secret, and return it: the row keeps only the hash."""
    secret = ApiKey.new_secret(live=live)
    key.is_live = live
    key.prefix = secret[:SHOWN]
    key.secret_hash = hash_secret(secret)
    return secret


@transaction.atomic
def revoke_api_key(*, key: ApiKey, at: dt.datetime | None = None) -> ApiKey:
    """Close a key for good. It stays listed, because logs name it. Raises ApiKeyError."""
    locked: ApiKey = ApiKey.objects.select_for_update().get(
        workspace_id=key.workspace_id, pk=key.pk
    )
    if locked.revoked_at is not None:
        raise ApiKeyError("already_revoked", key=locked, at=locked.revoked_at)
    locked.revoked_at = at or now()
    locked.save(update_fields=["revoked_at", "updated_at"])
    key.revoked_at = locked.revoked_at
    return locked


@transaction.atomic
def acting_user(*, workspace_id: UUID, key_id: UUID) -> UUID:
    """Return the user in whose name a key sells: one of its own, called as the key is.

    It cannot sign in; sales show it as their cashier. Its address is under `.invalid`, which is
    never a real one (RFC 2606).
    """
    key = ApiKey.objects.select_for_update().get(workspace_id=workspace_id, pk=key_id)
    if key.user_id is None:
        user = User(email=f"key-{key.pk}@keys.invalid", name=key.name, is_active=False)
        user.set_unusable_password()
        user.save(force_insert=True)
        Membership.objects.create(workspace_id=workspace_id, user=user, role=Role.CASHIER)
        key.user = user
        key.save(update_fields=["user", "updated_at"])
    found: UUID = key.user_id
    return found


def _check(name: str, scopes: list[str], flavour: str) -> None:
    if not name:
        raise ApiKeyError("name_missing")
    if len(name) > 255:
        raise ApiKeyError("name_too_long", limit=255)
    if not scopes:
        raise ApiKeyError("scopes_missing")
    unknown = [scope for scope in scopes if scope not in SCOPE_NAMES]
    if unknown:
        raise ApiKeyError("scope_unknown", scopes=unknown)
    if flavour not in Flavour.values:
        raise ApiKeyError("flavour_unknown", flavour=flavour)


def _check_limits(expires_at: dt.datetime | None, rate_limit: int | None) -> None:
    if expires_at is not None:
        if expires_at.tzinfo is None:
            raise ApiKeyError("expiry_naive", at=expires_at)
        if expires_at <= now():
            raise ApiKeyError("expiry_past", at=expires_at)
    if rate_limit is not None and not 0 <= rate_limit <= 2_147_483_647:
        raise ApiKeyError("rate_limit_out_of_range", limit=rate_limit)
