"""Validators, compression, and what caches are told."""

from __future__ import annotations

import gzip

import pytest

from tests.api import world

LIST = "/v1/customers"


@pytest.fixture
def rows(place):
    return world.customers(place, 20)


@pytest.mark.parametrize("path", [LIST, "/v1/customers/{row}", "/api/v2/customers"])
def test_a_known_document_is_not_sent_again(api, rows, path):
    path = path.format(row=rows[0].pk)
    first = api.get(path)
    tag = first["ETag"]
    assert tag.startswith('W/"')
    strong = tag.removeprefix("W/")
    for header in (tag, strong, "*", " * ", f'"a", {tag}', f'W/"b",{strong} , "c"', f"{tag},{tag}"):
        response = api.get(path, If_None_Match=header)
        assert (response.status_code, response.content) == (304, b""), header
        for name in ("ETag", "Vary", "Cache-Control"):
            assert response[name] == first[name]
        assert "text/html" not in response.get("Content-Type", "")


@pytest.mark.parametrize("header", ["", '"other"', 'W/"other", "x"', "W/", ",", '"*"', "**"])
def test_another_document_is_sent(api, rows, header):
    assert api.get(LIST, If_None_Match=header).status_code == 200


def test_the_validator_follows_the_document(api, rows):
    first = api.get(LIST)["ETag"]
    assert api.get(LIST)["ETag"] == first
    assert api.get(f"{LIST}?page[size]=3")["ETag"] != first
    rows[0].full_name = "changed"
    rows[0].save()
    response = api.get(LIST, If_None_Match=first)
    assert response.status_code == 200
    assert response["ETag"] != first


def test_another_workspaces_validator_means_nothing(api, rows):
    tag = api.get(LIST)["ETag"]
    assert world.client(world.workspace()).get(LIST, If_None_Match=tag).status_code == 200


def test_head_knows_validators(api, rows):
    tag = api.get(LIST)["ETag"]
    assert api.send("HEAD", LIST, If_None_Match=tag).status_code == 304


ENCODINGS = {
    "gzip": True,
    "GZIP": True,
    "*": True,
    "gzip;q=0.5": True,
    "gzip;q=1.0, identity; q=0.5, *;q=0": True,
    "deflate, gzip, br": True,
    "br, *;q=0.1": True,
    "": False,
    "identity": False,
    "br": False,
    "gzip;q=0": False,
    "gzip;q=0.000": False,
    "*;q=0": False,
    "gzip;q=0, *": False,
    "*, gzip;q=0": False,
    "gzip;q=no": False,
    "gzipped": False,
    ",;,": False,
}


@pytest.mark.parametrize(("header", "compressed"), ENCODINGS.items())
def test_compression(api, rows, header, compressed):
    plain = api.get(LIST)
    assert len(plain.content) > 1024
    assert "Content-Encoding" not in plain
    response = api.get(LIST, Accept_Encoding=header)
    assert (response.get("Content-Encoding") == "gzip") is compressed
    body = gzip.decompress(response.content) if compressed else response.content
    assert body == plain.content
    assert response["Content-Length"] == str(len(response.content))
    assert response["ETag"] == plain["ETag"]


def test_a_small_document_is_not_compressed(api):
    assert "Content-Encoding" not in api.get(LIST, Accept_Encoding="gzip")


def test_pages_that_hold_tokens_are_not_compressed(api):
    response = api.get("/admin/login/", Accept_Encoding="gzip")
    assert response.status_code == 200
    assert "Content-Encoding" not in response


@pytest.mark.parametrize(
    ("path", "control"),
    [
        (LIST, "private, no-cache"),
        (f"{LIST}/x", "no-store"),
        (f"{LIST}?foo=1", "no-store"),
        ("/v1/nothing", "no-store"),
        ("/v1/health-check", "no-store"),
    ],
)
def test_what_caches_are_told(api, rows, path, control):
    response = api.get(path)
    assert response["Cache-Control"] == control
    vary = {name.strip() for name in response["Vary"].split(",")}
    assert vary == {"Accept", "Accept-Encoding"} or "health" in path
    assert "Set-Cookie" not in response
