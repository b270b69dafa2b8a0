"""The JSON of ErpNet.FP, as a caller writes and reads it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from printing.fiscal.receipt import (
    CommentLine,
    DocumentModifier,
    Entry,
    FiscalLine,
    FiscalReceipt,
    Modifier,
)
from printing.fiscal.result import DeviceMessage, MessageKind

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_MESSAGES = 100
MAX_TEXT = 500
MAX_EXPONENT = 12
_KINDS = {kind.value: kind for kind in MessageKind}


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply of the device: whether it went well, its messages, and all its members."""

    ok: bool
    messages: tuple[DeviceMessage, ...]
    members: Mapping[str, Any]

    @property
    def error(self) -> DeviceMessage:
        """The first error, or one that stands for what was not told."""
        for message in self.messages:
            if message.kind is MessageKind.ERROR:
                return message
        return DeviceMessage(MessageKind.ERROR, "The device refused without a reason", "E999")


def answer_of(document: Any) -> Answer | None:
    """Read a reply; None when it is none. `ok` is a bool, or in documented samples a text."""
    if not isinstance(document, dict):
        return None
    ok = document.get("ok")
    if isinstance(ok, str):
        ok = {"true": True, "false": False}.get(ok.strip().lower())
    if not isinstance(ok, bool):
        return None
    found = document.get("messages")
    listed = found[:MAX_MESSAGES] if isinstance(found, list) else []
    return Answer(ok, tuple(_message(m) for m in listed if isinstance(m, dict)), document)


def _message(data: Mapping[str, Any]) -> DeviceMessage:
    code = data.get("code")
    kind = _KINDS.get(str(data.get("type")), MessageKind.INFO)
    text = str(data.get("text") or "")[:MAX_TEXT]
    return DeviceMessage(kind, text, str(code)[:20] if code else None)


def receipt_body(receipt: FiscalReceipt, password: str | None) -> dict[str, Any]:
    """Write a receipt or a reversal."""
    body: dict[str, Any] = {"uniqueSaleNumber": receipt.unique_sale_number}
    if receipt.operator is not None:
        body["operator"] = receipt.operator
    if receipt.operator is not None and password is not None:
        body["operatorPassword"] = password
    body["items"] = [_item(line) for line in receipt.lines]
    if receipt.payments:
        body["payments"] = [
            {"amount": number(p.amount), "paymentType": p.kind.value} for p in receipt.payments
        ]
    back = receipt.reversal
    if back is not None:
        body["receiptNumber"] = back.receipt_number
        body["receiptDateTime"] = back.receipt_datetime.isoformat(timespec="seconds")
        body["fiscalMemorySerialNumber"] = back.fiscal_memory_serial
        body["reason"] = back.reason.value
    return body


def _item(line: Entry) -> dict[str, Any]:
    if isinstance(line, CommentLine):
        return {"type": "footer-comment" if line.footer else "comment", "text": line.text}
    if isinstance(line, DocumentModifier):
        name = "discount-amount" if line.amount < 0 else "surcharge-amount"
        return {"type": name, "amount": number(abs(line.amount))}
    return _sale(line)


def _sale(line: FiscalLine) -> dict[str, Any]:
    item: dict[str, Any] = {
        "type": "sale",
        "text": line.text,
        "quantity": number(line.quantity),
        "unitPrice": number(line.unit_price),
        "taxGroup": line.tax_group,
    }
    if line.modifier is not None:
        item["priceModifierValue"] = number(abs(line.modifier.value))
        item["priceModifierType"] = _modifier(line.modifier)
    return item


def _modifier(modifier: Modifier) -> str:
    direction = "discount" if modifier.value < 0 else "surcharge"
    return f"{direction}-{'percent' if modifier.percent else 'amount'}"


def number(value: Decimal) -> int | float:
    """Write a decimal as a JSON number.

    Up to 15 digits, and ours have at most 11, a float is written with the digits it was made of.
    """
    return int(value) if value == value.to_integral_value() else float(value)


def text_member(answer: Answer, name: str) -> str:
    """Read a text or a whole number; empty when it is neither."""
    value = answer.members.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value)[:60]


def amount_member(answer: Answer, name: str) -> Decimal | None:
    """Read an amount; None when it is none, or not told."""
    value = answer.members.get(name)
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        found = Decimal(value)
        return found if found.adjusted() <= MAX_EXPONENT else None
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,6})?", value):
        return Decimal(value)
    return None


def moment(value: object) -> datetime | None:
    """Read the device's own time and drop a zone; years before 2000 mean that it is not set."""
    try:
        found = datetime.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        return None
    return found.replace(tzinfo=None) if found.year >= 2000 else None


def document_number(text: str) -> int | None:
    """Read what a device answers to command 0x71: the number of its last document."""
    found = re.fullmatch(r"\s*([0-9]{1,10})\s*", text)
    return int(found[1]) if found else None


def transaction(text: str) -> tuple[bool, Decimal] | None:
    """Read what a device answers to command 0x4C: open or not, items, amount, paid.

    Amounts are in cents unless they have a point. None when it is written in another way.
    """
    fields = [field.strip() for field in text.split(",")]
    if len(fields) < 3 or fields[0] not in {"0", "1"}:
        return None
    if not re.fullmatch(r"[+-]?[0-9]{1,12}(\.[0-9]{2})?", fields[2]):
        return None
    value = abs(Decimal(fields[2]))
    return fields[0] == "1", value if "." in fields[2] else value / 100
