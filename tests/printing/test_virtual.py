"""The virtual printer decodes on its own what the encoder wrote."""

from __future__ import annotations

import io
import socket
from typing import TYPE_CHECKING

import pytest
import zxingcpp
from PIL import Image as Pillow

from printing.drivers.base import Outcome, Target
from printing.drivers.network import NetworkDriver
from printing.render.canvas import draw
from printing.render.encoder import encode
from printing.render.layout import lay_out
from printing.render.plain import plain
from printing.render.profile import profile_for
from printing.slips.elements import QR, Align, Barcode, Drawer, Image, Raw, Slip, Style, Text, Wrap
from printing.slips.sale import sale_slip
from printing.slips.test_page import printer_test_page
from printing.virtual import VirtualPrinter
from printing.virtual.machine import Machine
from printing.virtual.parser import Parser

if TYPE_CHECKING:
    from pathlib import Path

    from printing.slips.sale import SaleDocument


def decode(job: bytes, columns: int, piece: int = 0) -> Machine:
    parser, machine = Parser(), Machine(profile_for(columns))
    step = piece or len(job)
    for at in range(0, len(job), step):
        for command in parser.feed(job[at : at + step]):
            machine.run(command)
    assert parser.rest() == b""
    assert machine.ignored == []
    return machine


@pytest.mark.parametrize("columns", [32, 42, 48])
def test_preview_equals_print(sale: SaleDocument, columns: int) -> None:
    profile = profile_for(columns)
    layout = lay_out(sale_slip(sale), profile)
    rows = decode(encode(layout, profile), columns).take_rows()
    assert plain(rows, columns) == plain(layout.rows, columns)
    preview, paper = draw(layout.rows, profile), draw(rows, profile)
    assert preview.size == paper.size
    assert preview.tobytes() == paper.tobytes()


@pytest.mark.parametrize("columns", [32, 42, 48])
def test_preview_picture_equals_print_in_every_script(columns: int) -> None:
    profile = profile_for(columns)
    layout = lay_out(printer_test_page("Ēdnīca", columns), profile)
    rows = decode(encode(layout, profile), columns).take_rows()
    preview, paper = draw(layout.rows, profile), draw(rows, profile)
    assert preview.size == paper.size
    different = sum(a != b for a, b in zip(preview.tobytes(), paper.tobytes(), strict=True))
    assert different < 20  # dots added where picture data looked like a command


def test_lines_the_printer_wraps() -> None:
    profile = profile_for(42)
    elements = (
        Raw(b"\x1d!\x22\x1dB\x01"),
        Text(" " * 18 + "COUPON" + " " * 18, wrap=Wrap.PRINTER),
        Raw(b"\x1b@"),
        Text("x" * 42, wrap=Wrap.PRINTER),
        Text("y" * 43, wrap=Wrap.PRINTER),
        Text("right", Style(underline=True), Align.RIGHT),
        Drawer(5),
    )
    layout = lay_out(Slip("t", elements), profile)
    rows = decode(encode(layout, profile), 42).take_rows()
    assert plain(rows, 42) == plain(layout.rows, 42)
    assert plain(rows, 42).splitlines()[3:6] == ["x" * 42, "y" * 42, "y"]


@pytest.mark.parametrize("piece", [1, 7, 100])
def test_stream_may_come_in_pieces(sale: SaleDocument, piece: int) -> None:
    profile = profile_for(48)
    job = encode(lay_out(sale_slip(sale), profile), profile)
    whole, pieces = decode(job, 48), decode(job, 48, piece)
    assert plain(pieces.take_rows(), 48) == plain(whole.take_rows(), 48)


def test_image_in_pieces_is_one_again() -> None:
    out = io.BytesIO()
    Pillow.linear_gradient("L").resize((200, 300)).save(out, format="PNG")
    profile = profile_for(42)
    layout = lay_out(Slip("t", (Image(out.getvalue()),)), profile)
    rows = decode(encode(layout, profile), 42).take_rows()
    assert plain(rows, 42) == plain(layout.rows, 42)
    assert "[image 200x300]" in plain(rows, 42)


def test_unselected_printer_ignores_everything() -> None:
    parser, machine = Parser(), Machine(profile_for(42))
    for command in parser.feed(b"\x1b=\x00lost\n\x1b=\x01seen\n"):
        machine.run(command)
    assert plain(machine.take_rows(), 42) == "seen\n"


def test_codes_are_read_back_from_preview_and_paper(device: VirtualPrinter) -> None:
    slip = Slip(
        "t", (Text("Codes"), Barcode("4006381333931"), Text(" "), QR("https://x.example/1"))
    )
    layout = lay_out(slip, device.profile)
    out = io.BytesIO()
    draw(layout.rows, device.profile).save(out, format="PNG")
    driver = NetworkDriver(Target("k", device.host, device.port, total=5))
    assert driver.send(encode(layout, device.profile)) is Outcome.PRINTED
    assert device.wait_for_job(1)
    for source in (out, device.job_file(1, "png")):
        found = {str(code.text) for code in zxingcpp.read_barcodes(Pillow.open(source))}
        assert found == {"4006381333931", "https://x.example/1"}


def test_files_of_jobs(device: VirtualPrinter, sale: SaleDocument) -> None:
    layout = lay_out(sale_slip(sale), device.profile)
    job = encode(layout, device.profile)
    driver = NetworkDriver(Target("k", device.host, device.port, total=5))
    driver.send(job)
    driver.send(job)
    assert device.wait_for_job(2)
    names = sorted(file.name for file in device.folder.iterdir())
    assert names == [f"000{n}.{suffix}" for n in (1, 2) for suffix in ("bin", "json", "png", "txt")]
    assert device.job_file(2, "bin").read_bytes() == job
    assert device.job_file(2, "txt").read_text() == plain(layout.rows, 42)


def test_numbers_go_on_after_a_restart(tmp_path: Path) -> None:
    for number in (1, 2):
        with VirtualPrinter(tmp_path) as printer:
            with socket.create_connection((printer.host, printer.port)) as connection:
                connection.sendall(b"hello\n")
            assert printer.wait_for_job(number)
    assert (tmp_path / "0002.txt").read_text() == "hello\n"
