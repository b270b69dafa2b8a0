"""Every statement that a printer's request leads to names its workspace, and they are few."""

from __future__ import annotations

import base64
import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from printing.pull import logins
from tests.printing.pull.conftest import make
from tests.printing.pull.device import READY, printed, read_request
from tests.printing.spool.conftest import put

pytestmark = pytest.mark.django_db
CONTROL = ("SAVEPOINT", "RELEASE SAVEPOINT", "BEGIN", "COMMIT")
# Which workspace it is, is what the login says.
NAMED = re.compile(r"""workspace_id"? = '""")
LOGIN = '"printing_printer"."kind" = '


def asked(seen: CaptureQueriesContext) -> int:
    statements = [query["sql"] for query in seen if not query["sql"].startswith(CONTROL)]
    nameless = [sql for sql in statements if not NAMED.search(sql)]
    assert all(LOGIN in sql for sql in nameless), nameless
    return len(statements)


def test_a_star_printer(client) -> None:
    printer = make("cloudprnt")
    login = base64.b64encode(f"printer:{logins.make(printer)}".encode()).decode()
    address = f"/printing/cloudprnt/{printer.pk}"
    client.defaults["HTTP_AUTHORIZATION"] = f"Basic {login}"

    def poll() -> dict:
        return client.post(address, json.dumps(READY), content_type="application/json").json()

    with CaptureQueriesContext(connection) as nothing:
        poll()
    put("x", printer)
    with CaptureQueriesContext(connection) as seen:
        token = poll()["jobToken"]
        assert client.get(f"{address}?token={token}&type=image/png").status_code == 200
        assert client.delete(f"{address}?token={token}&code=200").status_code == 200
    assert asked(nothing) <= 4
    assert asked(seen) <= 14


def test_an_epson_printer(client) -> None:
    printer = make("epson_sdp")
    login = base64.b64encode(f"printer:{logins.make(printer)}".encode()).decode()
    client.defaults["HTTP_AUTHORIZATION"] = f"Basic {login}"
    address = f"/printing/epson/{printer.pk}"

    def post(**form: str) -> bytes:
        body = "&".join(f"{name}={value}" for name, value in form.items())
        kind = "application/x-www-form-urlencoded"
        return client.post(address, body, content_type=kind).content

    with CaptureQueriesContext(connection) as nothing:
        assert post(ConnectionType="GetRequest") == b""
    put("x", printer)
    with CaptureQueriesContext(connection) as seen:
        token, _ = read_request(post(ConnectionType="GetRequest"))
        document = printed(token).replace("&", "%26").replace("=", "%3D").replace("+", "%2B")
        assert post(ConnectionType="SetResponse", ResponseFile=document) == b""
    assert asked(nothing) <= 4
    assert asked(seen) <= 14
