"""`manage.py virtual_printer`, run as a person runs it."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command

from printing.virtual.faults import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from printing.virtual import VirtualPrinter

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 30


def start(*args: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "COLUMNS": "100"}
    return subprocess.Popen(
        [sys.executable, "manage.py", "virtual_printer", *args],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def run(*args: str) -> tuple[int, str, str]:
    """Run it to its end: exit code, output, errors."""
    with start(*args) as process:
        out, error = process.communicate(timeout=PATIENCE)
    return process.returncode, out, error


@dataclass
class Running:
    process: subprocess.Popen[str]
    port: int
    lines: list[str]

    def line(self) -> str:
        assert self.process.stdout is not None
        self.lines.append(self.process.stdout.readline())
        return self.lines[-1]

    def end(self, number: int = signal.SIGTERM) -> tuple[int, str, str]:
        self.process.send_signal(number)
        out, error = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, out, error


@contextmanager
def running(folder: Path, *args: str) -> Iterator[Running]:
    with start("--port", "0", "--folder", str(folder), *args) as process:
        try:
            one = Running(process, 0, [])
            found = re.search(r":(\d+), ", one.line())
            assert found, process.communicate(timeout=PATIENCE)
            one.port = int(found[1])
            yield one
        finally:
            process.kill()


def say(port: int, data: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(data)
        return connection.recv(1)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_prints_and_stops(tmp_path: Path, number: int) -> None:
    with running(tmp_path, "--columns", "42", "--code-page", "95=CP775") as printer:
        assert say(printer.port, b"\x1bt\x5f\xd5\n\x1dr\x01") == b"\x00"
        assert printer.line() == f"Printed {tmp_path / '0001.png'}\n"
        assert printer.end(number) == (0, "Stopped.\n", "")
    assert (tmp_path / "0001.txt").read_text() == "š\n".replace("š", b"\xd5".decode("cp775"))
    assert json.loads((tmp_path / "0001.json").read_bytes())["columns"] == 42


def test_faults_and_control(tmp_path: Path) -> None:
    faults = ("--fault", "paper_out", "--fault", "no_ack:once", "--fault", "slow=5000")
    with running(tmp_path, "--dots", "520", *faults, "--control-port", "0") as printer:
        url = printer.line().split()[-1]
        assert printer.line() == "Faults: paper_out, no_ack:once, slow=5000\n"
        assert say(printer.port, b"\x10\x04\x04") == b"\x72"
        with urllib.request.urlopen(f"{url}/state", timeout=5) as answer:
            state = json.load(answer)
        assert state["dots"] == 520
        assert state["faults"] == {
            "paper_out": {"value": True, "once": False},
            "no_ack": {"value": True, "once": True},
            "slow": {"value": 5000, "once": False},
        }
        assert printer.end()[0] == 0


def test_exclusive(tmp_path: Path) -> None:
    with running(tmp_path, "--exclusive", "refuse") as printer:
        with socket.create_connection(("127.0.0.1", printer.port), timeout=5) as first:
            first.sendall(b"\x10\x04\x01")
            assert first.recv(1) == b"\x12"
            with pytest.raises(ConnectionRefusedError):
                say(printer.port, b"")
        assert printer.end()[0] == 0


def test_taken_port(device: VirtualPrinter, tmp_path: Path) -> None:
    code, out, error = run("--port", str(device.port), "--folder", str(tmp_path))
    assert (code, out) == (1, "")
    assert f"Cannot listen on 127.0.0.1:{device.port}" in error
    assert "Traceback" not in error


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--fault", "fire"], "The fault 'fire' cannot be set: it is none of paper_out"),
        (["--fault", "slow"], "it needs a number of bytes per second"),
        (["--code-page", "33=klingon"], "code page 'klingon' is not usable"),
        (["--dots", "9999"], "width is not usable"),
        (["--columns", "43"], "invalid choice: 43"),
        (["--port", "99999"], "Cannot listen on 127.0.0.1:99999"),
        (["--port", "x"], "invalid int value: 'x'"),
        (["--fault", "paper_out:twice"], "write NAME, NAME=VALUE, NAME:once or NAME=VALUE:once"),
        (["--code-page", "CP775"], "write SLOT=NAME"),
        (["--folder", str(ROOT / "manage.py")], "manage.py: File exists."),
    ],
)
def test_bad_options(options: list[str], sentence: str) -> None:
    with pytest.raises(CommandError) as caught:
        call_command("virtual_printer", *options)
    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--no-such-option"], "unrecognized arguments: --no-such-option"),
        (["--fault", "fire"], "The fault 'fire' cannot be set"),
    ],
)
def test_bad_options_end_with_one(options: list[str], sentence: str) -> None:
    code, out, error = run(*options)
    assert (code, out) == (1, "")
    assert sentence in error
    assert "Traceback" not in error


def test_help_names_everything() -> None:
    code, out, _ = run("--help")
    assert code == 0
    options = (
        "--host", "--port", "--columns", "--dots", "--folder", "--fault", "--control-port",
        "--code-page", "--exclusive",
    )  # fmt: skip
    assert [one for one in (*options, *KINDS) if one not in out] == []
    assert max(map(len, out.splitlines())) <= 110
