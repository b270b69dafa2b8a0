"""From the bytes of one connection to paper."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from printing.virtual.jobs import Job
from printing.virtual.machine import Machine
from printing.virtual.parser import Command, Parser

if TYPE_CHECKING:
    from printing.virtual.device import Device

log = logging.getLogger(__name__)

STATUS_REQUEST = b"\x10\x04"
# Says something; True: it is what the end of a job is confirmed with.
Reply = Callable[[bytes, bool], None]


class Intake:
    """What one connection sent: in the receive buffer, or on its way to paper.

    A printer's receive buffer is not the connection's: what it holds is printed when it can be,
    whatever has become of the sender. Only power loss empties it.
    """

    def __init__(self, device: Device, reply: Reply) -> None:
        self.device, self.reply = device, reply
        self.parser = Parser()
        self.machine = self._machine()
        self.job = bytearray()
        self.received_at: datetime | None = None
        self.lost = False

    def _machine(self) -> Machine:
        device = self.device
        return Machine(device.profile, code_pages=device.code_pages, faults=device.faults)

    def __len__(self) -> int:
        """How many bytes wait to be printed."""
        return len(self.parser)

    def add(self, data: bytes) -> None:
        """Take bytes in."""
        self.received_at = self.received_at or datetime.now(UTC)
        self.parser.add(data)

    def work(self) -> bool:
        """Print what can be printed; True when nothing complete waits any more."""
        with self.device.printing:
            while not self.lost:
                if len(self.parser) and not self.device.may_print(self):
                    return False
                command = self.parser.next()
                if command is None:
                    return True
                self._run(command)
        return True

    def end(self) -> None:
        """Nothing more will come: what was printed is a job, even without its end."""
        with self.device.printing:
            if not self.lost:
                rest = self.parser.rest()
                self.job += rest
                self._keep(confirmed=False, rest=rest)

    def drop(self) -> None:
        """Empty the buffer; what was printed stays."""
        with self.device.printing:
            self.parser = Parser()

    def lose(self) -> None:
        """Power is gone: nothing that was not finished is printed. Needs `device.printing`."""
        self.lost = True
        self.parser, self.machine = Parser(), self._machine()
        self.job.clear()

    def _run(self, command: Command) -> None:
        if command.opcode == STATUS_REQUEST:
            return  # answered when it arrived, and no part of the job
        self.job += command.raw
        self.device.printed(len(command.raw))
        answer = self.machine.run(command)
        ends = bool(answer) and _is_confirmation(command)
        if ends:
            self._keep(confirmed=True)
        if answer:
            self.reply(answer, ends)

    def _keep(self, *, confirmed: bool, rest: bytes = b"") -> None:
        paper = self.machine.take()
        if paper.rows or paper.elements:
            now = datetime.now(UTC)
            job = Job(bytes(self.job), paper, self.received_at or now, confirmed, rest)
            self.device.keep(job)
        self.job.clear()
        self.received_at = None


def _is_confirmation(command: Command) -> bool:
    return command.opcode == b"\x1dr" or (command.opcode == b"\x1d(" and command.args[:1] == b"H")
