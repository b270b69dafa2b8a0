"""Commands that print barcodes and pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from printing.render.rows import PictureRow
from printing.virtual import codes, images

if TYPE_CHECKING:
    from printing.virtual.machine import Machine


def barcode(machine: Machine, args: bytes) -> None:
    """`GS k`. Amid a line it is none: printers take its data for text."""
    if machine.line:
        machine.ignore(b"\x1dk" + args, "the line is not empty: its data prints as text")
        _as_text(machine, args[1:])
        return
    modes = machine.modes
    symbol = codes.barcode(args, modes, machine.profile.dots)
    row = None
    if symbol.picture is not None:
        row = PictureRow(symbol.picture, f"[{symbol.kind} {symbol.data}]", modes.align)
    machine.add(
        row,
        "barcode",
        symbol=symbol.kind,
        data=symbol.data,
        width=modes.bar_width,
        height=modes.bar_height,
        text=("none", "above", "below", "both")[modes.hri],
        align=str(modes.align),
        printed=row is not None,
        reason=symbol.reason,
    )


def raster(machine: Machine, args: bytes) -> None:
    """`GS v 0`: a picture, line by line."""
    picture = images.raster(args)
    if picture is not None:
        machine.picture(picture, machine.modes.align, "GS v 0")


def bit_image(machine: Machine, args: bytes) -> None:
    """`ESC *`: a band of dots in the line."""
    band = images.bit_image(args)
    if band is None:
        machine.ignore(b"\x1b*" + args, "no such picture")
        return
    machine.line.begin(machine.offset, machine.modes)
    machine.line.bands.append(band)


def download(machine: Machine, args: bytes) -> None:
    """`GS * x y d...`: a picture for `GS /`."""
    machine.downloaded = images.columns(args[2:], args[1]) if args[0] and args[1] else None


def downloaded(machine: Machine, args: bytes) -> None:
    """`GS /`: the picture that was downloaded."""
    if machine.downloaded is None:
        machine.ignore(b"\x1d/" + args, "no picture was downloaded")
        return
    m = args[0] % 48
    picture = images.scaled(machine.downloaded, 1 + (m & 1), 1 + (m >> 1 & 1))
    machine.picture(picture, machine.modes.align, "GS /")


def _as_text(machine: Machine, data: bytes) -> None:
    for byte in data:
        if byte >= 0x20:
            machine.character(byte)
        elif byte == 0x0A:
            machine.feed()
