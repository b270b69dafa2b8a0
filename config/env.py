"""Everything Slipway takes from the environment, in one place.

No other module reads `os.environ`. A value that cannot be read is kept in `Env.problems` and
reported by the system checks, so that every wrong setting is named at once.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ROOT = Path(__file__).resolve().parent.parent
INSECURE_SECRET_KEY = "insecure-development-key-set-SECRET_KEY-in-production"  # noqa: S105 (a marker, not a secret)

TRUE = frozenset({"1", "true", "yes", "on"})
FALSE = frozenset({"", "0", "false", "no", "off"})
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


@dataclass(frozen=True, slots=True)
class Env:
    """The settings of one process. Times are in seconds, sizes in rows."""

    production: bool
    debug: bool
    secret_key: str
    allowed_hosts: list[str]
    csrf_trusted_origins: list[str]
    behind_tls_proxy: bool
    data_dir: Path
    database_url: str | None
    database_pool_size: int
    host: str
    port: int
    workers: int
    path_prefix: str
    rate_limit_test: int
    rate_limit_live: int
    rate_limit_window: int
    log_level: str
    ci: bool
    problems: tuple[str, ...] = field(default=())


class _Reader:
    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.problems: list[str] = []

    def text(self, name: str, default: str) -> str:
        return self.environ.get(name, "").strip() or default

    def words(self, name: str, default: str) -> list[str]:
        return [word.strip() for word in self.text(name, default).split(",") if word.strip()]

    def flag(self, name: str, *, default: bool) -> bool:
        raw = self.environ.get(name, "").strip().lower()
        if name not in self.environ:
            return default
        if raw not in TRUE | FALSE:
            self.problems.append(f"{name}={raw!r} is neither true nor false.")
        return raw in TRUE

    def number(self, name: str, default: int, *, low: int, high: int) -> int:
        raw = self.text(name, str(default))
        if not raw.isascii() or not raw.isdigit() or len(raw) > 20 or not low <= int(raw) <= high:
            self.problems.append(f"{name}={raw!r} is not a whole number from {low} to {high}.")
            return default
        return int(raw)

    def choice(self, name: str, default: str, known: Iterable[str]) -> str:
        value = self.text(name, default).upper()
        if value in known:
            return value
        self.problems.append(f"{name}={value!r} is none of {', '.join(known)}.")
        return default


def read(environ: Mapping[str, str] | None = None) -> Env:
    """Read the environment. Never raises: what is wrong is listed in `problems`."""
    r = _Reader(os.environ if environ is None else environ)
    production = r.flag("PRODUCTION", default=False)
    return Env(
        production=production,
        debug=r.flag("DEBUG", default=False),
        secret_key=r.text("SECRET_KEY", INSECURE_SECRET_KEY),
        allowed_hosts=r.words("ALLOWED_HOSTS", "" if production else "*"),
        csrf_trusted_origins=r.words("CSRF_TRUSTED_ORIGINS", ""),
        behind_tls_proxy=r.flag("BEHIND_TLS_PROXY", default=False),
        data_dir=Path(r.text("DATA_DIR", str(ROOT / "var"))).resolve(),
        database_url=r.environ.get("DATABASE_URL", "").strip() or None,
        database_pool_size=r.number("DATABASE_POOL_SIZE", 2, low=1, high=1000),
        host=r.text("HOST", "127.0.0.1"),
        port=r.number("PORT", 8000, low=1, high=65535),
        workers=r.number("WORKERS", 2, low=1, high=256),
        path_prefix=r.text("PATH_PREFIX", "pos").strip("/"),
        rate_limit_test=r.number("RATE_LIMIT_TEST", 200, low=0, high=1_000_000_000),
        rate_limit_live=r.number("RATE_LIMIT_LIVE", 0, low=0, high=1_000_000_000),
        rate_limit_window=r.number("RATE_LIMIT_WINDOW", 900, low=1, high=86_400),
        log_level=r.choice("LOG_LEVEL", "INFO", LOG_LEVELS),
        ci=r.flag("CI", default=False),
        problems=tuple(r.problems),
    )


env = read()


def child_environment(**extra: str) -> dict[str, str]:
    """Return this process's environment with some values changed, for a child process."""
    return {**os.environ, **extra}
