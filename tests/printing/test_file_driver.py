"""The file driver on plain files, pipes and device files of this machine."""

from __future__ import annotations

import os
import resource
import select
import socket
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from printing.drivers.base import Condition, Outcome, Target, Watch
from printing.drivers.file import FileDriver
from printing.drivers.registry import driver_for
from printing.errors import PrintingError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

JOB = b"\x1b@" + bytes(range(256)) * 8
BIG = 500_000


def driver(path: Path | str, **settings: object) -> FileDriver:
    return FileDriver(Target("k", device=str(path), **({"total": 0.5} | settings)))


def failure(act: Callable[[], object]) -> PrintingError:
    with pytest.raises(PrintingError) as caught:
        act()
    assert str(caught.value)
    return caught.value


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    path = tmp_path / "paper"
    path.touch()
    return path


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    return path


@contextmanager
def reader(pipe: Path) -> Iterator[int]:
    """Hold the reading end open; what it does is the test's."""
    fd = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        yield fd
    finally:
        os.close(fd)


@contextmanager
def file_size_limit(size: int) -> Iterator[None]:
    """Let the system refuse to make files longer, as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def another_user() -> Iterator[None]:
    """Have the rights of nobody: to the superuser no file is closed."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(before)


def read(fd: int, count: int) -> bytes:
    data = b""
    while len(data) < count:
        assert select.select([fd], [], [], 5)[0]
        data += os.read(fd, count - len(data))
    return data


def test_whole_jobs_are_appended(plain: Path) -> None:
    plain.write_bytes(b"before")
    with driver(plain).open() as link:
        for _ in range(2):
            assert link.check() == Condition()
            assert link.send(JOB) is Outcome.SENT_UNCONFIRMED
    assert driver_for("file", Target("k", device=str(plain))).send(JOB) is Outcome.SENT_UNCONFIRMED
    assert plain.read_bytes() == b"before" + JOB * 3


def test_it_is_on_the_disk_before_it_counts(plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_fd: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", fails)
    error = failure(lambda: driver(plain).send(JOB))
    assert (error.code, error.data["sent"]) == ("in_doubt", len(JOB))


def test_a_disk_that_fills_up_amid_a_job(plain: Path) -> None:
    with file_size_limit(10_000), driver(plain).open() as link:
        error = failure(lambda: link.send(bytes(BIG)))
    assert (error.code, error.may_have_printed) == ("in_doubt", True)
    assert error.data["sent"] == 10_000 == plain.stat().st_size


def test_a_full_disk() -> None:
    error = failure(lambda: driver("/dev/full").send(JOB))
    assert (error.code, error.may_have_printed) == ("printer_unreachable", False)
    assert str(error) == "No connection to /dev/full (No space left on device)."


def test_a_device_that_takes_all() -> None:
    assert driver("/dev/null").send(JOB) is Outcome.SENT_UNCONFIRMED


def test_what_cannot_be_opened(tmp_path: Path, pipe: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket"))
        errors = {
            path: failure(driver(path).open)
            for path in (tmp_path / "none", tmp_path, pipe, tmp_path / "socket")
        }
    assert {error.code for error in errors.values()} == {"printer_unreachable"}
    nobody = "there is no device behind it, or nobody who reads"
    assert [error.data["reason"] for error in errors.values()] == [
        "it is not there",
        "it is a folder",
        nobody,
        nobody,
    ]
    assert not (tmp_path / "none").exists()


def test_no_permission(plain: Path) -> None:
    plain.chmod(0o600)
    with another_user():
        error = failure(driver(plain).open)
    assert (error.code, error.data["reason"]) == (
        "printer_unreachable",
        "this user may not use it",
    )


def test_a_serial_line_has_a_driver_of_its_own() -> None:
    ends = os.openpty()
    error = failure(driver(os.ttyname(ends[1])).open)
    for fd in ends:
        os.close(fd)
    assert "serial line" in str(error)


@pytest.mark.parametrize("path", ["", "paper", "../paper", "/dev/usb/\0lp0"])
def test_paths_that_cannot_be(path: str) -> None:
    error = failure(driver(path).open)
    assert (error.code, error.data["field"]) == ("invalid_profile", "device")


def test_one_program_at_a_time(plain: Path) -> None:
    with driver(plain).open():
        error = failure(driver(plain).open)
        assert error.data["reason"] == "another program uses it"
    driver(plain).open().close()


def test_a_pipe_that_is_read(pipe: Path) -> None:
    with reader(pipe) as fd:
        got: list[bytes] = []
        thread = threading.Thread(target=lambda: got.append(read(fd, BIG)))
        thread.start()
        assert driver(pipe, total=5.0).send(bytes(BIG)) is Outcome.SENT_UNCONFIRMED
        thread.join(5)
        assert got == [bytes(BIG)]


def test_a_pipe_that_is_not_read_any_more(pipe: Path) -> None:
    started = time.monotonic()
    with reader(pipe):
        error = failure(lambda: driver(pipe).send(bytes(BIG)))
    assert (error.code, error.data["reason"]) == ("in_doubt", "timed out")
    assert 0 < error.data["sent"] < BIG
    assert time.monotonic() - started < 8


def test_a_pipe_that_is_full_before_the_job(pipe: Path) -> None:
    with reader(pipe) as fd, driver(pipe).open() as link:
        sent = failure(lambda: link.send(bytes(BIG))).data["sent"]
        error = failure(lambda: link.send(JOB))
        assert (error.code, error.may_have_printed) == ("printer_unreachable", False)
        assert read(fd, sent) == bytes(sent)


def test_a_reader_that_goes_amid_a_job(pipe: Path) -> None:
    ready = threading.Event()

    def read_some() -> None:
        with reader(pipe) as fd:
            ready.set()
            read(fd, 10_000)

    thread = threading.Thread(target=read_some)
    thread.start()
    ready.wait(5)
    error = failure(lambda: driver(pipe, total=5.0).send(bytes(BIG)))
    thread.join(5)
    assert (error.code, error.may_have_printed) == ("in_doubt", True)
    assert 10_000 <= error.data["sent"] < BIG


def test_a_reader_that_goes_between_two_jobs(pipe: Path) -> None:
    with reader(pipe):
        link = driver(pipe).open()
    error = failure(lambda: link.send(JOB))
    link.close()
    assert (error.code, error.may_have_printed) == ("printer_unreachable", False)


def test_stopped_amid_a_job(plain: Path) -> None:
    calls = iter(range(100))
    with driver(plain).open() as link:
        error = failure(lambda: link.send(bytes(BIG), Watch(lambda: next(calls) < 4)))
    assert (error.code, error.data["sent"]) == ("in_doubt", 4 * 4096)
    assert plain.stat().st_size == 4 * 4096


def test_a_link_that_is_closed(plain: Path) -> None:
    link = driver(plain).open()
    link.close()
    link.close()
    error = failure(lambda: link.send(JOB))
    assert (error.code, error.may_have_printed) == ("printer_unreachable", False)
