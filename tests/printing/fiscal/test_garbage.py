"""Peers that answer nonsense, too much, too slowly, half, or not at all."""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import threading
import time
from decimal import Decimal
from typing import TYPE_CHECKING, Self

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printing.errors import PrintingError
from printing.fiscal import wire
from printing.fiscal.erpnet import ErpNetDevice
from printing.fiscal.requests import receipt_from
from printing.fiscal.result import LastDocument
from tests.printing.fiscal.conftest import sale

if TYPE_CHECKING:
    from collections.abc import Callable

HASTE = 0.25
BEFORE = LastDocument(84, Decimal(0))
INFO = {"serialNumber": "DT517985", "fiscalMemorySerialNumber": "02517985"}
OK = {"ok": "true", "messages": [{"type": "info", "text": "FM is formatted"}]}


def http(document: object, status: int = 200) -> bytes:
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    return b"HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n%b" % (status, len(body), body)


class Peer:
    """A server that answers by the first line of each request, from a table of what to do."""

    def __init__(self, answers: dict[str, object]) -> None:
        self.answers = {f"GET /printers/p {'HTTP'}": http(INFO), **answers}
        self.asked: list[str] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.stop = threading.Event()
        self.threads = [threading.Thread(target=self._accept, daemon=True)]

    def __enter__(self) -> Self:
        self.threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self.listener.close()
        for thread in self.threads:
            thread.join(timeout=5)

    def device(self, total: float = 2.0) -> ErpNetDevice:
        return ErpNetDevice(f"http://127.0.0.1:{self.listener.getsockname()[1]}", "p", total=total)

    def _accept(self) -> None:
        self.listener.settimeout(0.05)
        while not self.stop.is_set():
            with contextlib.suppress(TimeoutError, OSError):
                link, _ = self.listener.accept()
                self.threads.append(threading.Thread(target=self._serve, args=(link,), daemon=True))
                self.threads[-1].start()

    def _serve(self, link: socket.socket) -> None:
        with link, contextlib.suppress(OSError):
            link.settimeout(5)
            line = link.recv(65536).split(b"\r\n")[0].decode()
            self.asked.append(line)
            for start, answer in self.answers.items():
                if line.startswith(start):
                    if callable(answer):
                        answer(link, self.stop)
                    else:
                        link.sendall(answer)
                    return
            link.sendall(http(None, 404))


def reset(link: socket.socket, _stop: threading.Event) -> None:
    link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def silent(_link: socket.socket, stop: threading.Event) -> None:
    stop.wait(10)


def drip(link: socket.socket, stop: threading.Event) -> None:
    link.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n")
    while not stop.wait(0.05):
        link.sendall(b" ")


def drip_head(link: socket.socket, stop: threading.Event) -> None:
    link.sendall(b"HTTP/1.1 200 OK\r\nX: ")
    while not stop.wait(0.05):
        link.sendall(b"a")


def flood(link: socket.socket, stop: threading.Event) -> None:
    link.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while not stop.is_set():
        link.sendall(b" " * 65536)


