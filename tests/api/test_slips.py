"""An invoice as it prints, through the API."""

from __future__ import annotations

import io
import uuid
import xml.etree.ElementTree as ET

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from tests.api import world
from tests.orders.shop import item, open_shop

ROOTS = ["/v1", "/api/v2"]


@pytest.fixture
def shop(db):
    return open_shop()


@pytest.fixture
def invoice(shop):
    return shop.sell(item(shop.product()))


@pytest.fixture
def api(shop):
    return world.client(shop.workspace)


def url(invoice, form, root="/v1"):
    return f"{root}/invoices/{invoice.pk}/slip.{form}"


@pytest.mark.parametrize("root", ROOTS)
@pytest.mark.parametrize(("columns", "width"), [(32, 384), (42, 512), (48, 576)])
def test_a_picture(api, invoice, root, columns, width):
    response = api.get(f"{url(invoice, 'png', root)}?columns={columns}", Accept="image/png")
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    picture = Image.open(io.BytesIO(response.content))
    assert picture.width - 48 <= width <= picture.width


def test_text_and_bytes_are_the_same_slip(api, invoice):
    text = api.get(url(invoice, "txt"))
    assert text["Content-Type"] == "text/plain; charset=utf-8"
    assert "TOTAL" in text.content.decode()
    data = api.get(url(invoice, "escpos"))
    assert data["Content-Type"] == "application/vnd.escpos"
    assert data.content.startswith(b"\x1b=\x01\x1b@")
    assert data.content.endswith(b"\x1dr\x01")
    assert b"TOTAL" in data.content


@pytest.mark.parametrize("root", ROOTS)
@pytest.mark.parametrize("columns", [32, 42, 48])
@pytest.mark.parametrize("dots", [384, 512, 576])
def test_the_paper_may_be_of_any_width(api, invoice, root, columns, dots):
    width = f"?columns={columns}&dots={dots}"
    picture = Image.open(io.BytesIO(api.get(url(invoice, "png", root) + width).content))
    drawing = api.get(url(invoice, "svg", root) + width)
    assert drawing["Content-Type"] == "image/svg+xml"
    size = ET.fromstring(drawing.content).attrib
    assert (size["width"], size["height"]) == tuple(map(str, picture.size))
    assert picture.width == dots + 48
    text = api.get(url(invoice, "txt", root) + width).content.decode()
    assert max(len(line) for line in text.splitlines() if line[:1] != "[") == columns


def test_a_page_for_browsers_and_mail(shop, api, invoice):
    response = api.get(url(invoice, "html"))
    assert response["Content-Type"] == "text/html; charset=utf-8"
    page = response.content.decode()
    assert page.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert f"<title>Receipt {invoice.number}</title>" in page
    assert "TOTAL" in page


@pytest.mark.parametrize("form", ["svg", "html", "png", "txt", "escpos"])
def test_a_hostile_name_is_only_a_name(shop, api, form):
    product = shop.product()
    product.name = "<script>alert(1)</script>"
    product.save()
    response = api.get(url(shop.sell(item(product)), form))
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    assert response["Content-Security-Policy"] == policy
    assert response["X-Content-Type-Options"] == "nosniff"
    if form in {"svg", "html"}:
        assert b"<script" not in response.content
        assert b"&lt;script&gt;" in response.content


def test_a_slip_that_cannot_be_printed_says_why(shop, api, invoice):
    shop.workspace.receipt_footer = "\n".join("x" * 2100)
    shop.workspace.save()
    response = api.get(url(invoice, "html"))
    assert response.status_code == 422
    assert response.json()["errors"][0]["code"] == "slip_too_long"


def test_it_is_not_sent_twice(api, invoice):
    first = api.get(url(invoice, "png"))
    again = api.get(url(invoice, "png"), **{"If-None-Match": first["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("tail", "status", "code"),
    [
        ("slip.png?columns=40", 400, "invalid_parameter"),
        ("slip.png?columns=", 400, "invalid_parameter"),
        ("slip.svg?dots=832", 400, "invalid_parameter"),
        ("slip.html?dots=384x", 400, "invalid_parameter"),
        ("slip.png?width=48", 400, "unknown_parameter"),
        ("slip.pdf", 404, "not_found"),
        ("slip.", 404, "not_found"),
    ],
)
def test_what_is_wrong_is_said(api, invoice, tail, status, code):
    response = api.get(f"/v1/invoices/{invoice.pk}/{tail}")
    assert response.status_code == status
    assert response.json()["errors"][0]["code"] == code


def test_only_ones_own_and_with_the_scope(shop, api, invoice):
    for pk in ("x", uuid.uuid4(), uuid.UUID(int=0)):
        assert api.get(f"/v1/invoices/{pk}/slip.png").status_code == 404
    stranger = world.client(world.workspace())
    assert stranger.get(url(invoice, "png")).status_code == 404
    poor = world.client(shop.workspace, scopes=["orders:read"])
    assert poor.get(url(invoice, "png")).status_code == 403
    assert api.post(url(invoice, "png")).status_code == 405
    assert Client().get(url(invoice, "png")).status_code == 401


def test_it_costs_the_same_for_any_number_of_lines(shop, api):
    counts = []
    for lines in (1, 6):
        made = shop.sell(*(item(shop.product()) for _ in range(lines)))
        api.get(url(made, "txt"))
        with CaptureQueriesContext(connection) as queries:
            assert api.get(url(made, "txt")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
