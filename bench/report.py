"""Writes what was measured: a plain table to read, JSON to compare, Markdown to keep."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bench import depth, read, served

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

Table = tuple[str, Sequence[str], list[Sequence[Any]]]


def tables(result: dict[str, Any]) -> list[Table]:
    """Turn a result into titled tables."""
    writers = {"read": _read, "server": _server, "depth": _depth, "memory": _memory}
    return [
        table for name, write in writers.items() if name in result for table in write(result[name])
    ]


def _read(found: dict[str, Any]) -> Iterable[Table]:
    rows = [
        (
            size,
            f"{row['bytes'] / 1000:.0f} kB",
            *(row[name]["ms"] for name in ("ours", "stock", "raw fetch", "static")),
            f"{row['stock_to_ours']:.0f}x",
            f"{row['ours_to_raw_fetch']:.2f}x",
            _read_target(size, row["stock_to_ours"]),
        )
        for size, row in found["sizes"].items()
    ]
    yield (
        "In process, a whole call, median ms; include=invoiceItems,user,register",
        (
            "page",
            "body",
            "ours",
            "stock",
            "raw fetch",
            "static",
            "stock/ours",
            "ours/raw fetch",
            "target",
        ),
        rows,
    )
    yield (
        "Fields: two of the invoice and one of the item, ms",
        ("page", "full", "sparse", "full/sparse"),
        [
            (size, row["full"]["ms"], row["sparse"]["ms"], f"{row['full_to_sparse']:.2f}x")
            for size, row in found["fields"].items()
        ],
    )


def _server(found: dict[str, Any]) -> Iterable[Table]:
    ratios = {(row["size"], row["connections"]): row for row in found["ratios"]}
    rows = []
    for cell in found["cells"]:
        ratio = ratios[cell["size"], cell["connections"]] if cell["who"] == "ours" else {}
        rows.append(
            (
                cell["size"],
                cell["connections"],
                cell["who"],
                cell["per_second"],
                cell["p50_ms"],
                cell["p99_ms"],
                cell["megabytes_per_second"],
                cell["failed"],
                _times(ratio.get("ours_to_stock")),
                _times(ratio.get("ours_to_static")),
                _server_target(cell, ratio),
            )
        )
    yield (
        f"Through {found['server']}, {found['workers']} workers, on the same machine as the load",
        (
            "page",
            "conns",
            "who",
            "req/s",
            "p50 ms",
            "p99 ms",
            "MB/s",
            "failed",
            "vs stock",
            "vs static",
            "target",
        ),
        rows,
    )


def _depth(found: dict[str, Any]) -> Iterable[Table]:
    rows = [
        (
            name,
            f"{row['rows']:,}",
            *(row[place]["ms"] for place in depth.DEPTHS),
            *(f"{row['to_first'][place]:.2f}x" for place in depth.DEPTHS if place != "first"),
            _met(max(row["to_first"].values()) <= depth.TARGET),
        )
        for name, row in found.items()
    ]
    title = f"Depth, page of {depth.SIZE}, ms; target: at most {depth.TARGET} of the first page"
    yield title, ("list", "rows", *depth.DEPTHS, "50 %/first", "99 %/first", "target"), rows


def _memory(found: dict[str, Any]) -> Iterable[Table]:
    megabytes = [f"{found[name] / 1e6:.0f} MB" for name in ("rss_before", "rss", "uss")]
    target = _met(found["rss"] < found["target"])
    yield (
        f"Memory of one process of {found['server']}; target: under {found['target'] / 1e6:.0f} MB",
        ("pages of 1000", "RSS before", "RSS", "USS", "target"),
        [(found["pages"], *megabytes, target)],
    )


def _read_target(size: str, ratio: float) -> str:
    target = read.TARGET.get(size)
    return "" if target is None else f"{target}x: {_met(ratio >= target)}"


def _server_target(cell: dict[str, Any], ratio: dict[str, Any]) -> str:
    if cell["who"] != "ours" or cell["connections"] != served.TARGET_CONNECTIONS:
        return ""
    target = served.STOCK_TARGETS.get(cell["size"])
    if target is None or ratio.get("ours_to_stock") is None:
        return ""
    return f"{target:g}x: {_met(ratio['ours_to_stock'] >= target)}"


def _times(ratio: float | None) -> str:
    return "" if ratio is None else f"{ratio:.3g}x"


def _met(yes: bool) -> str:  # noqa: FBT001 (a word for a truth)
    return "met" if yes else "MISSED"


def text(found: list[Table]) -> str:
    """Write the tables aligned, for a terminal."""
    return "\n\n".join("\n".join([title, *_aligned(head, rows)]) for title, head, rows in found)


def _aligned(head: Sequence[str], rows: list[Sequence[Any]]) -> list[str]:
    cells = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return [
        "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        for row in cells
    ]


def markdown(found: list[Table]) -> str:
    """Write the tables as Markdown."""
    parts = []
    for title, head, rows in found:
        lines = [list(head), ["---:"] * len(head), *([str(cell) for cell in row] for row in rows)]
        parts.append(f"## {title}\n\n" + "\n".join(f"| {' | '.join(line)} |" for line in lines))
    return "\n\n".join(parts) + "\n"


def write(folder: Path, result: dict[str, Any]) -> None:
    """Write `result.json` and `result.md`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "result.json").write_text(json.dumps(result, indent=2) + "\n")
    about = ", ".join(f"{name} {value}" for name, value in result["run"].items())
    note = "Only ratios within this one run mean anything; the milliseconds are this machine's."
    (folder / "result.md").write_text(
        f"# Read path\n\n{about}. {note}\n\n{markdown(tables(result))}"
    )
