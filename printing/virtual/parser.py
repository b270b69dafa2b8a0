"""Splitting a stream of ESC/POS into commands, independently of the code that writes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from printing.virtual.lengths import LEAD, length

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its opcode, its parameters, its bytes. A character has its byte as opcode."""

    opcode: bytes
    args: bytes
    raw: bytes


class Parser:
    """Feeds on pieces of a stream; an unfinished command waits for its rest."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def __len__(self) -> int:
        """How many bytes wait."""
        return len(self._buffer)

    def add(self, data: bytes) -> None:
        """Take bytes in."""
        self._buffer += data

    def next(self) -> Command | None:
        """Take out the first command, if it is complete."""
        size = length(self._buffer) if self._buffer else None
        if size is None or size > len(self._buffer):
            return None
        raw = bytes(self._buffer[:size])
        del self._buffer[:size]
        head = 2 if raw[0] in LEAD else 1
        return Command(raw[:head], raw[head:], raw)

    def feed(self, data: bytes) -> Iterator[Command]:
        """Take bytes in and yield every command that is complete."""
        self.add(data)
        while (command := self.next()) is not None:
            yield command

    def rest(self) -> bytes:
        """Bytes that wait: of a command that never became complete, once all others are taken."""
        return bytes(self._buffer)
