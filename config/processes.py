"""Runs the web server as a child and ends with it."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from config.env import ROOT, child_environment
from config.server import answers, command

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from config.env import Env

PATIENCE = 15
PRINTERS = [sys.executable, str(ROOT / "manage.py"), "run_printers", "--quiet"]


def serve(env: Env, *, ready: Callable[[], None], printers: bool = True) -> int:
    """Run the web server until it ends or this process is told to; return its exit status.

    Beside it, unless `printers` is False, runs what prints. Calls `ready` when the server takes
    connections.
    """
    environment = _environment(env)
    child = subprocess.Popen(command(env), env=environment)  # noqa: S603 (our own command)
    beside = [subprocess.Popen(PRINTERS, env=environment)] if printers else []  # noqa: S603

    def stop(number: int, frame: FrameType | None) -> None:
        del number, frame
        child.terminate()

    previous = {kind: signal.signal(kind, stop) for kind in (signal.SIGINT, signal.SIGTERM)}
    try:
        if _listens(env, child):
            ready()
        status = child.wait()
    finally:
        for kind, handler in previous.items():
            signal.signal(kind, handler)
        for one in (child, *beside):
            one.terminate()
        for one in (child, *beside):
            _end(one)
    return 0 if status in {0, -signal.SIGTERM, -signal.SIGINT} else status


def _listens(env: Env, child: subprocess.Popen[bytes]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while child.poll() is None and time.monotonic() < deadline:
        if answers(env):
            return True
        time.sleep(0.1)
    return False


def _end(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _environment(env: Env) -> dict[str, str]:
    """Tell the workers where the database is, so that this process alone keeps it running."""
    changed = {"DJANGO_SETTINGS_MODULE": "config.settings"}
    if env.database_url is None:
        connection.ensure_connection()
        where = connection.settings_dict
        name = settings.DATABASES["default"]["NAME"]
        host = quote(where["HOST"], safe="")
        changed["DATABASE_URL"] = f"postgresql://{where['USER']}@/{name}?host={host}"
    return child_environment(**changed)
