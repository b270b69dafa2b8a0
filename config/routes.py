"""Looks over every route: each one says who may use it, or the project does not start."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import URLPattern, URLResolver, get_resolver

from pos.api.permissions import Undeclared

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# The back office has permissions of its own, model by model.
GUARDED_NAMESPACES = frozenset({"admin"})


def public(view: Callable[..., Any]) -> Callable[..., Any]:
    """Declare that a plain view is open to everybody."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def undeclared() -> list[str]:
    """List the routes that do not say who may use them."""
    return [route for route, view in _routes(get_resolver()) if not _declares(view)]


def _routes(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield route, entry.callback
        elif entry.namespace not in GUARDED_NAMESPACES:
            yield from _routes(entry, route)


def _declares(view: Any) -> bool:
    # A printer that asks for its slips logs in with a password of its own (`printing.pull.logins`).
    if getattr(view, "is_public", False) or getattr(view, "is_for_printers", False):
        return True
    permissions = getattr(getattr(view, "cls", None), "permission_classes", [])
    return bool(permissions) and Undeclared not in permissions
