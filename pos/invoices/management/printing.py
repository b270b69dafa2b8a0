"""What the commands that print invoices share."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.core.management.base import CommandError

from pos.invoices.receipts import warning_sentence

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from django.core.management.base import BaseCommand

    from pos.invoices.receipts import Printed

STATES = {
    "queued": "Not printed yet; it stays queued.",
    "claimed": "Not printed yet; it stays queued.",
    "sending": "The printer has it and did not confirm it yet.",
    "sent_unconfirmed": "Sent to a printer that cannot confirm it. Look at the paper.",
    "in_doubt": "Nobody knows whether it was printed. Look at the paper, then use print_queue.",
    "failed": "It cannot be printed.",
    "cancelled": "It was cancelled.",
}


def add_wait(parser: ArgumentParser) -> None:
    """Add `--wait`."""
    parser.add_argument(
        "--wait",
        type=float,
        default=30.0,
        metavar="SECONDS",
        help="how long to wait for the paper (default 30); it stays queued after that",
    )


def report(command: BaseCommand, done: Printed, what: str) -> None:
    """Say what became of a slip; raises CommandError unless it is on paper."""
    for warning in done.warnings:
        command.stderr.write(f"warning: {warning_sentence(warning)}")
    if done.state != "printed":
        told = " ".join(part for part in (STATES[done.state], done.error) if part)
        raise CommandError(f"{told} [job {done.job_id}]")
    command.stdout.write(f"Printed {what} on {done.printer_name}")


def parse(text: str) -> uuid.UUID:
    """Read an invoice's id; raises CommandError."""
    try:
        return uuid.UUID(text)
    except ValueError as error:
        message = f"{text!r} is not an invoice's id, which is a UUID of 36 characters."
        raise CommandError(message) from error
