"""The CUPS driver with programs in the place of `lp` and `lpstat`: the edge of what is not here."""

from __future__ import annotations

import logging
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from printing.drivers.base import Condition, Outcome, Target, Watch
from printing.drivers.cups import CupsDriver
from printing.drivers.registry import driver_for
from printing.errors import PrintingError

if TYPE_CHECKING:
    from collections.abc import Callable

JOB = b"\x1b@" + bytes(range(256)) * 2000
TAKES = 'printf "%s\\n" "$@" > "$0.args"; cat > "$0.job"; echo "request id is bar-41 (1 file(s))"'


class System:
    """A folder of programs, the first that is searched."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def has(self, program: str, script: str) -> None:
        path = self.folder / program
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def arguments(self, program: str) -> list[str]:
        return (self.folder / f"{program}.args").read_text().splitlines()


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> System:
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    system = System(folder)
    system.has("lp", TAKES)
    system.has("lpstat", 'echo "printer bar is idle.  enabled since Mon"')
    return system


def driver(queue: str = "bar", *, total: float = 5.0, **options: object) -> CupsDriver:
    return CupsDriver(Target("k", status=2.0, total=total, device=queue, options=options))


def failure(act: Callable[[], object]) -> PrintingError:
    with pytest.raises(PrintingError) as caught:
        act()
    assert str(caught.value)
    return caught.value


def process_is_gone(number: int) -> bool:
    until = time.monotonic() + 5
    while time.monotonic() < until:
        with suppress(FileNotFoundError, ProcessLookupError):
            if Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z":
                time.sleep(0.02)
                continue
        return True
    return False


def test_cups_takes_it(system: System, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "printing.drivers.cups"):
        made = driver_for("cups", Target("k", device="bar"))
        assert made.send(JOB) is Outcome.SENT_UNCONFIRMED
    assert (system.folder / "lp.job").read_bytes() == JOB
    assert system.arguments("lp") == ["-d", "bar", "-o", "raw"]
    assert "bar-41" in caplog.text


@pytest.mark.parametrize(
    "server", ["cups.example", "10.0.0.5:631", "[::1]:8631", "[fe80::1]", "print-1.example:65535"]
)
def test_another_server(system: System, server: str) -> None:
    system.has("lpstat", 'printf "%s\\n" "$@" > "$0.args"; echo "printer bar is idle."')
    assert driver(server=server).send(JOB) is Outcome.SENT_UNCONFIRMED
    assert system.arguments("lp") == ["-h", server, "-d", "bar", "-o", "raw"]
    assert system.arguments("lpstat") == ["-h", server, "-p", "bar"]


def test_it_speaks_english_to_us(system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    system.has("lp", '[ "$LC_ALL" = C ] && cat > /dev/null')
    assert driver().send(JOB) is Outcome.SENT_UNCONFIRMED


@pytest.mark.parametrize(
    "queue",
    ["", "-o", "--help", "a b", "bar/draft", "bar;reboot", "$(id)", "`id`", "bar\n", "bar\0",
     "ü", "a" * 128, "../bar", "bar|cat", "'bar'", ".bar"],
)  # fmt: skip
def test_names_that_are_none(system: System, queue: str) -> None:
    for act in (driver(queue).open, driver(queue).validate):
        error = failure(act)
        assert (error.code, error.data["field"]) == ("invalid_profile", "device")
    assert not (system.folder / "lp.args").exists()


@pytest.mark.parametrize(
    "server",
    ["-h", "host:", "host:0", "host:65536", "host:http", "a b", "host;id", "/run/cups.sock",
     "host/version=1.1", "::1", "[::1", "host\n", "user@host", 631, ["host"], "[::1%eth0]"],
)  # fmt: skip
def test_servers_that_are_none(system: System, server: object) -> None:
    error = failure(driver(server=server).open)
    assert (error.code, error.data["field"]) == ("invalid_profile", "server")


@pytest.mark.parametrize("server", ["", None])
def test_this_machine(system: System, server: object) -> None:
    assert driver(server=server).send(JOB) is Outcome.SENT_UNCONFIRMED
    assert "-h" not in system.arguments("lp")


@pytest.mark.parametrize("name", ["bar", "Kitchen_2", "TM-T88V", "bar.old", "4711", "a" * 127])
def test_names(system: System, name: str) -> None:
    system.has("lpstat", f'echo "printer {name} is idle.  enabled since Mon"')
    assert driver(name).send(JOB) is Outcome.SENT_UNCONFIRMED


def test_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with driver().open() as link:
        for act, program in ((link.check, "lpstat"), (lambda: link.send(JOB), "lp")):
            error = failure(act)
            assert (error.code, error.may_have_printed) == ("printer_unreachable", False)
            assert f"{program} of CUPS is not installed" in str(error)


def test_cannot_be_run(system: System) -> None:
    system.has("lp", "")
    (system.folder / "lp").write_bytes(b"\x00\x01\x02")
    error = failure(lambda: driver().open().send(JOB))
    assert (error.code, error.may_have_printed) == ("printer_unreachable", False)


@pytest.mark.parametrize(
    ("says", "code"),
    [
        ("lp: The printer or class does not exist.", "printer_unreachable"),
        ('lp: Error - unknown destination "bar".', "printer_unreachable"),
        ("lp: Error - scheduler not responding.", "printer_unreachable"),
        ("lp: Error - No such file or directory", "printer_unreachable"),
        ("lp: Unable to connect to host.", "printer_unreachable"),
        ("lp: Not authorized", "printer_unreachable"),
        ('lp: Destination "bar" is not accepting jobs.', "printer_offline"),
    ],
)
@pytest.mark.parametrize("reads", ["", "cat > /dev/null; "])
def test_refused_by_cups(system: System, says: str, code: str, reads: str) -> None:
    system.has("lp", f"{reads}echo '{says}' >&2; exit 1")
    error = failure(lambda: driver().send(JOB))
    assert (error.code, error.may_have_printed) == (code, False)
    assert error.data["device"] == "bar"


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("head -c 100 > /dev/null; kill -9 $$", "lp ended with -9"),
        ("head -c 100 > /dev/null; exit 7", "lp ended with 7"),
        ("cat > /dev/null; echo 'lp: out of cheese' >&2; exit 1", "lp: out of cheese"),
        ("head -c 100 > /dev/null", "lp ended with 0"),
    ],
)
def test_lp_dies(system: System, script: str, reason: str) -> None:
    system.has("lp", script)
    error = failure(lambda: driver().send(JOB))
    assert (error.code, error.data["reason"]) == ("in_doubt", reason)
    assert error.data["total"] == len(JOB)
    assert 0 <= error.data["sent"] <= len(JOB)


@pytest.mark.parametrize("reads", ["", "cat > /dev/null; ", "head -c 100000 > /dev/null; "])
def test_lp_hangs(system: System, reads: str) -> None:
    system.has("lp", f'sleep 60 & echo $! > "$0.child"; echo $$ > "$0.self"; {reads}wait')
    started = time.monotonic()
    error = failure(lambda: driver(total=0.7).send(JOB))
    assert time.monotonic() - started < 8
    assert (error.code, error.data["reason"]) == ("in_doubt", "timed out")
    for name in ("lp.self", "lp.child"):
        assert process_is_gone(int((system.folder / name).read_text()))


def test_lp_ignores_requests_to_end(system: System) -> None:
    system.has("lp", "trap '' TERM INT HUP PIPE; cat > /dev/null; sleep 60; sleep 60")
    assert failure(lambda: driver(total=0.5).send(JOB)).code == "in_doubt"


def test_stopped_amid_a_job(system: System) -> None:
    system.has("lp", 'echo $$ > "$0.self"; sleep 60')
    file = system.folder / "lp.self"
    watch = Watch(lambda: not (file.exists() and file.read_text().endswith("\n")))
    error = failure(lambda: driver().open().send(JOB, watch))
    assert (error.code, error.data["reason"]) == ("in_doubt", "the sender was stopped")
    assert process_is_gone(int(file.read_text()))


def test_lp_that_talks_without_end(system: System) -> None:
    """Its output goes to a file: a pipe that nobody reads would stop it for ever."""
    system.has("lp", "head -c 300000 /dev/zero; head -c 300000 /dev/zero >&2; cat > /dev/null")
    assert driver().send(JOB) is Outcome.SENT_UNCONFIRMED


def test_an_empty_job(system: System) -> None:
    assert driver().send(b"") is Outcome.SENT_UNCONFIRMED
    assert (system.folder / "lp.job").read_bytes() == b""


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ('echo "printer bar is idle.  enabled since Mon"', None),
        ('echo "printer bar now printing bar-40.  enabled since Mon"', None),
        ('echo "printer bar disabled since Mon -"; echo "	Out of paper"', "printer_offline"),
        ('echo "printer bar2 is idle."', "printer_unreachable"),
        ("true", "printer_unreachable"),
        ("echo 'lpstat: Invalid destination name in list \"bar\".' >&2; exit 1", "printer_unreachable"),
        ("echo 'lpstat: Scheduler is not running.' >&2; exit 1", "printer_unreachable"),
        ("exit 3", "printer_unreachable"),
        ("kill -9 $$", "printer_unreachable"),
    ],
)  # fmt: skip
def test_check(system: System, script: str, code: str | None) -> None:
    system.has("lpstat", script)
    with driver().open() as link:
        if code is None:
            assert link.check() == Condition()
            return
        error = failure(link.check)
    assert (error.code, error.may_have_printed) == (code, False)
    error = failure(lambda: driver().send(JOB))
    assert error.code == code
    assert not (system.folder / "lp.args").exists()


def test_lpstat_hangs(system: System) -> None:
    system.has("lpstat", "sleep 60")
    slow = CupsDriver(Target("k", status=0.4, device="bar"))
    assert failure(slow.open().check).code == "printer_silent"


def test_no_file_stays_open(system: System) -> None:
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208 (names, not paths)
    for _ in range(3):
        driver().send(JOB)
    system.has("lp", "sleep 60")
    failure(lambda: driver(total=0.3).send(JOB))
    assert len(os.listdir("/proc/self/fd")) == before  # noqa: PTH208
