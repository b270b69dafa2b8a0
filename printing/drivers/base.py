"""The port every driver fills: open a link to a device, check it, send a job, wait for its word."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Self

from printing.errors import PrintingError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType


class Outcome(StrEnum):
    """What is known after sending. Everything worse is raised as a PrintingError."""

    PRINTED = "printed"
    SENT_UNCONFIRMED = "sent_unconfirmed"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a driver sends. `confirms`: the device answers status requests.

    `device` is what `host` and `port` are to other kinds: a path (serial, file), a queue (CUPS), or
    `vendor:product[:serial]` in hexadecimal (USB). `options` are a kind's own settings.

    Times are in seconds: `connect` for the connection, `status` for one status answer, `total` for
    sending all bytes, and again from the last byte to the confirmation; `hold` for the confirmation
    while the printer itself says that it waits for a person (paper, cover).
    """

    key: str
    host: str = ""
    port: int = 9100
    confirms: bool = True
    connect: float = 3.0
    status: float = 2.0
    total: float = 30.0
    hold: float = 900.0
    device: str = ""
    options: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Condition:
    """What a printer that can print says about itself.

    `drawer_high`: the level of the drawer's switch. Which level means open depends on the drawer,
    and without one it is high.
    """

    near_end: bool = False
    drawer_high: bool = False


def _always() -> bool:
    return True


def _nothing(error: PrintingError | None) -> None:
    del error


@dataclass(frozen=True, slots=True)
class Watch:
    """What a driver asks and tells while a job is under way.

    `may_go_on` is asked before each chunk: False means that the sender has lost the right to this
    printer, or must stop; the driver raises `in_doubt`. `may_wait` is asked the same once all was
    sent; without it `may_go_on` is. `waits` is told, when it changes, why a printer that has the
    job does not confirm it yet; None: it prints.
    """

    may_go_on: Callable[[], bool] = _always
    waits: Callable[[PrintingError | None], None] = _nothing
    may_wait: Callable[[], bool] | None = None

    def may_wait_on(self) -> bool:
        return (self.may_wait or self.may_go_on)()


WATCH = Watch()


class Link(ABC):
    """An open connection to one device. Not shared between threads."""

    @abstractmethod
    def check(self) -> Condition:
        """Ask whether the device can print now.

        Raises PrintingError (`printer_unreachable`, `printer_silent`, `printer_paper_out`,
        `printer_cover_open`, `printer_offline`, `printer_error`): nothing was sent. A device that
        answers nothing (`Target.confirms` is False) is taken as able.
        """

    @abstractmethod
    def send(self, job: bytes, watch: Watch = WATCH) -> Outcome:
        """Send a whole job and wait for what the device says.

        Raises PrintingError `in_doubt` or `ack_timeout`: it may be on paper. Anything else means
        that nothing was printed.
        """

    @abstractmethod
    def close(self) -> None:
        """Let the device go. May be called twice; raises nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class Driver(ABC):
    """Opens links to one device. A driver keeps no state between links."""

    def __init__(self, target: Target) -> None:
        self.target = target

    def validate(self) -> None:  # noqa: B027 (kinds that have nothing to check inherit it)
        """Check the target without touching the device; raises PrintingError `invalid_profile`."""

    @abstractmethod
    def open(self) -> Link:
        """Open a link within `Target.connect` seconds; raises PrintingError `printer_unreachable`."""

    def send(self, job: bytes) -> Outcome:
        """Open, check, send and close: for one job on its own. Raises what those raise."""
        with self.open() as link:
            link.check()
            return link.send(job)

    def error(self, code: str, **data: object) -> PrintingError:
        """Make an error that names the device."""
        return PrintingError(code, host=self.target.host, port=self.target.port, **data)


def reason(error: BaseException) -> str:
    """Say in a few words why the system refused."""
    if isinstance(error, TimeoutError):
        return "timed out"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return type(error).__name__
