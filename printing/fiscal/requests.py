"""The JSON of ErpNet.FP, as the simulated service reads and writes it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from printing.errors import PrintingError
from printing.fiscal.receipt import (
    CommentLine,
    DocumentModifier,
    Entry,
    FiscalLine,
    FiscalPayment,
    FiscalReceipt,
    Modifier,
    PaymentKind,
    Reversal,
    ReversalReason,
)
from printing.fiscal.result import MessageKind
from printing.fiscal.simulator.codes import refused

if TYPE_CHECKING:
    from printing.fiscal.result import DeviceMessage, DeviceStatus, FiscalResult

MAX_EXPONENT = 12
# Which code answers a member that cannot be used.
_CODES = {"tax_group": "E411", "text": "E407", "modifier": "E407"} | dict.fromkeys(
    ("quantity", "unit_price", "amount", "value", "lines"), "E403"
)
_SIGNS = {"discount": -1, "surcharge": 1}


def receipt_from(body: Any, request_id: str, *, back: bool) -> FiscalReceipt:
    """Read a receipt or (`back`) a reversal; raises `fiscal_refused` E401 to E411."""
    items = _object(body).get("items")
    if not isinstance(items, list) or not items:
        raise refused("E410")
    try:
        lines = tuple(_entry(_object(item)) for item in items)
        sale = FiscalReceipt(
            request_id,
            _text(body, "uniqueSaleNumber"),
            lines,
            operator=_text(body, "operator") if body.get("operator") else None,
            reversal=_reversal(body) if back else None,
        )
        payments = tuple(_payment(payment, sale.total) for payment in _payments(body))
        return FiscalReceipt(
            sale.request_id, sale.unique_sale_number, lines, payments, sale.operator, sale.reversal
        )
    except PrintingError as error:
        raise _answer(error) from error


def amount_from(body: Any) -> Decimal:
    """Read the amount of a deposit or withdrawal."""
    return _number(_object(body), "amount")


def moment_from(body: Any) -> datetime:
    """Read the time to set."""
    return _moment(_object(body), "deviceDateTime")


def status_document(status: DeviceStatus) -> dict[str, Any]:
    """Write the state of the device."""
    found: dict[str, Any] = {"ok": status.ok, "messages": messages_document(status.messages)}
    if status.clock is not None:
        found["deviceDateTime"] = status.clock.isoformat()
    return {**found, "simulated": status.simulated}


def done_document(status: DeviceStatus) -> dict[str, Any]:
    """Write that something was done; what stands in the way of the next is not its error."""
    messages = tuple(m for m in status.messages if m.kind is not MessageKind.ERROR)
    return {**status_document(status), "ok": True, "messages": messages_document(messages)}


def result_document(result: FiscalResult) -> dict[str, Any]:
    """Write a closed receipt."""
    at = result.receipt_datetime
    return {
        "ok": True,
        "messages": messages_document(result.messages),
        "receiptNumber": result.receipt_number,
        "receiptDateTime": at.isoformat() if at else None,
        "receiptAmount": float(result.amount),
        "fiscalMemorySerialNumber": result.fiscal_memory_serial,
        "simulated": result.simulated,
    }


def error_document(code: str, text: str) -> dict[str, Any]:
    """Write a refusal."""
    return {"ok": False, "messages": [{"type": "error", "code": code, "text": text}]}


def messages_document(messages: tuple[DeviceMessage, ...]) -> list[dict[str, str]]:
    """Write messages; those without a code leave it out."""
    return [
        {"type": m.kind.value, **({"code": m.code} if m.code else {}), "text": m.text}
        for m in messages
    ]


def _answer(error: PrintingError) -> PrintingError:
    if error.code != "invalid_receipt":
        return error
    member = str(error.data["member"])
    return refused(_CODES.get(member, "E401"), f"{member}: {error.data['reason']}")


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise refused("E401", "an object is needed")
    return value


def _text(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str):
        raise refused("E401", f"{name} is a text")
    return value


def _number(body: dict[str, Any], name: str) -> Decimal:
    value = body.get(name)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise refused("E401", f"{name} is a number")
    if (found := Decimal(value)).adjusted() > MAX_EXPONENT:
        raise refused("E403", f"{name} is too large")
    return found


def _moment(body: dict[str, Any], name: str) -> datetime:
    try:
        return datetime.fromisoformat(_text(body, name)).replace(tzinfo=None)
    except ValueError as error:
        raise refused("E401", f"{name} is a date and time") from error


def _entry(item: dict[str, Any]) -> Entry:
    kind = _text(item, "type") if "type" in item else "sale"
    if kind == "sale":
        return _sale(item)
    if kind in {"comment", "footer-comment"}:
        return CommentLine(_text(item, "text"), footer=kind != "comment")
    if kind in {"discount-amount", "surcharge-amount"}:
        return DocumentModifier(_SIGNS[kind.split("-")[0]] * _number(item, "amount"))
    raise refused("E407", "there is no such type of item")


def _sale(item: dict[str, Any]) -> FiscalLine:
    group = item.get("taxGroup")
    if isinstance(group, bool) or not isinstance(group, int):
        raise refused("E411")
    quantity = _number(item, "quantity") if "quantity" in item else Decimal(1)
    text, price = _text(item, "text"), _number(item, "unitPrice")
    return FiscalLine(text, quantity, price, group, _modifier(item))


def _modifier(item: dict[str, Any]) -> Modifier | None:
    if not item.get("priceModifierType"):
        return None
    sign, _, unit = str(item["priceModifierType"]).partition("-")
    if sign not in _SIGNS or unit not in {"percent", "amount"}:
        raise refused("E407", "there is no such type of modifier")
    return Modifier(_SIGNS[sign] * _number(item, "priceModifierValue"), unit == "percent")


def _payments(body: dict[str, Any]) -> list[dict[str, Any]]:
    found = body.get("payments") or []
    if not isinstance(found, list):
        raise refused("E401", "payments are a list")
    return [_object(payment) for payment in found]


def _payment(payment: dict[str, Any], total: Decimal) -> FiscalPayment:
    try:
        kind = PaymentKind(payment.get("paymentType", "cash"))
    except ValueError as error:
        raise refused("E406", "there is no such type of payment") from error
    amount = _number(payment, "amount") if "amount" in payment else total
    return FiscalPayment(kind, amount)


def _reversal(body: dict[str, Any]) -> Reversal:
    try:
        reason = ReversalReason(_text(body, "reason"))
    except ValueError as error:
        raise refused("E403", "there is no such reason") from error
    number, memory = _text(body, "receiptNumber"), _text(body, "fiscalMemorySerialNumber")
    return Reversal(number, _moment(body, "receiptDateTime"), memory, reason)
