"""The USB driver on a bus of printers that a test makes; pyusb itself is the real one."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
import usb.backend.libusb0
import usb.backend.libusb1
import usb.backend.openusb

from printing.drivers.base import Condition, Outcome, Target, Watch
from printing.drivers.registry import driver_for
from printing.drivers.usb import UsbDriver
from printing.errors import PrintingError
from tests.printing.raw_printer import ACKNOWLEDGE, FINE, PAPER_OUT
from tests.printing.usb_device import BULK, IN, INTERRUPT, OUT, Bus, Interface, UsbPrinter

if TYPE_CHECKING:
    from collections.abc import Callable

JOB = b"\x1b@" + b"hello\n" * 200 + ACKNOWLEDGE
BIG = 100_000


def driver(
    *printers: UsbPrinter, device: str = "04b8:0202", confirms: bool = True, **times: float
) -> UsbDriver:
    settings = {"status": 0.3, "total": 0.5} | times
    return UsbDriver(Target("k", confirms=confirms, device=device, **settings), Bus(*printers))


def failure(act: Callable[[], object]) -> PrintingError:
    with pytest.raises(PrintingError) as caught:
        act()
    assert str(caught.value)
    return caught.value


def given_back(printer: UsbPrinter) -> bool:
    return not printer.claimed and not printer.handles


def test_printed() -> None:
    printer = UsbPrinter()
    assert driver(printer).send(JOB) is Outcome.PRINTED
    assert printer.jobs == [JOB]
    assert given_back(printer)


def test_several_jobs_on_one_link() -> None:
    printer = UsbPrinter()
    with driver(printer).open() as link:
        for _ in range(3):
            assert link.check() == Condition()
            assert link.send(JOB) is Outcome.PRINTED
    assert printer.jobs == [JOB] * 3


def test_taken_in_small_pieces_and_answered_among_empty_packets() -> None:
    printer = UsbPrinter(packet=7, empty_packets=5)
    assert driver(printer).send(JOB) is Outcome.PRINTED
    assert printer.jobs == [JOB]


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (PAPER_OUT, "printer_paper_out"),
        ({1: 0x1A, 2: 0x16, 4: 0x12}, "printer_cover_open"),
        ({1: 0x1A, 2: 0x12, 4: 0x12}, "printer_offline"),
    ],
)
def test_what_status_says(status: dict[int, int], code: str) -> None:
    printer = UsbPrinter(status=status)
    error = failure(lambda: driver(printer).send(JOB))
    assert (error.code, error.data["device"]) == (code, "04b8:0202")
    assert given_back(printer)
    assert not printer.taken


def test_near_end() -> None:
    with driver(UsbPrinter(status=FINE | {4: 0x1E})).open() as link:
        assert link.check() == Condition(near_end=True)


def test_stale_answers_are_dropped() -> None:
    printer = UsbPrinter()
    printer.replies = bytes([*PAPER_OUT.values(), 0])
    assert driver(printer).send(JOB) is Outcome.PRINTED


def test_paper_is_waited_for() -> None:
    printer = UsbPrinter(confirms=False)
    told: list[str | None] = []

    def waits(error: PrintingError | None) -> None:
        told.append(error.code if error else None)
        printer.status = FINE
        printer.replies += b"" if error else b"\x00"

    with driver(printer).open() as link:
        link.check()
        printer.status = PAPER_OUT
        assert link.send(JOB, Watch(waits=waits)) is Outcome.PRINTED
    assert told == ["printer_paper_out", None]


def test_nothing_plugged_in() -> None:
    error = failure(driver().open)
    assert str(error) == "No connection to 04b8:0202 (no such device is plugged in)."


def test_other_ids() -> None:
    assert failure(driver(UsbPrinter(product=0x0203)).open).code == "printer_unreachable"


def test_the_serial_number_chooses() -> None:
    printers = UsbPrinter(serial="A1"), UsbPrinter(serial="B2"), UsbPrinter()
    assert driver(*printers, device="04B8:0202:B2").send(JOB) is Outcome.PRINTED
    assert [len(printer.jobs) for printer in printers] == [0, 1, 0]
    assert all(map(given_back, printers))
    error = failure(driver(*printers, device="04b8:0202:C3").open)
    assert error.data["reason"] == "no device with this serial number is plugged in"


def test_two_alike_are_not_mixed_up() -> None:
    error = failure(driver(UsbPrinter(), UsbPrinter()).open)
    assert (error.code, error.may_have_printed) == ("printer_unreachable", False)
    assert "serial number" in str(error)


@pytest.mark.parametrize(
    "device",
    ["", "04b8", "04b8:", "4b8:202", "04b8:0202:", "0x04b8:0x0202", "04b8:02020", "x4b8:0202"],
)
def test_devices_that_cannot_be(device: str) -> None:
    for act in (driver(device=device).open, driver(device=device).validate):
        error = failure(act)
        assert (error.code, error.data["field"]) == ("invalid_profile", "device")


def test_permission_denied() -> None:
    error = failure(driver(UsbPrinter(refuses=True)).open)
    assert (error.code, error.data["reason"]) == (
        "printer_unreachable",
        "this user may not use it",
    )
    error = failure(driver(UsbPrinter(refuses=True, serial="A"), device="04b8:0202:A").open)
    assert error.data["reason"].startswith("its serial number cannot be read")


def test_another_program_has_it() -> None:
    printer = UsbPrinter(claimed_elsewhere=True, kernel_driver=True)
    error = failure(driver(printer).open)
    assert error.data["reason"] == "another program uses it"
    assert printer.kernel_driver
    assert given_back(printer)


def test_one_link_at_a_time() -> None:
    printer = UsbPrinter()
    with driver(printer).open():
        assert failure(driver(printer).open).data["reason"] == "another program uses it"
    driver(printer).open().close()


def test_the_kernel_driver_steps_aside_and_comes_back() -> None:
    printer = UsbPrinter(kernel_driver=True)
    link = driver(printer).open()
    assert not printer.kernel_driver
    assert link.send(JOB) is Outcome.PRINTED
    link.close()
    link.close()
    assert printer.kernel_driver
    assert given_back(printer)


def test_a_system_without_kernel_drivers() -> None:
    assert driver(UsbPrinter(knows_kernel_drivers=False)).send(JOB) is Outcome.PRINTED


def test_a_device_that_nobody_has_configured() -> None:
    printer = UsbPrinter(configured=False)
    assert driver(printer).send(JOB) is Outcome.PRINTED
    assert printer.configured


def test_the_printer_interface_is_found() -> None:
    ways = ((OUT, BULK), (IN, BULK))
    printer = UsbPrinter(
        interfaces=(
            Interface(0, kind=3, protocol=0, endpoints=((0x85, INTERRUPT),)),
            Interface(1, kind=255, protocol=0, endpoints=((0x03, BULK), (0x84, BULK))),
            Interface(2, 0, protocol=1, endpoints=((OUT, BULK),)),
            Interface(2, 1, protocol=2, endpoints=ways),
            Interface(2, 2, protocol=4, endpoints=ways),
        )
    )
    with driver(printer).open() as link:
        assert printer.claimed == {2}
        assert printer.alternates == {2: 1}
        assert link.send(JOB) is Outcome.PRINTED


def test_a_makers_own_interface_will_do() -> None:
    printer = UsbPrinter(interfaces=(Interface(kind=255, protocol=0),))
    assert driver(printer).send(JOB) is Outcome.PRINTED


@pytest.mark.parametrize(
    "interface",
    [
        Interface(kind=8),
        Interface(protocol=4),
        Interface(endpoints=((IN, BULK),)),
        Interface(endpoints=((OUT, INTERRUPT), (IN, INTERRUPT))),
    ],
)
def test_no_printer(interface: Interface) -> None:
    printer = UsbPrinter(interfaces=(interface,))
    error = failure(driver(printer).open)
    assert (error.code, error.data["reason"]) == (
        "printer_unreachable",
        "it has no printer interface",
    )
    assert given_back(printer)


def test_a_printer_without_a_way_back_cannot_confirm() -> None:
    interface = Interface(protocol=1, endpoints=((OUT, BULK),))
    printer = UsbPrinter(interfaces=(interface,), status=PAPER_OUT)
    with driver(printer).open() as link:
        assert link.check() == Condition()
        assert link.send(JOB) is Outcome.SENT_UNCONFIRMED
    assert printer.jobs == [JOB]


def test_a_printer_that_is_not_asked() -> None:
    printer = UsbPrinter(answers=False, confirms=False)
    assert driver(printer, confirms=False).send(JOB) is Outcome.SENT_UNCONFIRMED


def test_silent() -> None:
    error = failure(lambda: driver(UsbPrinter(answers=False)).send(JOB))
    assert (error.code, error.may_have_printed) == ("printer_silent", False)


def test_never_confirms() -> None:
    error = failure(lambda: driver(UsbPrinter(confirms=False)).send(JOB))
    assert (error.code, error.may_have_printed) == ("ack_timeout", True)


@pytest.mark.parametrize("room", [1, 4096, 10_000])
def test_takes_no_more(room: int) -> None:
    printer = UsbPrinter(room=9 + room)
    started = time.monotonic()
    error = failure(lambda: driver(printer).send(bytes(BIG)))
    assert (error.code, error.data["reason"]) == ("in_doubt", "timed out")
    assert error.data["sent"] == room
    assert time.monotonic() - started < 8
    assert max(printer.timeouts) <= 300
    assert given_back(printer)


def test_unplugged_before_the_check() -> None:
    printer = UsbPrinter()
    with driver(printer).open() as link:
        printer.plugged = False
        error = failure(link.check)
    assert (error.code, error.may_have_printed) == ("printer_unreachable", False)


@pytest.mark.parametrize("count", [0, 4096, 50_000])
def test_unplugged_amid_the_job(count: int) -> None:
    printer = UsbPrinter(unplug_after=9 + count)
    error = failure(lambda: driver(printer).send(bytes(BIG)))
    assert (error.code, error.may_have_printed) == ("in_doubt", True)
    # Whole transfers are counted: of the one that failed nobody knows how much got through.
    assert error.data["sent"] == count // 4096 * 4096
    assert "disconnected" in str(error)
    assert not printer.handles


def test_unplugged_before_it_confirmed() -> None:
    printer = UsbPrinter(confirms=False)

    def may_go_on() -> bool:
        printer.unplug_on_read = bool(printer.jobs)
        return True

    error = failure(lambda: driver(printer).open().send(JOB, Watch(may_go_on)))
    assert (error.code, error.data["sent"]) == ("in_doubt", len(JOB))


def test_unplugged_between_the_check_and_the_job() -> None:
    printer = UsbPrinter()
    with driver(printer).open() as link:
        link.check()
        printer.plugged = False
        error = failure(lambda: link.send(JOB))
    # It was noticed before anything was sent.
    assert (error.code, error.may_have_printed) == ("printer_unreachable", False)


def test_a_stall_leaves_doubt_once() -> None:
    printer = UsbPrinter(stall_after=9 + 5000)
    error = failure(lambda: driver(printer).send(bytes(BIG)))
    assert (error.code, error.data["reason"]) == ("in_doubt", "Pipe error")
    assert error.data["sent"] == 4096
    assert not printer.stalled
    printer.taken = b""
    assert driver(printer).send(JOB) is Outcome.PRINTED


def test_a_stall_before_the_job() -> None:
    error = failure(lambda: driver(UsbPrinter(stall_after=2)).send(JOB))
    assert (error.code, error.may_have_printed) == ("printer_unreachable", False)


def test_stopped_amid_a_job() -> None:
    calls = iter(range(100))
    with driver(UsbPrinter()).open() as link:
        error = failure(lambda: link.send(bytes(BIG), Watch(lambda: next(calls) < 5)))
    assert (error.code, error.data["sent"]) == ("in_doubt", 5 * 4096)


def test_a_link_that_is_closed() -> None:
    printer = UsbPrinter()
    link = driver(printer).open()
    link.close()
    assert failure(link.check).code == "printer_unreachable"
    assert given_back(printer)


def test_a_machine_without_libusb(monkeypatch: pytest.MonkeyPatch) -> None:
    for backend in (usb.backend.libusb0, usb.backend.libusb1, usb.backend.openusb):
        monkeypatch.setattr(backend, "get_backend", lambda: None)
    error = failure(driver_for("usb", Target("k", device="04b8:0202")).open)
    assert (error.code, error.may_have_printed) == ("printer_unreachable", False)
    assert "libusb is not installed on this machine" in str(error)
