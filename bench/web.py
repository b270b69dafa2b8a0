"""Starts the real web server on the measured database, and looks at its processes."""

from __future__ import annotations

import dataclasses
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from config.env import ROOT, child_environment, env
from config.server import command

if TYPE_CHECKING:
    from collections.abc import Iterator

HOST = "127.0.0.1"
PATIENCE = 30


@dataclasses.dataclass(frozen=True, slots=True)
class Web:
    """A running server."""

    port: int
    pid: int

    def memory(self) -> tuple[int, int]:
        """Return the largest worker's resident and unshared memory, in bytes (RSS, USS)."""
        return max(_memory(pid) for pid in (self.pid, *_descendants(self.pid)))


@contextmanager
def running(server: str, workers: int) -> Iterator[Web]:
    """Run a server with `workers` processes while the block lasts."""
    port = _free_port()
    child = subprocess.Popen(
        _command(server, port, workers),
        env=_environment(),
        cwd=ROOT,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait(child, port)
        yield Web(port, child.pid)
    finally:
        os.killpg(child.pid, signal.SIGTERM)
        try:
            child.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def _command(server: str, port: int, workers: int) -> list[str]:
    if server == "granian":
        return command(dataclasses.replace(env, host=HOST, port=port, workers=workers))
    return [
        sys.executable, "-m", "gunicorn",
        "--bind", f"{HOST}:{port}",
        "--workers", str(workers),
        "--worker-class", "sync",
        "--timeout", "120",
        "--log-level", "warning",
        "config.wsgi:application",
    ]  # fmt: skip


def _environment() -> dict[str, str]:
    connection.ensure_connection()
    where = connection.settings_dict
    name = settings.DATABASES["default"]["NAME"]
    host = quote(where["HOST"], safe="")
    return child_environment(
        DJANGO_SETTINGS_MODULE="bench.settings",
        DATABASE_URL=f"postgresql://{where['USER']}@/{name}?host={host}",
        LOG_LEVEL="ERROR",
        PYTHONWARNINGS="ignore",
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(child: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if child.poll() is not None:
            msg = f"The server ended with {child.returncode}."
            raise RuntimeError(msg)
        client = http.client.HTTPConnection(HOST, port, timeout=5)
        try:
            client.request("GET", "/bench/static/1")
            if client.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
        finally:
            client.close()
    msg = f"The server did not answer within {PATIENCE} s."
    raise RuntimeError(msg)


def _descendants(pid: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name, in brackets, may hold anything; the parent is the second field after it.
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found, waiting = [], [pid]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += below
    return found


def _memory(pid: int) -> tuple[int, int]:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    except OSError:
        return 0, 0
    sizes = {line.split(":")[0]: int(line.split()[1]) * 1024 for line in lines}
    return sizes["Rss"], sizes["Private_Clean"] + sizes["Private_Dirty"]
