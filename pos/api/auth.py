"""Authentication by API key: `Authorization: Bearer sk_…`."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated

from pos.jsonapi import ratelimit
from pos.jsonapi.database import fetch
from pos.users.models import hash_secret
from pos.workspaces.fields import now

if TYPE_CHECKING:
    from uuid import UUID

    from rest_framework.request import Request

# Until March 2025 the guide printed `Bearer: <key>`; readers of it still send the colon.
HEADER = re.compile(r"^Bearer:? +(\S+)$", re.IGNORECASE)
# A key's last use is written at most this often: a write at each read would cost more than reading.
NOTE_USE_AFTER = dt.timedelta(minutes=1)

FIND = """
select id, workspace_id, user_id, scopes, v2_flavour, is_live, rate_limit, expires_at,
    last_used_at, revoked_at
from users_apikey where secret_hash = %s
"""
NOTE_USE = "update users_apikey set last_used_at = %s where workspace_id = %s and id = %s"


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a request's key opens. `limit` is requests in a window, 0 for no limit.

    `user_id` is the one in whose name it sells, None before its first sale.
    """

    id: UUID
    workspace_id: UUID
    user_id: UUID | None
    scopes: frozenset[str]
    flavour: str
    limit: int


class ApiKeyAuthentication(BaseAuthentication):
    """Opens the one workspace of a valid key."""

    def authenticate(self, request: Request) -> tuple[None, Credentials]:
        header = request.META.get("HTTP_AUTHORIZATION", "")
        if not header:
            raise NotAuthenticated("Send your API key as `Authorization: Bearer sk_…`.")
        match = HEADER.match(header)
        if match is None:
            raise AuthenticationFailed("The Authorization header is not `Bearer sk_…`.")
        return None, find(match[1])

    def authenticate_header(self, request: Request) -> str:
        del request
        return "Bearer"


def find(secret: str) -> Credentials:
    """Find the key with this secret. Raises AuthenticationFailed: unknown, revoked or expired.

    The one statement that names no workspace: which one it is, is what it asks.
    """
    rows = fetch(FIND, (hash_secret(secret),))
    if not rows:
        raise AuthenticationFailed("This API key is not known here.")
    (key_id, workspace, user, scopes, flavour, live, limit, expires, used, revoked) = rows[0]
    moment = now()
    if revoked is not None:
        raise AuthenticationFailed("This API key has been revoked.")
    if expires is not None and expires <= moment:
        raise AuthenticationFailed("This API key has expired.")
    if used is None or moment - used >= NOTE_USE_AFTER:
        with connection.cursor() as cursor:
            cursor.execute(NOTE_USE, (moment, workspace, key_id))
    if limit is None:
        limit = settings.SLIPWAY["RATE_LIMIT_LIVE" if live else "RATE_LIMIT_TEST"]
    return Credentials(key_id, workspace, user, frozenset(scopes), flavour, limit)


def count(view: Any, credentials: Credentials) -> None:
    """Count a request against its key's limit, and let the view tell the client where it stands."""
    if credentials.limit:
        window: int = settings.SLIPWAY["RATE_LIMIT_WINDOW"]
        view.rate = ratelimit.count(key=credentials.id, limit=credentials.limit, window=window)