GARBAGE: dict[str, object] = {
    "nothing": b"",
    "no http": b"hello\r\n\r\n",
    "binary": bytes(range(256)) * 4,
    "endless line": b"HTTP/1.1 " + b"9" * 100_000,
    "many headers": b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 500 + b"\r\n{}",
    "half a head": b"HTTP/1.1 200 OK\r\nContent-Le",
    "half a body": b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{",
    "odd length": b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n{",
    "bad chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}",
    "half a chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{}",
    "no json": http(b"<html>"),
    "deep json": http(b"[" * 100_000),
    "not utf-8": http(b'{"ok": "\xff"}'),
    "nan": http(b'{"ok": NaN}'),
    "huge exponent": http(b'{"ok": 1e99999999999999999999}'),
    "a list": http([1]),
    "null": http(None),
    "empty": http({}),
    "ok is a number": http({"ok": 1}),
    "ok is a word": http({"ok": "perhaps"}),
    "no content": http(b"", 204),
    "server error": http({"ok": True}, 500),
    "reset": reset,
    "silent": silent,
    "drip": drip,
    "drip head": drip_head,
    "flood": flood,
}


def outcome(call: Callable[[], object]) -> PrintingError:
    begun = time.monotonic()
    with pytest.raises(PrintingError) as caught:
        call()
    assert time.monotonic() - begun < 8  # the deadline was HASTE, with room for a busy machine
    assert str(caught.value)
    return caught.value


@pytest.mark.parametrize("name", GARBAGE)
def test_garbage_to_a_question(name: str) -> None:
    with Peer({"GET /printers/p/status": GARBAGE[name]}) as peer:
        error = outcome(peer.device(HASTE).status)
        assert (error.code, error.may_have_printed) == ("fiscal_reply", False)


@pytest.mark.parametrize("name", GARBAGE)
def test_garbage_before_anything_was_sent(name: str) -> None:
    with Peer({"GET /printers/p ": GARBAGE[name]}) as peer:
        peer.answers["GET /printers/p HTTP"] = GARBAGE[name]
        error = outcome(lambda: peer.device(HASTE).print_receipt(sale()))
        assert (error.code, error.may_have_printed) == ("fiscal_reply", False)
        assert not [line for line in peer.asked if line.startswith("POST")]


@pytest.mark.parametrize("name", GARBAGE)
def test_garbage_instead_of_a_receipt_is_doubt(name: str) -> None:
    unknown = http({"taskStatus": "unknown"})
    with Peer({"POST": GARBAGE[name], "GET /printers/taskinfo": unknown}) as peer:
        error = outcome(lambda: peer.device(HASTE).print_receipt(sale(), BEFORE))
        assert (error.code, error.may_have_printed) == ("fiscal_doubt", True)
        assert len([line for line in peer.asked if line.startswith("POST")]) == 1


@pytest.mark.parametrize("name", GARBAGE)
def test_garbage_instead_of_a_result_is_doubt(name: str) -> None:
    taken = http({"taskId": "r-1"})
    with Peer({"POST": taken, "GET /printers/taskinfo": GARBAGE[name]}) as peer:
        error = outcome(lambda: peer.device(HASTE).print_receipt(sale(), BEFORE))
        assert (error.code, error.may_have_printed) == ("fiscal_doubt", True)
        assert len([line for line in peer.asked if line.startswith("POST")]) == 1


@pytest.mark.parametrize("name", ["no json", "half a body", "reset", "silent", "server error"])
def test_garbage_instead_of_a_task_is_unknown(name: str) -> None:
    with Peer({"GET /printers/taskinfo": GARBAGE[name]}) as peer:
        error = outcome(lambda: peer.device(HASTE).find(sale(), BEFORE))
        assert (error.code, error.may_have_printed) == ("fiscal_unknown", True)
        assert not [line for line in peer.asked if line.startswith("POST")]


@pytest.mark.parametrize("status", [400, 401, 404, 413])
def test_a_request_that_was_not_taken(status: int) -> None:
    with Peer({"POST": http(b"<html>", status)}) as peer:
        error = outcome(lambda: peer.device().print_receipt(sale(), BEFORE))
        assert (error.code, error.may_have_printed) == ("fiscal_reply", False)


def raw(text: object) -> bytes:
    return http({**OK, "rawResponse": text})


class Raw(Peer):
    """Answers the two raw requests with these texts, in turn."""

    def __init__(self, *texts: object) -> None:
        left = list(texts)

        def answer(link: socket.socket, _stop: threading.Event) -> None:
            link.sendall(raw(left.pop(0)))

        unknown = http({"taskStatus": "unknown"})
        super().__init__({"POST": answer, "GET /printers/taskinfo": unknown})


def test_found_by_counters() -> None:
    with Raw("0000085", "0,1,+0000001250,0000001250") as peer:
        found = peer.device().find(sale(), BEFORE)
    assert found is not None
    assert (found.receipt_number, found.amount) == ("0000085", Decimal("12.50"))
    assert (found.device_serial, found.fiscal_memory_serial) == ("DT517985", "02517985")
    assert (found.simulated, found.receipt_datetime) == (False, None)


@pytest.mark.parametrize("texts", [("0000084", "0,1,12.50,12.50"), (" 84\n", "1,1,99,0")])
def test_surely_not_closed(texts: tuple[str, str]) -> None:
    with Raw(*texts) as peer:
        assert peer.device().find(sale(), BEFORE) is None


@pytest.mark.parametrize(
    "texts",
    [
        ("0000085", "0,1,12.51,12.51"),
        ("0000085", "1,1,12.50,12.50"),
        ("0000085", "P,0"),
        ("0000085", ""),
        ("0000085", None),
        ("0000085", "0,1,abc,1"),
        ("0000086", "0,1,12.50,12.50"),
        ("0000083", "0,1,12.50,12.50"),
        ("", ""),
        ("F", ""),
        ("-85", "0,1,12.50,12.50"),
        ("²", "0,1,12.50,12.50"),
        ([], ""),
        ("9" * 60, ""),
    ],
)
def test_counters_that_do_not_tell(texts: tuple[object, object]) -> None:
    with Raw(*texts) as peer:
        error = outcome(lambda: peer.device().find(sale(), BEFORE))
    assert (error.code, error.may_have_printed) == ("fiscal_unknown", True)


def test_published_samples() -> None:
    reply = {
        "ok": "true",
        "messages": [
            {"type": "warning", "code": "W201", "text": "The fiscal memory almost full"},
            {"type": "info", "text": "FM is formatted"},
            "odd",
        ],
        "receiptNumber": "0000085",
        "receiptDateTime": "2019-05-17T13:55:18.1234567+03:00",
        "receiptAmount": 12.50,
        "fiscalMemorySerialNumber": "02517985",
    }
    with Peer({"POST": http(reply)}) as peer:
        result = peer.device().print_receipt(sale())
    assert (result.receipt_number, result.amount) == ("0000085", Decimal("12.5"))
    assert str(result.receipt_datetime) == "2019-05-17 13:55:18.123456"
    assert [message.code for message in result.messages] == ["W201", None]
    assert not result.simulated


def test_a_closed_receipt_is_never_an_error() -> None:
    odd = {"ok": True, "messages": 7, "receiptNumber": [], "receiptDateTime": "0001-01-01T00:00:00",
           "receiptAmount": "much", "fiscalMemorySerialNumber": None}  # fmt: skip
    with Peer({"POST /printers/p/receipt": http(odd), "POST": http({"ok": False})}) as peer:
        result = peer.device().print_receipt(sale())
    assert (result.receipt_number, result.receipt_datetime) == ("", None)
    assert (result.amount, result.fiscal_memory_serial) == (Decimal("12.50"), "02517985")


def test_chunked_replies_are_read() -> None:
    body = json.dumps({**OK, "deviceDateTime": "2019-05-31T18:11:55"}).encode()
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(p), p) for p in (body[:9], body[9:], b""))
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    with Peer({"GET /printers/p/status": head + chunks}) as peer:
        status = peer.device().status()
    assert status.ok
    assert str(status.clock) == "2019-05-31 18:11:55"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
