"""Text as a printer prints it: code pages, styles, spacing, places."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printing.errors import PrintingError
from printing.render.encoder import encode
from printing.render.layout import lay_out
from printing.render.plain import plain
from printing.render.profile import CodePage, Profile, profile_for
from printing.slips.elements import Slip, Text
from printing.virtual import VirtualPrinter
from printing.virtual.machine import Machine
from printing.virtual.pages import read
from printing.virtual.paper import draw
from printing.virtual.parser import Parser

from .tools import picture, printed, send, texts

if TYPE_CHECKING:
    from pathlib import Path

LATVIAN = "Ēdnīca Šķūņu ielā ĢĻŅ"
CZECH = "Příliš žluťoučký kůň"
GREEK = "Ξεσκεπάζω την ψυχοφθόρα"
CYRILLIC = "Съешь ещё этих булок"


@pytest.mark.parametrize(
    ("slot", "page", "text"),
    [
        (33, "cp775", LATVIAN),
        (18, "cp852", CZECH),
        (14, "cp737", GREEK),
        (17, "cp866", CYRILLIC),
        (19, "cp858", "12,50 €"),
        (16, "cp1252", "12,50 €"),
        (0, "cp437", "Größe"),
    ],
)
def test_epson_code_pages(device: VirtualPrinter, slot: int, page: str, text: str) -> None:
    found = printed(device, b"\x1bt" + bytes([slot]) + text.encode(page) + b"\n")
    assert texts(found) == [text]
    assert found["elements"][0]["code_page"] == page.upper()
    assert device.job_file(1, "txt").read_text() == text + "\n"


def test_a_code_page_in_another_slot(tmp_path: Path) -> None:
    with VirtualPrinter(tmp_path, columns=42, code_pages={95: "CP775", 2: "CP1257"}) as device:
        pages = (CodePage("CP437", 0), CodePage("CP775", 95))
        profile = Profile(columns=42, dots=512, code_pages=pages)
        content = encode(lay_out(Slip("t", (Text(LATVIAN),)), profile), profile)
        assert b"\x1bt\x5f" in content
        assert send(device, content) == "printed"
        assert device.job_file(1, "txt").read_text() == LATVIAN + "\n"
        assert texts(printed(device, b"\x1bt\x02" + LATVIAN.encode("cp1257") + b"\n")) == [LATVIAN]


def test_a_decoder_knows_the_pages_of_its_profile() -> None:
    pages = (CodePage("CP437", 0), CodePage("CP775", 95))
    profile = Profile(columns=42, dots=512, code_pages=pages)
    machine = Machine(profile)
    for command in Parser().feed(encode(lay_out(Slip("t", (Text(LATVIAN),)), profile), profile)):
        machine.run(command)
    assert plain(machine.take_rows(), 42) == LATVIAN + "\n"


def test_one_without_that_slot_keeps_its_page_and_says_so(device: VirtualPrinter) -> None:
    found = printed(device, b"\x1bt\x13\x1bt\x5f\xd5\n")
    assert texts(found) == ["€"]
    assert [(one["offset"], one["hex"]) for one in found["ignored"]] == [(3, "1B 74 5F")]


def test_initialise_puts_the_first_page_back(device: VirtualPrinter) -> None:
    assert texts(printed(device, b"\x1bt\x21\x83\n\x1b@\x83\n")) == ["ā", "â"]


@pytest.mark.parametrize(("country", "text"), [(0, "#[\\]{"), (2, "#ÄÖÜä"), (3, "£[\\]{")])
def test_countries(device: VirtualPrinter, country: int, text: str) -> None:
    assert texts(printed(device, b"\x1bR" + bytes([country]) + b"#[\\]{\n")) == [text]


@pytest.mark.parametrize(
    "text",
    ["33", "CP775", "256=CP775", "-1=CP775", "33=no-such", "33=utf-8", "33=utf-16", "3=big5"],
)
def test_bad_code_pages(text: str) -> None:
    with pytest.raises(PrintingError) as caught:
        read(text)
    assert caught.value.code == "invalid_profile"
    assert "code page" in str(caught.value)


def test_styles(device: VirtualPrinter) -> None:
    found = printed(
        device, b"a\x1bE\x01b\x1b-\x01c\x1d!\x12d\n\x1b@\x1b!\xb9e\n\x1b!\x00\x1dB\x01f\n"
    )
    first, second, third = found["elements"]
    plain_style = {"bold": False, "underline": False, "invert": False, "width": 1, "height": 1}
    assert first["runs"] == [
        {"text": "a", **plain_style},
        {"text": "b", **plain_style, "bold": True},
        {"text": "c", **plain_style, "bold": True, "underline": True},
        {"text": "d", **plain_style, "bold": True, "underline": True, "width": 2, "height": 3},
    ]
    assert (second["font"], second["runs"][0]["width"], second["runs"][0]["height"]) == ("B", 2, 2)
    assert (third["font"], third["runs"][0]["invert"]) == ("A", True)
    assert [first["offset"], second["offset"], third["offset"]] == [0, 19, 27]


@pytest.mark.parametrize(
    ("columns", "modes", "fits"),
    [
        (48, b"", 48), (42, b"", 42), (32, b"", 32),
        (48, b"\x1bM\x01", 64), (42, b"\x1bM\x01", 56), (32, b"\x1bM1", 42),
        (48, b"\x1b \x04", 36), (48, b"\x1d!\x20", 16), (48, b"\x1bV\x01", 24),
        (48, b"\x1dL\x60\x00", 40), (48, b"\x1dW\x78\x00", 10),
    ],
)  # fmt: skip
def test_where_a_line_breaks(columns: int, modes: bytes, fits: int, tmp_path: Path) -> None:
    with VirtualPrinter(tmp_path, columns=columns) as device:
        found = printed(device, modes + b"x" * fits + b"\n" + b"y" * (fits + 1) + b"\n")
    assert texts(found) == ["x" * fits, "y" * fits, "y"]


def test_width_of_the_paper_in_dots(tmp_path: Path) -> None:
    with VirtualPrinter(tmp_path, columns=42, dots=504) as device:
        found = printed(device, b"x\n")
        assert (found["columns"], found["dots"]) == (42, 504)
        assert picture(device, 1).width == 504 + 48


def test_line_spacing(device: VirtualPrinter) -> None:
    heights = []
    for content in (b"a\n", b"\x1b3\x50a\n", b"\x1b3\x00a\n", b"\x1b3\x50\x1b2a\n", b"a\x1bJ\x3c"):
        printed(device, content)
        heights.append(picture(device, device.jobs).height - 48)
    # Paper moves while it is printed on: no line is lower than its characters.
    assert heights == [30, 80, 24, 30, 60]


def test_feeds(device: VirtualPrinter) -> None:
    found = printed(device, b"a\x1bd\x03b\n\x1bd\x02\x1bJ\x0a\x1b3\x14\x1bd\x02\x1bJ\x00")
    feeds = [(one["lines"], one["dots"]) for one in found["elements"] if one["kind"] == "feed"]
    assert feeds == [(2, 60), (2, 60), (0, 10), (2, 40)]
    assert device.job_file(1, "txt").read_text() == "a\n\n\nb\n\n\n\n\n"
    assert picture(device, 1).height == 48 + 30 + 60 + 30 + 60 + 10 + 40


def test_turned_characters(device: VirtualPrinter) -> None:
    found = printed(device, b"L\n\x1b{\x01L\n\x1b{\x00\x1bV\x01L\n")
    assert [(one["upside_down"], one["rotated"]) for one in found["elements"]] == [
        (False, False),
        (True, False),
        (False, True),
    ]
    paper = picture(device, 1)
    upright = paper.crop((24, 24, 24 + 512, 54))
    turned = paper.crop((24, 54, 24 + 512, 84))
    assert turned.rotate(180).tobytes() == upright.tobytes()
    rotated = paper.crop((24, 84, 24 + 24, 84 + 12))
    assert rotated.rotate(90, expand=True).tobytes() == paper.crop((24, 24, 36, 48)).tobytes()


def test_places_in_a_line(device: VirtualPrinter) -> None:
    content = (
        b"a\tb\n\x1bD\x04\x0c\x00a\tb\tc\n\x1b$\x78\x00x\nab\x1b\\\x30\x00c\n\x1dL\x30\x00in\n"
    )
    printed(device, content)
    assert device.job_file(1, "txt").read_text().splitlines() == [
        "a       b",
        "a   b       c",
        "          x",
        "ab    c",
        "    in",
    ]
    found = printed(device, b"abc\x1b$\x00\x00d\n")
    assert texts(found) == ["abcd"]
    assert found["ignored"][0]["reason"] == "moves back over what is printed"


def test_paper_without_end_is_drawn_as_far_as_it_goes() -> None:
    machine = Machine(profile_for(32))
    for command in Parser().feed(b"\x1bJ\xff" * 1000):
        machine.run(command)
    assert draw(machine.take_rows(), machine.profile).height == 48 + 100_000 // 255 * 255


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_nothing_crashes_it(data: bytes) -> None:
    parser, machine = Parser(), Machine(profile_for(32))
    seen = b""
    for command in parser.feed(data):
        machine.run(command)
        seen += command.raw
    assert seen + parser.rest() == data
    paper = machine.take()
    plain(paper.rows, 32)
    draw(paper.rows, machine.profile)
