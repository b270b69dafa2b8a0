"""The page about slip templates says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from printing.markup.commands import KINDS as BARCODES
from printing.markup.fill import fill
from printing.markup.forms import SlipTemplate
from printing.markup.names import listed
from printing.markup.parser import MAX_CHARACTERS, MAX_LINES
from printing.markup.phrases import MAX_NESTING
from printing.markup.scope import RESERVED
from printing.markup.work import MAX_SYMBOLS
from printing.slips.kinds import KINDS
from printing.slips.views.receipt import ReceiptView
from tests.printing.markup.test_kinds import samples

PAGE = (Path(__file__).parents[3] / "docs" / "slip-templates.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```\n(.*?)```", PAGE, re.DOTALL)


def described(kind):
    """Write the names of a kind of slip as the page has them."""
    names = kind.form.names
    rows = [
        f"| `{name}` | {value.sort if value.sort != 'text' else ''} | {value.description} |"
        for name, value in listed(names)
        if not name.startswith("label.")
    ]
    words = ", ".join(f"`label.{key}` ({word})" for key, word in kind.form.labels.items())
    table = [
        "| name | | what it says |",
        "|---|---|---|",
        *(row.replace("|  |", "| |") for row in rows),
    ]
    return "\n".join([*table, *(["", f"Words: {words}."] if words else [])])


def section(kind):
    found = re.search(rf"### {re.escape(kind.title)}\n\n(.*?)(?=\n\n##|\Z)", PAGE, re.DOTALL)
    assert found, kind.title
    return found[1].strip()


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_the_page_lists_every_name(kind):
    assert section(kind) == described(kind)


def test_the_example_prints_what_the_page_shows():
    template, paper = BLOCKS[0], BLOCKS[1]
    assert KINDS["receipt"].text(SlipTemplate(template), "Refund", 32) == paper


def test_every_row_of_the_markup_is_understood():
    """Each cell of code in the tables about the markup compiles, as it stands on the page."""
    table = PAGE.partition("## The markup")[2].partition("## What is refused")[0]
    cells = [
        cell.replace("\\|", "|") for cell in re.findall(r"^\| `(.*?)` \|", table, re.MULTILINE)
    ]
    assert len(cells) > 20
    for cell in cells:
        text = cell.replace(" … ", "\n")
        steps = KINDS["receipt"].form.compile(text)
        fill(steps, ReceiptView(samples.SALE), logo=b"picture")


def test_every_word_and_limit_is_on_the_page():
    code = " ".join(re.findall(r"`(.*?)`", PAGE))
    for word in RESERVED | set(BARCODES):
        assert re.search(rf"\b{word}\b", code), word
    for limit in (MAX_LINES, f"{MAX_CHARACTERS:,}", MAX_NESTING, MAX_SYMBOLS):
        assert f"{limit} " in PAGE, limit