MEMBERS = ("ok", "messages", "receiptNumber", "receiptAmount", "receiptDateTime", "rawResponse")


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(MEMBERS), JSON) | JSON)
def test_no_document_breaks_the_reader(document: object) -> None:
    parsed = json.loads(json.dumps(document), parse_float=Decimal)
    answer = wire.answer_of(parsed)
    if answer is None:
        return
    assert isinstance(answer.error.text, str)
    number = wire.text_member(answer, "receiptNumber")
    amount = wire.amount_member(answer, "receiptAmount")
    assert len(number) <= 60
    assert amount is None or amount.adjusted() <= 12
    wire.moment(answer.members.get("receiptDateTime"))
    wire.document_number(wire.text_member(answer, "rawResponse"))
    wire.transaction(wire.text_member(answer, "rawResponse"))


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 9_999_999_999), st.integers(2, 3))
def test_numbers_are_written_exactly(digits: int, places: int) -> None:
    value = Decimal(digits).scaleb(-places)
    assert json.loads(json.dumps(wire.number(value)), parse_float=Decimal) == value


ITEM = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["sale", "comment", "discount-amount"]) | JSON,
        "text": st.just("x") | JSON,
        "quantity": st.integers(1, 3) | JSON,
        "unitPrice": st.integers(0, 9) | JSON,
        "taxGroup": st.integers(1, 8) | JSON,
        "amount": st.integers(0, 3) | JSON,
        "priceModifierType": st.just("discount-percent") | JSON,
        "priceModifierValue": st.integers(0, 100) | JSON,
    },
)
BODY = st.fixed_dictionaries(
    {"items": st.lists(ITEM, max_size=3) | JSON},
    optional={
        "uniqueSaleNumber": st.just("u") | JSON,
        "operator": JSON,
        "payments": st.lists(st.dictionaries(st.sampled_from(["amount", "paymentType"]), JSON)),
        "reason": st.just("refund") | JSON,
        "receiptNumber": st.just("1") | JSON,
        "receiptDateTime": st.just("2026-11-21T08:45:00") | JSON,
        "fiscalMemorySerialNumber": st.just("1") | JSON,
    },
)


@settings(max_examples=200, deadline=None)
@given(BODY | JSON, st.booleans())
def test_no_request_breaks_the_service(document: object, back: bool) -> None:
    body = json.loads(json.dumps(document), parse_float=Decimal)
    try:
        receipt = receipt_from(body, "r-1", back=back)
    except PrintingError as error:
        if error.code != "fiscal_refused":
            raise
        assert str(error.data["device_code"]).startswith("E4")  # noqa: PT017 (not always raised)
    else:
        assert receipt.total >= 0
        assert (receipt.reversal is not None) is back
