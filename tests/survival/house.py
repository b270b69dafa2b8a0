"""A house of its own for tests that kill: a PostgreSQL, a served application, and its demo data.

The database keeps its promises here (fsync is on), because what a kill leaves is what is tested.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from config import postgres
from config.env import ROOT, child_environment

PATIENCE = 60.0


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


@dataclass
class House:
    """Starts, kills and asks what it started; nothing else."""

    home: Path
    port: int = field(default_factory=free_port)
    server: subprocess.Popen[bytes] | None = None
    secret: str = ""
    outages: int = 0

    @property
    def data(self) -> Path:
        return self.home / "postgres"

    def environment(self) -> dict[str, str]:
        target = postgres.start(self.data)
        url = f"postgresql://{target.user}@/{postgres.DATABASE}?host={target.host}"
        return child_environment(
            DATA_DIR=str(self.home), DATABASE_URL=url, CI="", PORT=str(self.port), WORKERS="2",
            DATABASE_POOL_SIZE="4",
        )  # fmt: skip

    def manage(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            env=self.environment(), cwd=ROOT, check=False, capture_output=True, text=True,
            timeout=PATIENCE * 5,
        )  # fmt: skip

    def furnish(self) -> None:
        """Migrate, make a small business, and a key to it."""
        for words in (("migrate", "-v0"), ("seed_demo", "--invoices", "5", "--seed", "1")):
            done = self.manage(*words)
            assert done.returncode == 0, done.stderr
        made = self.manage(
            "create_api_key", "--workspace", "demo", "--name", "Tills", "--scope", "all",
            "--rate-limit", "0",
        )  # fmt: skip
        assert made.returncode == 0, made.stderr
        self.secret = next(word for word in made.stdout.split() if word.startswith("sk_"))

    def start(self) -> None:
        words = [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
            "--port", str(self.port), "--workers", "2", "--blocking-threads", "4", "--no-ws",
            "--log-level", "critical", "config.wsgi:application",
        ]  # fmt: skip
        with (self.home / "server.log").open("ab") as log:
            self.server = subprocess.Popen(
                words, env=self.environment(), cwd=ROOT, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            time.sleep(0.02)
        message = "the server did not start"
        raise TimeoutError(message)

    def kill_server(self) -> None:
        """End the server and its workers as a power cut would."""
        assert self.server is not None
        os.killpg(self.server.pid, signal.SIGKILL)
        self.server.wait(PATIENCE)
        self.outages += 1

    def kill_database(self) -> None:
        """Kill the postmaster and start it again: it recovers from its log."""
        self.stop_database(signal.SIGKILL)
        self.start_database()

    def stop_database(self, number: signal.Signals = signal.SIGINT) -> None:
        """End the postmaster; by SIGINT, as a restart does, it cuts all connections first."""
        pid = int((self.data / "postmaster.pid").read_text().split()[0])
        os.kill(pid, number)
        self.outages += 1
        deadline = time.monotonic() + 10
        while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
            time.sleep(0.02)

    def start_database(self) -> None:
        """Start PostgreSQL again, however it ended."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            time.sleep(0.1)
            postgres.start.cache_clear()
            try:
                postgres.start(self.data)
            except Exception:  # noqa: BLE001 (its children still hold the memory: try again)
                continue
            with contextlib.suppress(psycopg.OperationalError):
                self.ask("select 1")
                return
        message = "PostgreSQL did not come back"
        raise TimeoutError(message)

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        target = postgres.start(self.data)
        with psycopg.connect(
            host=target.host, user=target.user, dbname=postgres.DATABASE, autocommit=True
        ) as connection:
            return connection.execute(statement).fetchall()

    def end(self) -> None:
        if self.server is not None and self.server.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.server.pid, signal.SIGKILL)
            self.server.wait(PATIENCE)
        pid = int((self.data / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGINT)
        deadline = time.monotonic() + PATIENCE
        while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        postgres.start.cache_clear()
