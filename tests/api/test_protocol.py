"""Paths, methods, media types: what is refused is refused with a document."""

from __future__ import annotations

import pytest

from pos.jsonapi.media import MEDIA_TYPE, PAGED_MEDIA_TYPE
from tests.api import world
from tests.jsonapi.documents import check

LIST = "/v1/customers"
ROOTS = ["/v1", "/api/v2", "/pos/v1", "/pos/api/v2"]
UNSAFE = ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"]


@pytest.mark.parametrize("root", ROOTS)
@pytest.mark.parametrize(
    "tail",
    [
        "", "/", "/nothing", "/nothing/", "/customers/", "/customers/x/y", "/Customers", "//customers",
        "/customers%2F", "/%00", "/%0A", "/no%0Athing", "/%FF%FE", "/%E2%80%A8", "/..", "/%2e%2e/v1",
        "/customers;x=1", "/customers.json", "/a" * 900,
    ],
)  # fmt: skip
def test_an_unknown_path(api, root, tail):
    for method in ("GET", "POST", "DELETE", "OPTIONS"):
        response = api.send(method, root + tail)
        assert response["Content-Type"] == MEDIA_TYPE
        (error,) = check(response.content, response.status_code)["errors"]
        assert error["status"] == "404"


def test_an_unknown_path_needs_no_key(db):
    assert world.Caller(None).get("/v1/nothing").status_code == 404


@pytest.mark.parametrize(
    "row", ["x", "1", "0", "-1", "%00", "%0A", "%20", "%F0%9F%8E%89", "null", "018f0000", "%7B%7D"]
)
def test_an_id_that_is_none(api, row):
    response = api.get(f"{LIST}/{row}")
    check(response.content, 404)
    assert response.status_code == 404


@pytest.mark.parametrize("form", ["{%s}", "urn:uuid:%s"])
def test_other_forms_of_a_uuid_are_no_error(api, place, form):
    row = world.fill(place)["customers"].pk
    for text in (form % row, form % row.hex, form % str(row).upper()):
        response = api.get(f"{LIST}/{text}")
        assert response.status_code in {200, 404}
        check(response.content, response.status_code)


@pytest.mark.parametrize("method", UNSAFE)
@pytest.mark.parametrize("path", [LIST, f"{LIST}/018f0000-0000-7000-8000-000000000001"])
def test_a_method_that_is_not_offered(api, method, path):
    response = api.send(method, path)
    (error,) = check(response.content, 405)["errors"]
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    assert error["title"] == "Method Not Allowed"
    assert method in error["detail"]


@pytest.mark.parametrize("header", ["text/html", f"{MEDIA_TYPE};charset=utf-8", "image/*"])
@pytest.mark.parametrize("path", [LIST, "/v1/health-check"])
def test_not_acceptable(api, header, path):
    response = api.get(path, Accept=header)
    (error,) = check(response.content, 406)["errors"]
    assert response.status_code == 406
    assert response["Content-Type"] == MEDIA_TYPE
    assert error["source"] == {"header": "Accept"}


@pytest.mark.parametrize(
    "header", ["*/*", "application/json", MEDIA_TYPE, f"{MEDIA_TYPE};q=0.1, text/html"]
)
def test_acceptable(api, header):
    assert api.get(LIST, Accept=header)["Content-Type"] == PAGED_MEDIA_TYPE


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json", 415),
        ("text/plain", 415),
        (f"{MEDIA_TYPE}; charset=utf-8", 415),
        (f'{MEDIA_TYPE};ext="https://example.test/x"', 415),
        ("", 415),
        (MEDIA_TYPE, 405),
        (f'{MEDIA_TYPE};profile="https://example.test/x"', 405),
    ],
)
def test_the_media_type_of_a_body(api, content_type, status):
    response = api.http.generic(
        "POST", LIST, b"{}", content_type, headers={"Authorization": f"Bearer {api.secret}"}
    )
    (error,) = check(response.content, response.status_code)["errors"]
    assert response.status_code == status
    if status == 415:
        assert error["source"] == {"header": "Content-Type"}


def test_a_get_may_name_any_media_type(api):
    for content_type in ("application/json", "text/plain"):
        response = api.get(LIST, Content_Type=content_type)
        assert response.status_code == 200


def test_the_profile_is_named_where_it_is_applied(api, place):
    row = world.fill(place)["customers"].pk
    assert api.get(LIST)["Content-Type"] == PAGED_MEDIA_TYPE
    assert api.get(f"{LIST}/{row}")["Content-Type"] == MEDIA_TYPE
    assert api.get(f"{LIST}?page[size]=0")["Content-Type"] == MEDIA_TYPE


@pytest.mark.parametrize("path", [LIST, "/v1/health-check", f"{LIST}/x", "/v1/nothing"])
def test_head_is_get_without_its_body(api, path):
    head, get = api.send("HEAD", path), api.get(path)
    assert head.status_code == get.status_code
    assert head.content == b""
    assert head["Content-Type"] == get["Content-Type"]
    if "health" not in path and get.status_code == 200:
        assert head["ETag"] == get["ETag"]
        assert head["Content-Length"] == str(len(get.content))


@pytest.mark.parametrize("path", [LIST, f"{LIST}/x", "/v1/health-check"])
def test_options(api, path):
    response = api.send("OPTIONS", path)
    assert response.status_code == 204
    assert response.content == b""
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    assert "text/html" not in response.get("Content-Type", "")


@pytest.mark.parametrize("host", ["bad host", "a/b", "x" * 300 + "\\", '"', "[::1"])
def test_a_host_that_is_none(api, host):
    response = api.get(LIST, Host=host)
    assert response.status_code == 400
    assert response["Content-Type"] == MEDIA_TYPE
    check(response.content, 400)


def test_a_host_that_is_not_served(api, settings):
    settings.ALLOWED_HOSTS = ["shop.example"]
    assert api.get(LIST, Host="shop.example").status_code == 200
    response = api.get(LIST, Host="evil.example")
    assert response.status_code == 400
    assert "evil.example" not in response.content.decode()
