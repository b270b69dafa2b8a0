"""Every answer names its request."""

from __future__ import annotations

import uuid

import pytest

PATHS = ["/v1/customers", "/v1/nothing", "/v1/customers?foo=1", "/admin/login/", "/nothing"]


@pytest.mark.parametrize("path", PATHS)
def test_an_id_is_made(api, path):
    first, second = (api.get(path)["X-Request-Id"] for _ in range(2))
    assert uuid.UUID(first) != uuid.UUID(second)


@pytest.mark.parametrize("given", ["abcd-1234", "A" * 64, "018f0000-0000-7000-8000-000000000001"])
def test_a_given_id_is_kept(api, given):
    assert api.get(PATHS[0], X_Request_Id=given)["X-Request-Id"] == given


@pytest.mark.parametrize(
    "given",
    [
        "", "short", "A" * 65, "a b c d e f", "abcdefgh\n", "abcdefgh\r\nX-Evil: 1", "abc\0defgh",
        "<script>alert(1)</script>", "ümläutümläut", "%0d%0aabcdefgh", "id;id;id;id",
    ],
)  # fmt: skip
def test_a_hostile_id_is_replaced(api, given):
    response = api.get(PATHS[0], X_Request_Id=given)
    assert response.status_code == 200
    assert uuid.UUID(response["X-Request-Id"])
    assert "X-Evil" not in response
