"""System checks: what is wrong with the settings, each with an id and what to do."""

from __future__ import annotations

from typing import Any

from django.core import checks
from django.core.checks import CheckMessage, Error, register

from config import postgres, routes
from config.env import INSECURE_SECRET_KEY, Env, env


@register()
def environment(app_configs: Any, **_kwargs: Any) -> list[CheckMessage]:
    """Check the environment of this process."""
    del app_configs
    return messages(env)


@register()
def permissions(app_configs: Any, **_kwargs: Any) -> list[CheckMessage]:
    """Check that every route says who may use it."""
    del app_configs
    return [
        Error(
            f"The route {route!r} declares no permission.",
            hint="Set permission_classes on its view, or mark a plain view with config.routes.public.",
            id="slipway.E006",
        )
        for route in routes.undeclared()
    ]


def messages(env: Env) -> list[CheckMessage]:
    """List what is wrong with `env`, as check messages."""
    found: list[CheckMessage] = [
        Error(problem, hint="See docs/configuration.md.", id="slipway.E001")
        for problem in env.problems
    ]
    if env.database_url is not None:
        try:
            postgres.parse_url(env.database_url)
        except postgres.DatabaseUrlError as error:
            found.append(Error(str(error), id="slipway.E003"))
    if env.production:
        found += _production(env)
    return found


def _production(env: Env) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if env.secret_key == INSECURE_SECRET_KEY or len(env.secret_key) < 32:
        found.append(
            Error(
                "SECRET_KEY is missing or shorter than 32 characters.",
                hint="Set SECRET_KEY to a long random text and keep it secret.",
                id="slipway.E002",
            )
        )
    if env.debug:
        found.append(
            Error(
                "DEBUG is on in production: error pages would show code and settings.",
                hint="Unset DEBUG.",
                id="slipway.E004",
            )
        )
    if not env.allowed_hosts or "*" in env.allowed_hosts:
        found.append(
            Error(
                "ALLOWED_HOSTS is empty or '*' in production.",
                hint="Set ALLOWED_HOSTS to the names that clients use, separated by commas.",
                id="slipway.E005",
            )
        )
    if env.database_url is None:
        found.append(
            checks.Warning(
                "Production runs on the embedded PostgreSQL.",
                hint="Set DATABASE_URL to a server that is backed up.",
                id="slipway.W001",
            )
        )
    return found
