"""What a preview shows is what the printer prints, in every form and at every width."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image as Pillow

from printing.errors import PrintingError
from printing.render.canvas import draw, text_picture
from printing.render.encoder import encode
from printing.render.html import html
from printing.render.layout import lay_out
from printing.render.plain import plain
from printing.render.profile import Profile, profile_for
from printing.render.rows import DrawerRow, PictureRow, TextRow
from printing.render.svg import svg
from printing.slips.elements import (
    QR,
    Align,
    Barcode,
    Cell,
    Columns,
    Direction,
    Rule,
    Slip,
    Style,
    Text,
    Wrap,
)
from printing.virtual.machine import Machine
from printing.virtual.paper import draw as drawn
from printing.virtual.parser import Parser
from tests.printing.demanding import NAMES, slips, symbols

if TYPE_CHECKING:
    from printing.render.rows import Row
    from printing.slips.elements import Element
    from printing.slips.sale import SaleDocument

SVG = "{http://www.w3.org/2000/svg}"
every_width = pytest.mark.parametrize("columns", [32, 42, 48])
every_paper = pytest.mark.parametrize("dots", [384, 512, 576])
every_slip = pytest.mark.parametrize("name", NAMES)


def decoded(job: bytes, profile: Profile) -> list[Row]:
    parser, machine = Parser(), Machine(profile)
    for command in parser.feed(job):
        machine.run(command)
    assert parser.rest() == b""
    assert machine.ignored == []
    return machine.take_rows()


def as_sent(rows: tuple[Row, ...], profile: Profile) -> list[Row]:
    """Rows as a printer can know them: lines that were sent as pictures are pictures.

    Pictures that follow each other are one to it.
    """
    sent: list[Row] = []
    for row in rows:
        if isinstance(row, TextRow) and row.raster:
            picture, align = text_picture(row, profile), Align.LEFT
        elif isinstance(row, PictureRow) and not isinstance(row.source, Barcode | QR):
            picture, align = row.bitmap, row.align
        else:
            sent.append(row)
            continue
        if goes_on(sent, picture, align):
            picture = joined(sent.pop().bitmap, picture)
        sent.append(PictureRow(picture, f"[image {picture.width}x{picture.height}]", align))
    return sent


def goes_on(sent: list[Row], picture: Pillow.Image, align: Align) -> bool:
    last = sent[-1] if sent else None
    was_picture = isinstance(last, PictureRow) and last.label.startswith("[image ")
    return was_picture and (last.bitmap.width, last.align) == (picture.width, align)


def joined(upper: Pillow.Image, lower: Pillow.Image) -> Pillow.Image:
    whole = Pillow.new("1", (upper.width, upper.height + lower.height))
    whole.paste(upper, (0, 0))
    whole.paste(lower, (0, upper.height))
    return whole


@every_width
@every_paper
@every_slip
def test_the_printer_prints_what_the_preview_shows(
    sale: SaleDocument, name: str, columns: int, dots: int
) -> None:
    profile = profile_for(columns, dots)
    layout = lay_out(slips(sale, columns)[name], profile)
    printed = decoded(encode(layout, profile), profile)
    # What is sent as a picture cannot be read back as text; all else is the same to the letter.
    assert plain(printed, columns) == plain(as_sent(layout.rows, profile), columns)
    paper, preview = drawn(printed, profile), draw(layout.rows, profile)
    assert paper.size == preview.size
    assert paper.tobytes() == preview.tobytes()


def test_codes_that_are_sent_as_pictures_are_shown_as_they_print() -> None:
    profile = Profile(native_symbols=False)
    layout = lay_out(symbols(), profile)
    printed = decoded(encode(layout, profile), profile)
    assert drawn(printed, profile).tobytes() == draw(layout.rows, profile).tobytes()


class Reader(HTMLParser):
    """The lines of a page: of its text, and of what stands for its pictures."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.title = ""
        self._open: list[str] = []
        self._text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "img":
            self.lines.append(str(found["alt"]))
        elif tag == "hr":
            self.lines.append("-")
        elif tag != "meta":
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag
        if tag == "pre":
            self.lines += self._text.removeprefix("\n").removesuffix("\n").split("\n")
            self._text = ""

    def handle_data(self, data: str) -> None:
        if "pre" in self._open:
            self._text += data
        elif "title" in self._open:
            self.title += data
        else:
            assert not data.strip()


def shown(rows: tuple[Row, ...], columns: int) -> list[str]:
    """The lines of plain text that are on paper. The knife is a line of its own in each form."""
    text = plain([row for row in rows if not isinstance(row, DrawerRow)], columns)
    return ["-" if set(line) == {"-", " "} else line for line in text.splitlines()]


