"""The two files of the simulator: its memory, replaced as a whole, and its journal, only grown."""

from __future__ import annotations

import fcntl
import json
import os
from typing import IO, TYPE_CHECKING, Any

from printing.errors import PrintingError
from printing.fiscal.simulator.memory import Memory

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_MEMORY = 4_000_000


class Store:
    """`memory.json` and `journal.jsonl` in a folder that one process has to itself.

    A document counts from the moment the new memory has replaced the old one; its journal line
    follows. A power cut in between is healed from the line the memory keeps: when the folder is
    opened again, or before the next document.
    Raises PrintingError `simulator_state` when the files cannot be used.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock: IO[bytes] | None = None
        self._size = 0
        self._written = 0

    @property
    def journal_file(self) -> Path:
        """The journal: one JSON object a line."""
        return self.folder / "journal.jsonl"

    def open(self) -> Memory:
        """Take the folder, read the memory (a new one when there is none), heal the journal."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._lock = (self.folder / "lock").open("ab")
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._measure()
            memory = self._read()
            self._heal(memory)
        except BlockingIOError as error:
            self.close()
            raise self._unusable("another simulator uses it") from error
        except (OSError, ValueError) as error:
            self.close()
            raise self._unusable(str(error)[:200]) from error
        return memory

    def close(self) -> None:
        """Let the folder go."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def commit(self, memory: Memory) -> None:
        """Make a new memory last, then write its newest journal line.

        Raises OSError when the memory could not be replaced: then the document does not count.
        A journal that cannot be written is healed later.
        """
        self._replace(memory)
        try:
            self._heal(memory)
        except OSError:
            return

    def journal_lags(self, memory: Memory) -> bool:
        """Whether the journal still lacks the newest line, after another try."""
        try:
            self._heal(memory)
        except OSError:
            return True
        return False

    def journal(self) -> Iterator[dict[str, Any]]:
        """Read the journal from its beginning."""
        if self._written:
            with self.journal_file.open(encoding="utf-8") as lines:
                for line in lines:
                    if line.endswith("\n"):
                        yield json.loads(line)

    def _read(self) -> Memory:
        file = self.folder / "memory.json"
        if not file.exists():
            if self._written:
                raise ValueError("a journal without a memory")
            return Memory()
        if file.stat().st_size > MAX_MEMORY:
            raise ValueError("too large")
        memory = Memory.from_json(json.loads(file.read_text(encoding="utf-8")))
        if self._written not in {memory.sequence, memory.sequence - 1}:
            raise ValueError(
                f"the journal ends at {self._written}, the memory at {memory.sequence}"
            )
        return memory

    def _measure(self) -> None:
        """Find the last whole line of the journal. A torn one after it is cut off when healing."""
        self._size = self._written = 0
        if not self.journal_file.exists():
            return
        with self.journal_file.open("rb") as lines:
            for line in lines:
                if not line.endswith(b"\n"):
                    return
                self._written = _sequence(line)
                self._size += len(line)

    def _heal(self, memory: Memory) -> None:
        if self._written == memory.sequence or memory.entry is None:
            return
        line = json.dumps(memory.entry, ensure_ascii=False).encode() + b"\n"
        with self.journal_file.open("ab") as journal:
            journal.truncate(self._size)
            journal.write(line)
            journal.flush()
            os.fsync(journal.fileno())
        self._size += len(line)
        self._written = memory.sequence

    def _replace(self, memory: Memory) -> None:
        target = self.folder / "memory.json"
        part = self.folder / "memory.json.part"
        with part.open("w", encoding="utf-8") as out:
            json.dump(memory.to_json(), out, ensure_ascii=False)
            out.flush()
            os.fsync(out.fileno())
        part.replace(target)
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _unusable(self, reason: str) -> PrintingError:
        return PrintingError("simulator_state", folder=str(self.folder), reason=reason)


def _sequence(line: bytes) -> int:
    found = json.loads(line)
    if not isinstance(found, dict) or not isinstance(found.get("sequence"), int):
        raise ValueError("a journal line without its sequence")  # noqa: TRY004 (of a file)
    return int(found["sequence"])
