"""`index.xml`: tells a GDPdU reader which files there are, and what is in their columns."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from pos.ledger.dsfinvk.tables import DELIMITER, tables

if TYPE_CHECKING:
    from pos.ledger.dsfinvk.tables import Column, Table

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE DataSet SYSTEM "gdpdu-01-09-2004.dtd">
<DataSet>
  <Version>1.0</Version>
  <DataSupplier><Name>{name}</Name><Location>{place}</Location><Comment>DSFinV-K</Comment></DataSupplier>
  <Media>
    <Name>DSFinV-K</Name>
"""
TAIL = "  </Media>\n</DataSet>\n"


def index_xml(*, name: str, place: str) -> str:
    """Describe every table; data start at the second line, after the header."""
    body = "".join(_table(table) for table in tables().values())
    return HEAD.format(name=escape(name), place=escape(place)) + body + TAIL


def _table(table: Table) -> str:
    columns = "".join(map(_column, table.columns))
    return (
        f"    <Table>\n      <URL>{table.file}</URL>\n      <Name>{table.name}</Name>\n"
        f"      <Description>{table.name}</Description>\n      <UTF8/>\n"
        "      <DecimalSymbol>,</DecimalSymbol>\n      <DigitGroupingSymbol>.</DigitGroupingSymbol>\n"
        "      <Range><From>2</From></Range>\n      <VariableLength>\n"
        f"        <ColumnDelimiter>{DELIMITER}</ColumnDelimiter>\n"
        "        <RecordDelimiter>&#13;&#10;</RecordDelimiter>\n"
        "        <TextEncapsulator>&#34;</TextEncapsulator>\n"
        f"{columns}      </VariableLength>\n    </Table>\n"
    )


def _column(column: Column) -> str:
    if column.decimals is not None:
        accuracy = f"<Accuracy>{column.decimals}</Accuracy>" if column.decimals else ""
        kind = f"<Numeric>{accuracy}</Numeric>"
    else:
        kind = "<AlphaNumeric/>"
    length = f"<MaxLength>{column.max_length}</MaxLength>" if column.max_length else ""
    return f"        <VariableColumn><Name>{column.name}</Name>{kind}{length}</VariableColumn>\n"
