"""The web server that runs Slipway, and the addresses it answers on."""

from __future__ import annotations

import socket
import sys
from contextlib import closing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from config.env import Env


def command(env: Env) -> list[str]:
    """Return the command that serves the WSGI application with granian.

    WSGI, because Django under ASGI with these synchronous views is several times slower. As many
    threads as connections: a thread without one would only wait. `docs/speed.md` has the comparison
    with gunicorn.
    """
    return [
        sys.executable, "-m", "granian",
        "--interface", "wsgi",
        "--host", env.host,
        "--port", str(env.port),
        "--workers", str(env.workers),
        "--blocking-threads", str(env.database_pool_size),
        "--backpressure", str(env.database_pool_size * 16),
        "--workers-kill-timeout", "10",
        "--no-ws",
        "--log-level", "warning",
        "config.wsgi:application",
    ]  # fmt: skip


def is_free(host: str, port: int) -> bool:
    """Tell whether nobody listens on a port yet."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def answers(env: Env) -> bool:
    """Tell whether the server takes connections."""
    try:
        socket.create_connection((_local(env.host), env.port), timeout=1).close()
    except OSError:
        return False
    return True


def url(env: Env) -> str:
    """Return the address that a client on this machine uses."""
    host = _local(env.host)
    return f"http://[{host}]:{env.port}" if ":" in host else f"http://{host}:{env.port}"


def _local(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 (compared, not bound)
