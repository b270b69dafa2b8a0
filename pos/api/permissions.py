"""Permissions of the API. A route that declares none does not start."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework.permissions import BasePermission
from rest_framework.throttling import BaseThrottle

from pos.api.auth import count
from pos.jsonapi.errors import ApiError, Problem
from pos.users.scopes import allows

if TYPE_CHECKING:
    from rest_framework.request import Request

    from pos.jsonapi.views import JsonApiView, ResourceView


class Undeclared(BasePermission):
    """The default: a view without a permission of its own opens nothing."""

    def has_permission(self, request: Request, view: Any) -> bool:
        del request, view
        return False


class Public(BasePermission):
    """Open without a key, by declaration."""

    def has_permission(self, request: Request, view: Any) -> bool:
        del request, view
        return True


class HasScope(BasePermission):
    """Opens a resource to keys with its scope."""

    def has_permission(self, request: Request, view: ResourceView) -> bool:  # type: ignore[override]
        needed = view.scope
        credentials: Any = request.auth
        if allows(credentials.scopes, needed):
            return True
        detail = f"This API key lacks the scope {needed}."
        raise ApiError(Problem(status=403, code="missing_scope", detail=detail))


class KeyLimit(BaseThrottle):
    """Counts each request of a key that has a limit."""

    def allow_request(self, request: Request, view: JsonApiView) -> bool:  # type: ignore[override]
        credentials: Any = request.auth
        count(view, credentials)
        return True
