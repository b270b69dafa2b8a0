"""What a job looks like: its stored bytes, decoded by the virtual printer, or what they will be."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from printing.render.layout import lay_out
from printing.render.picture import is_picture, unpack
from printing.render.plain import plain
from printing.render.profile import Profile, profile_for
from printing.spool import banner, media, press
from printing.virtual.machine import Machine
from printing.virtual.paper import draw
from printing.virtual.parser import Command, Parser

if TYPE_CHECKING:
    from printing.models import PrintJob
    from printing.render.rows import Row

WORST = 2000


@dataclass(frozen=True, slots=True)
class Looks:
    """A job as paper. `sent` False: nothing was rendered yet, this is what it would be now."""

    content: bytes
    rows: tuple[Row, ...]
    profile: Profile
    sent: bool

    def png(self) -> bytes:
        """Draw it: a grey PNG, one dot a pixel."""
        out = io.BytesIO()
        draw(self.rows, self.profile).save(out, format="PNG")
        return out.getvalue()

    def text(self) -> str:
        """Write it as plain text; symbols become labels in brackets."""
        return plain(self.rows, self.profile.columns)

    def commands(self) -> list[tuple[str, str]]:
        """List its commands: hexadecimal, and what they print or are called."""
        return [(one.raw.hex(" ").upper()[:96], _said(one)) for one in _joined(self.content)]


@dataclass(frozen=True, slots=True)
class PictureLooks:
    """A job for a printer that takes pictures: what is sent is what is seen."""

    content: bytes
    sent: bool

    def png(self) -> bytes:
        """Return the picture as it is sent."""
        return unpack(self.content).png

    def text(self) -> str:
        """Return it as text: what a printer that takes no picture prints."""
        return unpack(self.content).text

    def commands(self) -> list[tuple[str, str]]:
        """List what goes beside the picture."""
        job = unpack(self.content)
        return [("cut", job.cut), ("drawer", "after printing" if job.drawer else "no")]


def look(job: PrintJob) -> Looks | PictureLooks:
    """Look at a job; raises PrintingError where its slip cannot be built."""
    printer = job.printer
    profile = printer.profile() if printer else profile_for(48)
    if job.content is None:
        layout = lay_out(press.slip_of(job), profile)
        made = media.content(printer.kind if printer else "", layout, profile)
        if is_picture(made):
            return PictureLooks(made, sent=False)
        return Looks(made, layout.rows, profile, sent=False)
    content = bytes(job.content)
    if job.doubts:
        content = banner.before(content, profile)
    if is_picture(content):
        return PictureLooks(content, sent=True)
    machine = Machine(profile)
    for command in Parser().feed(content):
        machine.run(command)
    return Looks(content, tuple(machine.take_rows()), profile, sent=True)


def _joined(content: bytes) -> list[Command]:
    """Put the characters of a line together: a list of single letters is no help."""
    found: list[Command] = []
    for command in Parser().feed(content):
        last = found[-1] if found else None
        if last is not None and _is_text(command) and _is_text(last):
            found[-1] = Command(last.opcode, b"", last.raw + command.raw)
        else:
            found.append(command)
        if len(found) >= WORST:
            break
    return found


def _is_text(command: Command) -> bool:
    return command.opcode[0] >= 0x20 and len(command.opcode) == 1


def _said(command: Command) -> str:
    if _is_text(command):
        return command.raw.decode("cp437")
    return NAMES.get(command.opcode, "")


NAMES: dict[bytes, str] = {
    b"\n": "line feed",
    b"\x1b@": "initialise",
    b"\x1b=": "select printer",
    b"\x1ba": "alignment",
    b"\x1bE": "bold",
    b"\x1b-": "underline",
    b"\x1bt": "code page",
    b"\x1bd": "feed lines",
    b"\x1bp": "drawer pulse",
    b"\x1b!": "print modes",
    b"\x1d!": "character size",
    b"\x1dB": "white on black",
    b"\x1dH": "barcode characters",
    b"\x1dh": "barcode height",
    b"\x1dw": "barcode width",
    b"\x1df": "barcode font",
    b"\x1dk": "barcode",
    b"\x1d(": "extended command",
    b"\x1dv": "picture",
    b"\x1dV": "cut",
    b"\x1dr": "ask whether it printed",
}
"""What commands are called, for people who look at bytes."""
