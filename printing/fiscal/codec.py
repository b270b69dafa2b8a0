"""Receipts and results as JSON-ready dictionaries: decimals are texts, times ISO 8601."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from printing.errors import PrintingError
from printing.fiscal.amounts import decimal_of, wrong
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

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Kind = TypeVar("Kind", bound=StrEnum)
Value = TypeVar("Value")
_TYPES = {FiscalLine: "sale", CommentLine: "comment", DocumentModifier: "modifier"}


def to_dict(value: DataclassInstance) -> dict[str, Any]:
    """Write a value of this package as what `json.dumps` takes. Lines say their `type`."""
    found = {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    name = _TYPES.get(type(value))
    return {"type": name, **found} if name else found


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return to_dict(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, datetime) else value


def receipt_from_dict(data: object) -> FiscalReceipt:
    """Read what `to_dict` wrote; raises PrintingError `invalid_receipt` naming the member.

    Members are named by their path (`lines[2].tax_group`). Unknown members are refused: what they
    were meant to change would not be printed.
    """
    return _read("", data, FiscalReceipt, _RECEIPT)


def _read(
    path: str, data: object, kind: Callable[..., Value], members: Mapping[str, Reader]
) -> Value:
    """Read every member of an object by its reader, then make the value."""
    if not isinstance(data, dict):
        raise wrong(path or "receipt", "an object")
    for name in data:
        if name not in members:
            raise wrong(_join(path, str(name)[:40]), "not a member of a receipt")
    given = {name: members[name](_join(path, name), data[name]) for name in data}
    try:
        return kind(**given)
    except TypeError as error:
        missing = [name for name in members if name not in data and name not in _OPTIONAL]
        if not missing:
            raise
        raise wrong(_join(path, missing[0]), "required") from error
    except PrintingError as error:
        raise wrong(_join(path, str(error.data["member"])), str(error.data["reason"])) from error


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _same(path: str, value: object) -> object:
    if isinstance(value, dict | list | float):
        raise wrong(path, "a text, a whole number, true, false or null")
    return value


def _one_of(kind: type[Kind]) -> Reader:
    def read(path: str, value: object) -> Kind:
        try:
            return kind(value if isinstance(value, str) else "")
        except ValueError as error:
            raise wrong(path, "one of " + ", ".join(kind)) from error

    return read


def _moment(path: str, value: object) -> datetime:
    try:
        return datetime.fromisoformat(value if isinstance(value, str) else "")
    except ValueError as error:
        raise wrong(path, "a date and time in ISO 8601") from error


def _optional(reader: Reader) -> Reader:
    return lambda path, value: None if value is None else reader(path, value)


def _list(reader: Reader) -> Reader:
    def read(path: str, value: object) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise wrong(path, "a list")
        return tuple(reader(f"{path}[{at}]", item) for at, item in enumerate(value))

    return read


def _value(kind: Callable[..., Any], members: Mapping[str, Reader]) -> Reader:
    return lambda path, value: _read(path, value, kind, members)


def _line(path: str, value: object) -> Entry:
    if not isinstance(value, dict):
        raise wrong(path, "an object")
    name = value.get("type")
    if not isinstance(name, str) or name not in _LINES:
        raise wrong(_join(path, "type"), "one of " + ", ".join(_LINES))
    rest = {member: item for member, item in value.items() if member != "type"}
    kind, members = _LINES[name]
    entry: Entry = _read(path, rest, kind, members)
    return entry


Reader = Callable[[str, object], Any]

_OPTIONAL = frozenset({"modifier", "percent", "footer", "payments", "operator", "reversal"})
_MODIFIER: dict[str, Reader] = {"value": decimal_of, "percent": _same}
_LINES: dict[str, tuple[Callable[..., Entry], dict[str, Reader]]] = {
    "sale": (
        FiscalLine,
        {
            "text": _same,
            "quantity": decimal_of,
            "unit_price": decimal_of,
            "tax_group": _same,
            "modifier": _optional(_value(Modifier, _MODIFIER)),
        },
    ),
    "comment": (CommentLine, {"text": _same, "footer": _same}),
    "modifier": (DocumentModifier, {"amount": decimal_of}),
}
_PAYMENT: dict[str, Reader] = {"kind": _one_of(PaymentKind), "amount": decimal_of}
_REVERSAL: dict[str, Reader] = {
    "receipt_number": _same,
    "receipt_datetime": _moment,
    "fiscal_memory_serial": _same,
    "reason": _one_of(ReversalReason),
}
_RECEIPT: dict[str, Reader] = {
    "request_id": _same,
    "unique_sale_number": _same,
    "lines": _list(_line),
    "payments": _list(_value(FiscalPayment, _PAYMENT)),
    "operator": _same,
    "reversal": _optional(_value(Reversal, _REVERSAL)),
}
