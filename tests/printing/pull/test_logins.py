"""Who may ask: the printer itself, by its own password, and nobody learns of anybody else."""

from __future__ import annotations

import hashlib
import re
import socket
import urllib.request
import uuid
from urllib.parse import urlsplit

import pytest
from django.core.signing import TimestampSigner
from django.test import RequestFactory

from printing.models import Printer
from printing.pull import digest, logins
from tests.printing.pull.device import Star
from tests.printing.spool.conftest import put, states

FORM = b"ConnectionType=GetRequest&ID=printer"


def hashed(algorithm: str, text: str) -> str:
    return hashlib.new({"MD5": "md5", "SHA-256": "sha256"}[algorithm], text.encode()).hexdigest()


def answer(challenge: str, device, algorithm: str, **changes: str) -> str:
    """Answer a challenge as RFC 7616, 3.4.1 has it."""
    nonce = re.search(r'nonce="([^"]+)"', challenge)[1]
    path = urlsplit(device.url).path
    said = {
        "username": "printer", "realm": "Slipway printing", "uri": path, "nonce": nonce,
        "nc": "00000001", "cnonce": "0a4f113b", "qop": "auth", **changes,
    }  # fmt: skip
    ha1 = hashed(algorithm, f"{said['username']}:{said['realm']}:{device.password}")
    ha2 = hashed(algorithm, f"POST:{said['uri']}")
    middle = f"{said['nonce']}:{said['nc']}:{said['cnonce']}:{said['qop']}"
    said.setdefault("response", hashed(algorithm, f"{ha1}:{middle}:{ha2}"))
    quoted = ", ".join(f'{k}="{v}"' for k, v in said.items() if k not in {"nc", "qop"})
    return f"Digest {quoted}, algorithm={algorithm}, qop={said['qop']}, nc={said['nc']}"


def challenges(device) -> list[str]:
    got = device.ask("POST", body=FORM, Authorization="")
    assert got.status == 401
    return got.headers.get_all("WWW-Authenticate")


@pytest.mark.parametrize("algorithm", ["MD5", "SHA-256"])
def test_digest(epson, algorithm) -> None:
    printer, device = epson()
    job = put("x", printer)
    offered = challenges(device)
    assert [one.split()[0] for one in offered] == ["Digest", "Digest", "Basic"]
    challenge = next(one for one in offered if f"algorithm={algorithm}," in one)
    given = answer(challenge, device, algorithm)
    assert device.ask("POST", body=FORM, Authorization=given).status == 200
    assert states(job) == ["sending"]


@pytest.mark.parametrize(
    "changes",
    [
        {"username": "other"},
        {"realm": "other"},
        {"uri": "/printing/epson/other"},
        {"nonce": "made up"},
        {"qop": "auth-int"},
        {"nc": "1"},
        {"cnonce": ""},
        {"response": "0" * 64},
        {"response": ""},
    ],
)
def test_a_wrong_answer_is_refused(epson, changes) -> None:
    printer, device = epson()
    job = put("x", printer)
    given = answer(challenges(device)[1], device, "SHA-256", **changes)
    assert device.ask("POST", body=FORM, Authorization=given).status == 401
    assert states(job) == ["queued"]


def test_a_nonce_grows_old(epson, monkeypatch) -> None:
    _, device = epson()
    given = answer(challenges(device)[0], device, "MD5")
    assert device.ask("POST", body=FORM, Authorization=given).status == 200
    monkeypatch.setattr(digest, "GOOD_FOR", -1)
    assert device.ask("POST", body=FORM, Authorization=given).status == 401


def test_a_client_of_somebody_else_logs_in(epson) -> None:
    """The standard library's Digest, which knows only MD5 here."""
    _, device = epson()
    store = urllib.request.HTTPPasswordMgrWithDefaultRealm()
    store.add_password(None, device.url, "printer", device.password)
    opener = urllib.request.build_opener(urllib.request.HTTPDigestAuthHandler(store))
    with opener.open(urllib.request.Request(device.url, FORM), timeout=30) as got:
        assert (got.status, got.read()) == (200, b"")


def test_the_example_of_the_rfc() -> None:
    """RFC 7616, 3.9.1: both hashes, computed from the answer that the RFC gives."""
    given = (
        'username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", algorithm={}, '
        'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, '
        'cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth, response="{}"'
    )
    request = RequestFactory().get("/dir/index.html")
    for algorithm, response in (
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ):
        ha1 = hashed(algorithm, "Mufasa:http-auth@example.org:Circle of Life")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(digest, "_is_fresh", lambda _nonce: True)
            assert digest.is_right(
                given.format(algorithm, response), request, user="Mufasa",
                realm="http-auth@example.org", known={algorithm: ha1},
            )  # fmt: skip


