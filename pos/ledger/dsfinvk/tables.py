"""The tables of the format: their columns, and how a row of each is written."""

from __future__ import annotations

import csv
import datetime as dt
import json
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from pos.money import round_to

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType
    from zoneinfo import ZoneInfo

SOURCE = Path(__file__).resolve().parent.parent / "data" / "dsfinvk_tables.json"
TAXONOMY = "2.1"
DELIMITER, END = ";", "\r\n"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `decimals` is set where it is a number."""

    name: str
    type: str
    max_length: int | None
    decimals: int | None

    def write(self, value: Any, zone: ZoneInfo) -> str:
        """Write a value as the format has it: decimal comma, local time, 1 and 0."""
        if value is None:
            return ""
        if self.type == "boolean":
            return "1" if value else "0"
        if self.type == "localdatetime" or isinstance(value, dt.datetime):
            return str(value.astimezone(zone).replace(tzinfo=None).isoformat(timespec="seconds"))
        if self.decimals is not None:
            step = Decimal(1).scaleb(-self.decimals)
            number = round_to(Decimal(value), step)
            return f"{number:f}".replace(".", ",")
        text = str(value).replace("\r", " ").replace("\n", " ")
        return text[: self.max_length] if self.max_length else text


@dataclass(frozen=True, slots=True)
class Table:
    """One file of the format."""

    file: str
    name: str
    columns: tuple[Column, ...]


@cache
def tables() -> dict[str, Table]:
    """Read the tables of the format, by file."""
    read = json.loads(SOURCE.read_text())["files"]
    return {
        file: Table(
            file,
            table["table"],
            tuple(
                Column(one["name"], one["type"], one["max_length"], one["decimals"])
                for one in table["columns"]
            ),
        )
        for file, table in read.items()
    }


class Files:
    """Every table as a file in a folder, open for rows; headers stand in each."""

    def __init__(self, folder: Path, zone: ZoneInfo) -> None:
        self.zone = zone
        self.counts: dict[str, int] = {}
        self._files = {
            file: (folder / file).open("w", encoding="utf-8", newline="") for file in tables()
        }
        self._writers = {
            file: csv.writer(out, delimiter=DELIMITER, quoting=csv.QUOTE_ALL, lineterminator=END)
            for file, out in self._files.items()
        }
        for file, table in tables().items():
            self._writers[file].writerow([column.name for column in table.columns])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for out in self._files.values():
            out.close()

    def add(self, file: str, row: Mapping[str, Any]) -> None:
        """Add a row by column name; what it does not name is empty."""
        table = tables()[file]
        unknown = set(row) - {column.name for column in table.columns}
        if unknown:
            raise KeyError(f"{file} has no columns {sorted(unknown)}")
        values = [column.write(row.get(column.name), self.zone) for column in table.columns]
        self._writers[file].writerow(values)
        self.counts[file] = self.counts.get(file, 0) + 1
