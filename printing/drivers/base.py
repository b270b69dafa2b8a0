"""The port every driver fills."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What is known after sending. Everything worse is raised as a PrintingError."""

    PRINTED = "printed"
    SENT_UNCONFIRMED = "sent_unconfirmed"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a driver sends. `confirms`: the device answers status requests.

    Times are in seconds: `connect` for the connection, `status` for one status answer, `total` for
    sending and for the confirmation together.
    """

    key: str
    host: str = ""
    port: int = 9100
    confirms: bool = True
    connect: float = 3.0
    status: float = 2.0
    total: float = 30.0


class Driver(ABC):
    """Sends whole jobs. A driver keeps no state between jobs."""

    def __init__(self, target: Target) -> None:
        self.target = target

    @abstractmethod
    def send(self, job: bytes) -> Outcome:
        """Send a job and wait for what the device says.

        Raises PrintingError. `in_doubt` and `ack_timeout` mean that it may be on paper; after any
        other code nothing was printed and the job may be sent again.
        """