def test_strangers_learn_nothing(star, epson) -> None:
    printer, device = star()
    other, _ = star(name="Other")
    asking, _ = epson(name="Epson")
    job = put("x", printer)
    base = device.url.rsplit("/", 1)[0]
    seen = []
    for url, user, password in (
        (device.url, "printer", "wrong"),
        (device.url, "printer", ""),
        (device.url, "other", device.password),
        (f"{base}/{other.pk}", "printer", device.password),  # another printer's password
        (f"{base}/{asking.pk}", "printer", device.password),  # one of another kind
        (f"{base}/{uuid.uuid4()}", "printer", device.password),  # nobody's address
    ):
        for method in ("POST", "GET", "DELETE", "PUT"):
            got = Star(url, password, user=user).ask(method, "token=x&code=200", b"{}")
            seen.append((got.status, got.body, got.headers.get_all("WWW-Authenticate")))
    assert set(map(str, seen)) == {
        str((401, b"Who are you?\n", ['Basic realm="Slipway printing", charset="UTF-8"']))
    }
    for given in ("", "Basic", "Basic !!!", "Basic " + "A" * 5000, "Bearer x", "Digest x=y"):
        assert device.ask("POST", body=b"{}", Authorization=given).status == 401
    assert states(job) == ["queued"]


def test_digest_is_not_taken_where_only_basic_is_kept(star) -> None:
    printer, device = star()
    assert printer.login_md5 == ""
    nonce = TimestampSigner(salt="printing.pull.nonce").sign("x")
    given = answer(f'nonce="{nonce}"', device, "SHA-256")
    assert device.ask("POST", body=b"{}", Authorization=given).status == 401


def test_a_printer_without_a_password_lets_nobody_in(star, epson) -> None:
    for _, device in (star(), epson(name="Epson")):
        Printer.objects.update(login_sha256="", login_md5="")
        for password in ("", device.password):
            assert type(device)(device.url, password).ask("POST", body=b"").status == 401
        device.password = ""
    challenge = challenges(device)[0]
    # What stands for no password in the comparison is no password either.
    nonce = re.search(r'nonce="([^"]+)"', challenge)[1]
    ha2 = hashed("MD5", f"POST:{urlsplit(device.url).path}")
    guess = hashed("MD5", f"{'0' * 32}:{nonce}:00000001:0a4f113b:auth:{ha2}")
    for given in (
        answer(challenge, device, "MD5"),
        answer(challenge, device, "MD5", response=guess),
    ):
        assert device.ask("POST", body=FORM, Authorization=given).status == 401


def test_a_new_password_closes_the_old_one(star) -> None:
    printer, device = star()
    before = logins.fingerprint(printer)
    new = logins.make(printer)
    assert re.fullmatch(r"[A-Za-z0-9]{28}", new)
    assert logins.fingerprint(printer) != before
    assert device.ask("POST", body=b"{}").status == 401
    device.password = new
    assert device.poll()["jobReady"] is False
    stored = Printer.objects.get(pk=printer.pk)
    assert new not in f"{stored.login_sha256}{stored.login_md5}"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[]",
        b"null",
        b"{}",
        b"\xff\xfe",
        b'{"statusCode": 200}',
        b'{"statusCode": "abc"}',
        '{"statusCode": "٢٠٠"}'.encode(),
        b'{"statusCode": "200", "printerMAC": "nonsense"}',
        b'{"statusCode": "200", "printerMAC": ["00:11:62:06:04:ff"]}',
        b"[" * 30000,
        b'{"statusCode": "2" ' + b" " * 70000 + b"}",
    ],
)
def test_bad_polls_are_refused(star, body) -> None:
    printer, device = star()
    job = put("x", printer)
    got = device.ask("POST", body=body)
    large = len(body) > 65536
    assert got.status == (413 if large else 400)
    assert got.json()["error"]["code"] == ("pull_too_large" if large else "pull_request")
    assert states(job) == ["queued"]


@pytest.mark.parametrize(
    ("method", "query", "status", "code"),
    [
        ("GET", "token=x&type=image/png", 404, "pull_no_job"),
        ("GET", "token=x&mac=zz", 400, "pull_request"),
        ("GET", "token=" + "A" * 22 + ".1.AAAAAAAA", 404, "pull_no_job"),
        ("GET", "token=%00", 404, "pull_no_job"),
        ("DELETE", "token=x&code=200", 404, "pull_no_job"),
        ("DELETE", "token=x", 400, "pull_request"),
        ("DELETE", "token=x&code=%00", 400, "pull_request"),
        ("DELETE", "token=x&code=200&mac=1", 400, "pull_request"),
    ],
)
def test_bad_names_are_refused(star, method, query, status, code) -> None:
    printer, device = star()
    job = put("x", printer)
    got = device.ask(method, query)
    assert (got.status, got.json()["error"]["code"]) == (status, code)
    assert states(job) == ["queued"]


def test_other_methods_and_other_peoples_slips(star) -> None:
    printer, device = star()
    _, second = star(name="Other", workspace_id=uuid.uuid4())
    job = put("x", printer)
    assert device.ask("PUT").status == 405
    token = device.poll()["jobToken"]
    assert second.get(token).status == 404
    device.get(token)
    assert second.get(token).status == 404
    assert second.delete(token).json() == {"heard": "unknown"}
    assert states(job) == ["sending"]


def test_a_body_that_never_comes_to_its_end_is_not_waited_for_in_memory(star) -> None:
    _, device = star()
    parts = urlsplit(device.url)
    head = f"POST {parts.path} HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999999\r\n"
    head += f"Authorization: {device.headers()['Authorization']}\r\n\r\n"
    with socket.create_connection((parts.hostname, parts.port), timeout=30) as raw:
        raw.sendall(head.encode() + b"x" * 100_000)
        assert raw.recv(12) == b"HTTP/1.1 413"
