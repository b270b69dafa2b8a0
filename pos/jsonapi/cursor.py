"""Cursors: a place in an ordered list, opaque to clients.

A cursor holds the sort keys and the id of a row, not a row number, so it keeps its place while
rows are inserted and stays valid when its row is gone. In an order by one time it is 33 letters and
digits (the published pattern allows 36); in any other order it is longer.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
import zlib
from dataclasses import dataclass

import orjson

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
VALUE = {letter: value for value, letter in enumerate(ALPHABET)}
SHAPE = re.compile(r"^[a-zA-Z0-9-]+$")
COMPACT_LENGTH = 33
COMPACT_BYTES = 24
LONG = "x-"
# Two keys of 255 characters, each of which JSON may write as six, in base 62.
LONGEST = 4608
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
LAST_ID = (1 << 128) - 1


class BadCursorError(ValueError):
    """The text is no cursor of this list in this order."""


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a list: the sort keys as PostgreSQL writes them, then the row's id."""

    keys: tuple[str, ...]
    id: str

    def just_after(self) -> Position:
        """Return the next place, so that a page *before* it still holds this row."""
        return Position(self.keys, str(uuid.UUID(int=min(uuid.UUID(self.id).int + 1, LAST_ID))))

    def just_before(self) -> Position:
        """Return the place before, so that a page *after* it still holds this row."""
        return Position(self.keys, str(uuid.UUID(int=max(uuid.UUID(self.id).int - 1, 0))))


def encode(position: Position, *, order: str, compact: bool) -> str:
    """Write a cursor. `order` names the list and its order: a cursor fits no other one."""
    if compact:
        moment = dt.datetime.fromisoformat(position.keys[0])
        millis = round((moment - EPOCH) / dt.timedelta(milliseconds=1))
        payload = millis.to_bytes(6, "big", signed=True) + uuid.UUID(position.id).bytes
        return _to_text(_checked(payload, order)).rjust(COMPACT_LENGTH, "0")
    payload = orjson.dumps([*position.keys, position.id])
    return LONG + _to_text(b"\x01" + _checked(payload, order))


def decode(text: str, *, order: str, compact: bool) -> Position:
    """Read a cursor. Raises BadCursorError."""
    if not SHAPE.match(text) or len(text) > LONGEST or text.startswith(LONG) == compact:
        raise BadCursorError(text)
    try:
        return _decode_compact(text, order) if compact else _decode_long(text, order)
    except (ValueError, KeyError, OverflowError, TypeError, AttributeError) as error:
        raise BadCursorError(text) from error


def _decode_compact(text: str, order: str) -> Position:
    payload = _unchecked(_to_bytes(text, COMPACT_BYTES), order)
    moment = EPOCH + dt.timedelta(milliseconds=int.from_bytes(payload[:6], "big", signed=True))
    return Position((moment.isoformat(),), str(uuid.UUID(bytes=payload[6:])))


def _decode_long(text: str, order: str) -> Position:
    raw = _to_bytes(text.removeprefix(LONG), None)
    *keys, row_id = orjson.loads(_unchecked(raw[1:], order))
    if any("\0" in str(key) for key in keys):
        raise BadCursorError(text)
    return Position(tuple(str(key) for key in keys), str(uuid.UUID(row_id)))


def _check(payload: bytes, order: str) -> bytes:
    return (zlib.crc32(payload, zlib.crc32(order.encode())) & 0xFFFF).to_bytes(2, "big")


def _checked(payload: bytes, order: str) -> bytes:
    return payload + _check(payload, order)


def _unchecked(raw: bytes, order: str) -> bytes:
    payload = raw[:-2]
    if raw[-2:] != _check(payload, order):
        raise BadCursorError
    return payload


def _to_text(raw: bytes) -> str:
    number = int.from_bytes(raw, "big")
    letters = []
    while number:
        number, digit = divmod(number, 62)
        letters.append(ALPHABET[digit])
    return "".join(reversed(letters))


def _to_bytes(text: str, length: int | None) -> bytes:
    number = 0
    for letter in text:
        number = number * 62 + VALUE[letter]
    return number.to_bytes(length or (number.bit_length() + 7) // 8, "big")