@every_width
@every_slip
def test_a_page_says_what_the_text_says(sale: SaleDocument, name: str, columns: int) -> None:
    profile = profile_for(columns)
    slip = slips(sale, columns)[name]
    layout = lay_out(slip, profile)
    page = Reader(html(layout.rows, profile, slip.title))
    assert page.title == slip.title
    expected = shown(layout.rows, columns)
    assert [line.split() for line in page.lines] == [line.split() for line in expected]
    # Where letters are not of normal size the spaces between them are not as many.
    lines = [line for line in layout.rows if isinstance(line, TextRow)]
    if all(run.style.width == 1 and not line.font_b for line in lines for run in line.runs):
        places = [line.rstrip() for line in page.lines if line[:1] != "["]
        assert [line for line in expected if line.lstrip()[:1] != "["] == places


@every_width
@every_slip
def test_a_drawing_says_what_the_text_says(sale: SaleDocument, name: str, columns: int) -> None:
    profile = profile_for(columns)
    slip = slips(sale, columns)[name]
    layout = lay_out(slip, profile)
    root = ET.fromstring(svg(layout.rows, profile, slip.title))
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == slip.title
    assert root.findtext(f"{SVG}desc") == plain(layout.rows, columns)
    words: list[str] = []
    for element in root[2:]:
        if element.tag == f"{SVG}text":
            words += "".join(element.itertext()).split()
        elif element.tag == f"{SVG}g":
            words += (element.findtext(f"{SVG}title") or "").split()
        elif element.get("stroke-dasharray"):
            words.append("-")
    assert words == [word for line in shown(layout.rows, columns) for word in line.split()]


@every_width
@every_paper
@every_slip
def test_a_drawing_has_the_size_of_the_picture(
    sale: SaleDocument, name: str, columns: int, dots: int
) -> None:
    profile = profile_for(columns, dots)
    layout = lay_out(slips(sale, columns)[name], profile)
    root = ET.fromstring(svg(layout.rows, profile, "t"))
    width, height = draw(layout.rows, profile).size
    assert root.get("viewBox") == f"0 0 {width} {height}"


def test_letters_stand_on_the_grid() -> None:
    profile = profile_for(42)
    rows = lay_out(Slip("t", (Columns.pair("Flat  white", "3.80"),)), profile).rows
    text = ET.fromstring(svg(rows, profile, "t")).find(f"{SVG}text")
    assert text is not None
    assert text.get("x") == " ".join(str(24 + 12 * n) for n in range(42))
    assert len(text.text or "") == 42


def test_paper_that_is_too_narrow_is_refused() -> None:
    with pytest.raises(PrintingError) as caught:
        profile_for(48, 376)
    assert caught.value.code == "invalid_profile"


HARD = "漢かﾞ한👨🇱🏽بلְ\u0301\u200c\u200d\ufe0f<&\"'\x1b\u202e\u3000 \n"
WRITING = st.text(st.characters() | st.sampled_from(HARD), max_size=60)
LOOKS = st.builds(
    Style,
    underline=st.booleans(),
    invert=st.booleans(),
    width=st.integers(1, 8),
    height=st.integers(1, 8),
)
ELEMENTS = st.one_of(
    st.builds(Text, WRITING, LOOKS, st.sampled_from(Align), st.sampled_from(Wrap)),
    st.builds(Columns.pair, WRITING, WRITING, LOOKS),
    st.builds(
        Columns,
        st.lists(
            st.builds(Cell, WRITING, st.none() | st.integers(1, 12)), min_size=1, max_size=4
        ).map(tuple),
    ),
    st.characters().filter(str.isprintable).map(Rule),
    st.text(min_size=1, max_size=20, alphabet=st.characters(codec="utf-8")).map(QR),
)


@settings(max_examples=150, deadline=None)
@given(
    title=WRITING,
    elements=st.lists(ELEMENTS, max_size=4).map(tuple),
    direction=st.sampled_from(Direction),
    columns=st.sampled_from([32, 42, 48]),
    dots=st.sampled_from([384, 512, 576]),
)
def test_any_writing_at_all_comes_out_in_every_form(
    title: str, elements: tuple[Element, ...], direction: Direction, columns: int, dots: int
) -> None:
    profile = profile_for(columns, dots)
    layout = lay_out(Slip(title, elements, direction=direction), profile)
    for row in layout.rows:
        assert not isinstance(row, TextRow) or row.cells() <= columns
    preview = draw(layout.rows, profile)
    printed = decoded(encode(layout, profile), profile)
    assert drawn(printed, profile).tobytes() == preview.tobytes()
    root = ET.fromstring(svg(layout.rows, profile, title))
    assert root.get("height") == str(preview.height)
    expected = [line.split() for line in shown(layout.rows, columns)]
    assert [line.split() for line in Reader(html(layout.rows, profile, title)).lines] == expected
