"""SVG and HTML in a real browser: they look as the picture does, and their codes can be read."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING

import pytest
import zxingcpp
from PIL import Image as Pillow
from PIL import ImageChops, ImageStat

from printing.interface import preview_html, preview_png, preview_svg
from printing.render.canvas import MARGIN, dots_of
from printing.render.layout import lay_out
from printing.render.profile import profile_for
from printing.render.rows import PictureRow
from printing.slips.elements import QR, Cell, Columns, Slip, Text
from tests import chromium
from tests.printing.demanding import CODES, NAMES, QRS, slips, symbols

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from selenium.webdriver import Chrome

    from printing.slips.sale import SaleDocument

ALL_CODES = {text for _, _, text in CODES} | {data for data, _ in QRS}
pytestmark = chromium.needed
EVIL = '"><img src=x onerror=alert(1)></text><script>alert(1)</script>&'


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    with chromium.started(tmp_path_factory.mktemp("chromium")) as driver:
        yield driver


def opened(browser: Chrome, file: Path, document: str) -> None:
    file.write_text(document, encoding="utf-8")
    browser.get(file.as_uri())


def seen(browser: Chrome, width: int, height: int, zoom: float = 1) -> Pillow.Image:
    """What the browser paints of the open document, in grey."""
    clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": zoom}
    asked = {"clip": clip, "captureBeyondViewport": True}
    shot = browser.execute_cdp_cmd("Page.captureScreenshot", asked)
    return Pillow.open(io.BytesIO(base64.b64decode(shot["data"]))).convert("L")


def read(picture: Pillow.Image) -> set[str]:
    return {str(code.text) for code in zxingcpp.read_barcodes(picture)}


@pytest.mark.parametrize("columns", [32, 42, 48])
@pytest.mark.parametrize("name", NAMES)
def test_a_drawing_looks_like_the_picture(
    browser: Chrome, tmp_path: Path, sale: SaleDocument, name: str, columns: int
) -> None:
    slip = slips(sale, columns)[name]
    picture = Pillow.open(io.BytesIO(preview_png(slip, columns))).convert("L")
    opened(browser, tmp_path / "slip.svg", preview_svg(slip, columns))
    drawing = seen(browser, *picture.size)
    # The browser draws letters with its own font and soft edges: their ink and place count.
    grid = (picture.width // 12, picture.height // 15)
    cells = [one.resize(grid, Pillow.Resampling.BOX) for one in (picture, drawing)]
    difference = ImageStat.Stat(ImageChops.difference(*cells))
    assert difference.mean[0] < 2.5
    assert difference.extrema[0][1] < 72
    top = MARGIN
    for row in lay_out(slip, profile_for(columns)).rows:
        if isinstance(row, PictureRow) or getattr(row, "raster", False):
            place = (0, top, picture.width, top + dots_of(row))
            assert drawing.crop(place).tobytes() == picture.crop(place).tobytes()
        top += dots_of(row)


@pytest.mark.parametrize("zoom", [1, 1.37, 2, 3.3])
def test_codes_of_a_drawing_can_be_read_at_any_size(
    browser: Chrome, tmp_path: Path, zoom: float
) -> None:
    opened(browser, tmp_path / "slip.svg", preview_svg(symbols(), 48))
    size = Pillow.open(io.BytesIO(preview_png(symbols(), 48))).size
    assert read(seen(browser, *size, zoom)) == ALL_CODES


@pytest.mark.parametrize("dark", [False, True])
def test_codes_of_a_page_can_be_read_in_the_dark_too(
    browser: Chrome, tmp_path: Path, dark: bool
) -> None:
    opened(browser, tmp_path / "slip.html", preview_html(symbols(), 48))
    scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
    browser.execute_cdp_cmd("Emulation.setAutoDarkModeOverride", {"enabled": dark})
    width, height = browser.execute_script(
        "return [document.documentElement.clientWidth, document.documentElement.scrollHeight]"
    )
    found = read(seen(browser, width, height))
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    browser.execute_cdp_cmd("Emulation.setAutoDarkModeOverride", {"enabled": False})
    assert found == ALL_CODES


@pytest.mark.parametrize("form", ["svg", "html"])
def test_a_hostile_name_stays_text(browser: Chrome, tmp_path: Path, form: str) -> None:
    slip = Slip(EVIL, (Text(EVIL), Columns((Cell(EVIL), Cell("漢" + EVIL, 20))), QR(EVIL)))
    make = {"svg": preview_svg, "html": preview_html}[form]
    opened(browser, tmp_path / f"slip.{form}", make(slip, 48))
    found = browser.execute_script(
        "const all = [...document.querySelectorAll('*')];"
        "return [all.map(e => e.localName), all.flatMap(e => [...e.attributes].map(a => a.name)),"
        " document.documentElement.textContent]"
    )
    names, attributes, text = found
    assert not {"script", "a", "foreignObject"} & set(names)
    assert not [name for name in attributes if name.startswith("on")]
    assert '"><img src=x onerror=alert(1)></text>' in text
    assert browser.execute_script("return performance.getEntriesByType('resource')") == []


def test_text_of_a_page_is_copied_in_columns(browser: Chrome, tmp_path: Path) -> None:
    slip = Slip("t", (Columns.pair("Kaffee", "3,80"), Text("مرحبا 12"), Text("漢字 x")))
    opened(browser, tmp_path / "slip.html", preview_html(slip, 32))
    browser.execute_script("getSelection().selectAllChildren(document.querySelector('pre'))")
    copied = browser.execute_script("return getSelection().toString()")
    assert copied.splitlines() == ["Kaffee" + " " * 22 + "3,80", "مرحبا 12", "漢字 x"]
    way = "return getComputedStyle(document.querySelector('[dir]')).direction"
    assert browser.execute_script(way) == "rtl"


@pytest.mark.parametrize("columns", [32, 42, 48])
def test_a_page_fits_a_telephone(
    browser: Chrome, tmp_path: Path, sale: SaleDocument, columns: int
) -> None:
    opened(browser, tmp_path / "slip.html", preview_html(slips(sale, columns)["sale"], columns))
    screen = {"width": 375, "height": 700, "deviceScaleFactor": 2, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    room = browser.execute_script(
        "const e = document.querySelector('[role=article]'); return [e.scrollWidth, e.clientWidth]"
    )
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert room[0] <= room[1] <= 375


def test_letters_of_a_drawing_stand_on_the_grid_in_any_font(
    browser: Chrome, tmp_path: Path
) -> None:
    drawing = preview_svg(Slip("t", (Columns.pair("iiii  WWWW", "3,80"),)), 42)
    opened(browser, tmp_path / "slip.svg", drawing.replace('font-family="', 'font-family="serif,'))
    places = browser.execute_script(
        "const text = document.querySelector('text');"
        "return [...text.textContent].map((_, at) => text.getStartPositionOfChar(at).x)"
    )
    assert places == [MARGIN + 12 * at for at in range(42)]
