"""What was printed, kept as files.

`NNNN.bin` has the bytes of a job, `NNNN.png` the paper, `NNNN.txt` its text, and `NNNN.json`:

    {
      "job": 1,
      "size": 123, "sha256": "...",           of NNNN.bin
      "columns": 48, "dots": 576,
      "received_at": "2026-01-31T12:00:00.123+00:00", "printed_at": the same; UTC
      "confirmed": true,                      it ended with a status request, not with the connection
      "unfinished": "1D 76",                  a command that never became complete; "" for none
      "elements": [...], "ignored": [...]
    }

`offset` is in bytes of NNNN.bin. Each element has `kind` and `offset`, and by kind:

    text     text, align, font (A, B), pitch (dots or null), spacing (dots), upside_down, rotated,
             code_page, runs: [{text, bold, underline, invert, width, height}]
    barcode  symbol, data, width, height, text (none, above, below, both), align, printed, reason
    qr       data, size, error (L, M, Q, H), align, printed, reason
    image    command, width, height, align
    feed     lines, dots
    cut      partial
    drawer   pin (2, 5), on (milliseconds), hidden (the pulse was inside other data)

`printed` is false for a symbol that printers do not print, and `reason` says why. `ignored` lists
commands without effect: offset, hex (16 bytes at most), bytes (how many), reason.
"""

from __future__ import annotations

import hashlib
import json
import logging
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from printing.render.plain import plain
from printing.virtual.paper import draw

if TYPE_CHECKING:
    from pathlib import Path

    from printing.render.profile import Profile
    from printing.virtual.machine import Paper

log = logging.getLogger(__name__)

# The bytes come last: a number counts as taken when they are there.
SUFFIXES = ("txt", "json", "png", "bin")


@dataclass(frozen=True, slots=True)
class Job:
    """A job that is on paper. `rest` is what was left of an unfinished command."""

    content: bytes
    paper: Paper
    received_at: datetime
    confirmed: bool
    rest: bytes = b""


class Jobs:
    """The jobs of one folder. Used from many threads; raises OSError where the disk does."""

    def __init__(self, folder: Path, profile: Profile) -> None:
        self.folder, self.profile = folder, profile
        self.count = 0
        self._lock = threading.Lock()
        self._changed = threading.Condition()

    def open(self) -> None:
        """Make the folder, and go on after the numbers that are in it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.count = max(self._numbers(), default=0)

    def file(self, number: int, suffix: str) -> Path:
        """Name a job's file; `suffix` is one of SUFFIXES."""
        return self.folder / f"{number:04d}.{suffix}"

    def keep(self, job: Job) -> None:
        """Write a job's files, each complete or not there at all, then count it."""
        with self._lock:
            number = self.count + 1
            for suffix in SUFFIXES:
                self._write(number, suffix, job)
            self._count(number)

    def clear(self) -> int:
        """Throw all jobs away and begin with number 1 again; return how many there were."""
        with self._lock:
            numbers = self._numbers()
            for number in numbers:
                for suffix in reversed(SUFFIXES):
                    self.file(number, suffix).unlink(missing_ok=True)
            self._count(0)
        return len(numbers)

    def wait(self, number: int, timeout: float) -> bool:
        """Wait until job `number` is on disk; False when `timeout` seconds pass without it."""
        with self._changed:
            return self._changed.wait_for(lambda: self.count >= number, timeout)

    def listed(self) -> list[dict[str, Any]]:
        """Return what is kept, without elements."""
        with self._lock:
            files = [self.file(number, "json") for number in sorted(self._numbers())]
            found = [json.loads(file.read_bytes()) for file in files if file.exists()]
        return [{k: v for k, v in one.items() if k not in {"elements", "ignored"}} for one in found]

    def _numbers(self) -> list[int]:
        stems = [file.stem for file in self.folder.glob("*.bin")]
        return [int(stem) for stem in stems if stem.isdecimal()]

    def _count(self, number: int) -> None:
        with self._changed:
            self.count = number
            self._changed.notify_all()

    def _write(self, number: int, suffix: str, job: Job) -> None:
        target = self.file(number, suffix)
        part = target.with_name(f".{target.name}.part")
        if suffix == "png":
            draw(job.paper.rows, self.profile).save(part, format="PNG")
        elif suffix == "json":
            text = json.dumps(self._described(number, job), ensure_ascii=False, indent=1)
            part.write_text(text + "\n", encoding="utf-8")
        elif suffix == "txt":
            part.write_text(plain(job.paper.rows, self.profile.columns), encoding="utf-8")
        else:
            part.write_bytes(job.content)
        part.replace(target)

    def _described(self, number: int, job: Job) -> dict[str, object]:
        return {
            "job": number,
            "size": len(job.content),
            "sha256": hashlib.sha256(job.content).hexdigest(),
            "columns": self.profile.columns,
            "dots": self.profile.dots,
            "received_at": job.received_at.isoformat(timespec="milliseconds"),
            "printed_at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "confirmed": job.confirmed,
            "unfinished": job.rest[:64].hex(" ").upper(),
            "elements": job.paper.elements,
            "ignored": job.paper.ignored,
        }
