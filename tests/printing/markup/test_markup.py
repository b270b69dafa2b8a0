"""What each piece of the markup prints."""

from __future__ import annotations

import pytest

from printing.errors import PrintingError
from printing.markup import work
from printing.markup.parser import MAX_LINE, MAX_LINES
from printing.slips.barcodes import BarcodeKind
from printing.slips.elements import (
    BOLD,
    DOUBLE,
    QR,
    Align,
    Barcode,
    Cell,
    Columns,
    Cut,
    Drawer,
    Feed,
    Image,
    Rule,
    Style,
    Text,
)
from tests.printing.markup.shop import ItemView, ShopView, made

TEA = ItemView("Tea", "2.00", ("hot", "sweet"))
SOUP = ItemView("Soup", "11.50")
SHOP = ShopView("7", items=(TEA, SOUP), words=("a", "b"))
RIGHT, CENTER = Align.RIGHT, Align.CENTER


@pytest.mark.parametrize(
    ("text", "element"),
    [
        ("hello", Text("hello")),
        ("   hello   ", Text("hello")),
        (r"\ \ hello\ x", Text("  hello x")),
        ("{space}{space}hello{space}", Text("  hello ")),
        (">right", Text("right", None, RIGHT)),
        (">centre<", Text("centre", None, CENTER)),
        (">  centre  <", Text("centre", None, CENTER)),
        ("a > b < c", Text("a > b < c")),
        ("a <", Text("a <")),
        (r"\>a", Text(">a")),
        (r">a\<", Text("a<", None, RIGHT)),
        (r"\#1 \{x\} \| \\ \---", Text(r"#1 {x} | \ ---")),
        (r"\---", Text("---")),
        ("--", Text("--")),
        ("--- ---", Text("--- ---")),
        ("---", Rule("-")),
        ("  =====  ", Rule("=")),
        ("***", Rule("*")),
        ("", Text("")),
        ("{bold}hello", Text("hello", BOLD)),
        ("{bold 2x2}>hello<", Text("hello", DOUBLE, CENTER)),
        ("> {bold} {2x2} hello <", Text("hello", DOUBLE, CENTER)),
        ("{bold 2x2}{plain invert}x", Text("x", Style(invert=True))),
        ("{plain}x", Text("x", Style())),
        ("{underline invert 1x3}x", Text("x", Style(underline=True, invert=True, height=3))),
        ("{number}", Text("7")),
        ("No. {number}, {label.total}!", Text("No. 7, TOTAL!")),
        ("100 % {number} %s", Text("100 % 7 %s")),
        ("{if number}no {number}{else}none{end}.", Text("no 7.")),
        ("{if fresh}open{else}shut{end}", Text("shut")),
        ("{if not fresh}shut{if number} {number}{end}{end}", Text("shut 7")),
        ("{feed}", Feed()),
        ("  {feed 3}", Feed(3)),
        ("{cut}", Cut()),
        ("{cut full}", Cut(partial=False)),
        ("{drawer}", Drawer()),
        ("{drawer 5}", Drawer(5)),
        ("{qr: https://a.example/{number}?a=b|c}", QR("https://a.example/7?a=b|c")),
        ("{qr size 4 H left: {number}}", QR("7", 4, "H", Align.LEFT)),
        ("{barcode ean13: 4006381333931}", Barcode("4006381333931")),
        (
            "{barcode code128 height 40 width 3 right: No {number}}",
            Barcode("No 7", BarcodeKind.CODE128, 40, 3, align=RIGHT),
        ),
        ("{image left: logo}", Image(b"picture", Align.LEFT)),
        ("a|b", Columns((Cell("a"), Cell("b", 1)))),
        ("a|>{label.total}", Columns((Cell("a"), Cell("TOTAL", 5, RIGHT)))),
        ("a | >b< | >c", Columns((Cell("a"), Cell("b", 1, CENTER), Cell("c", 1, RIGHT)))),
        ("|b", Columns((Cell(""), Cell("b", 1)))),
        ("a|", Columns((Cell("a"),))),
        ("a||", Columns((Cell("a"),))),
        ("{bold}a|b|{plain}c", Columns((Cell("a", style=BOLD), Cell("b", 1, style=BOLD), Cell("c", 1)))),
        ("{2x1}a|>bb", Columns((Cell("a", style=Style(width=2)), Cell("bb", 4, RIGHT, Style(width=2))))),
        (r"a\|b|c", Columns((Cell("a|b"), Cell("c", 1)))),
    ],
)  # fmt: skip
def test_a_line(text: str, element: object) -> None:
    # A blank last line is no line: what is tested stands above another one.
    [first, _] = made(f"{text}\n.", SHOP, logo=b"picture")
    assert first == (Feed() if text == "" else element)


def test_comments_print_nothing() -> None:
    assert made("# a\n  # {b\n#---\nx") == (Text("x"),)


def test_lines_may_end_as_browsers_send_them() -> None:
    assert made("a\r\n\r\nb\r\n") == (Text("a"), Feed(), Text("b"))


def test_conditions_over_lines() -> None:
    text = "{if fresh}\n  open\n{else}\n  shut\n  ---\n{end}\n{if not number}\nx\n{end}"
    assert made(text) == (Text("shut"), Rule())
    assert made(text, ShopView("", fresh=True)) == (Text("open"), Text("x"))


def test_lists_and_lists_in_lists() -> None:
    text = "{each items as item}\n{item.name}\n{each item.notes as note}\n{number} {note}\n{end}\n{end}"
    assert made(text, SHOP) == tuple(map(Text, ("Tea", "7 hot", "7 sweet", "Soup")))
    assert made("{each words as word}\n{if word}{word}{end}\n{end}", SHOP) == (Text("a"), Text("b"))
    assert made("{if items}\nx\n{end}", SHOP) == (Text("x"),)
    assert made("{if items}\nx\n{end}") == ()


def test_widths_hold_until_the_next_ones_or_the_end_of_the_block() -> None:
    text = "{width: 4,*,8+}\na|b|>c\n{if number}\n{width: *,3}\na|b\n{end}\na|b\n{width: auto}\na|b"
    assert made(text) == (
        Columns((Cell("a", 4), Cell("b"), Cell("c", 8, RIGHT))),
        Columns((Cell("a"), Cell("b", 3))),
        Columns((Cell("a", 4), Cell("b"))),
        Columns((Cell("a"), Cell("b", 1))),
    )


def test_a_column_that_grows_is_as_wide_as_its_words() -> None:
    [line] = made("{width: 2+,*}\n{number}|x", ShopView("123\n4"))
    assert line == Columns((Cell("123\n4", 3), Cell("x")))
    [wide] = made("{width: 2+,*}\n{number}|x", ShopView("漢字"))
    assert wide == Columns((Cell("漢字", 4), Cell("x")))


def test_the_columns_of_a_grid_grow_together_and_stay() -> None:
    text = "{grid: *,4+,2}\n{each items as item}\n{item.name}|>{item.price}\n{end}\nsum|"
    assert made(text, SHOP) == (
        Columns((Cell("Tea"), Cell("2.00", 5, RIGHT), Cell("", 2))),
        Columns((Cell("Soup"), Cell("11.50", 5, RIGHT), Cell("", 2))),
        Columns((Cell("sum"), Cell("", 5), Cell("", 2))),
    )


REFUSED = [
    ("a\n{nunber}", 2, 1, "There is no nunber on this slip: did you mean number?"),
    ("{item.name}", 1, 1, "There is no item.name"),
    ("  a {label.sum}", 1, 5, "There is no label.sum"),
    ("{each items as item}\n{item.nam}\n{end}", 2, 1, "did you mean item.name?"),
    ("{each words as word}\n{word.x}\n{end}", 2, 1, "word is a text"),
    ("{fresh}", 1, 1, "ask for it with {if fresh}"),
    ("{items}", 1, 1, "between {each items as item} and {end}"),
    ("{each number as x}\n{end}", 1, 1, "number is not a list"),
    ("{each items}\n{end}", 1, 1, "{each lines as line}"),
    ("{each items as number}\n{end}", 1, 1, "choose another one"),
    ("{each items as if}\n{end}", 1, 1, "choose another one"),
    ("{each items as i}\n{each items as i}\n{end}\n{end}", 2, 1, "choose another one"),
    ("{if}\n{end}", 1, 1, "Write one name after if"),
    ("{if number and fresh}\n{end}", 1, 1, "Write one name after if"),
    ("{if number}\na", 1, 1, "never closed"),
    ("a\n{end}", 2, 1, "closes nothing"),
    ("{else}", 1, 1, "closes nothing"),
    ("{each items as i}\n{else}\n{end}", 2, 1, "does not belong here"),
    ("x {if number} y", 1, 3, "is not closed in this column"),
    ("{if number}a|b{end}", 1, 1, "is not closed in this column"),
    ("a {end}", 1, 3, "has no {if}"),
    ("a {each items as i}", 1, 3, "on a line of its own"),
    ("a {qr: x}", 1, 3, "on a line of its own"),
    ("{cut} a", 1, 1, "on a line of its own"),
    ("a {bold}b", 1, 3, "at its beginning"),
    ("{bold}", 1, 1, "put the words after it"),
    ("{9x1}a", 1, 1, "neither a name nor a command"),
    ("{}", 1, 1, "neither a name nor a command"),
    ("{1 + 1}", 1, 1, "neither a name nor a command"),
    ("{number.__class__}", 1, 1, "neither a name nor a command"),
    ("{_values}", 1, 1, "neither a name nor a command"),
    ("{number", 1, 1, "not closed on its line"),
    ("number}", 1, 7, "closes nothing"),
    ("a\\", 1, 2, "takes the character after it"),
    ("{qr}", 1, 1, "{qr: https://shop.example/{number}}"),
    ("{qr: }", 1, 1, "after a colon"),
    ("{qr: {nix}}", 1, 6, "There is no nix"),
    ("{qr size 99: x}", 1, 1, "a number from 1 to 16"),
    ("{qr large: x}", 1, 1, "does not know 'large'"),
    ("{barcode: 123}", 1, 1, "Name the kind of barcode"),
    ("{image: photo}", 1, 1, "{image: logo}"),
    ("{feed 41}", 1, 1, "1 to 40 lines"),
    ("{feed x}", 1, 1, "1 to 40 lines"),
    ("{drawer 3}", 1, 1, "pin 2 or 5"),
    ("{cut: 1}", 1, 1, "write {cut}"),
    ("{width}", 1, 1, "after a colon"),
    ("{width: 4,x}", 1, 1, "or * for what is left"),
    ("{width: 0,*}", 1, 1, "1 to 64 characters"),
    ("{width: 4,*}\na|b|c", 2, 1, "This line has 3 columns"),
    ("|".join("x" * 17), 1, 1, "At most 16 columns"),
    ("a\x1bb", 1, 2, "cannot be printed"),
    ("a\n\ud800", 2, 1, "cannot be printed"),
    ("x" * (MAX_LINE + 1), 1, MAX_LINE, "at most 1000 characters"),
    ("x\n" * MAX_LINES + "x", MAX_LINES, 1, "at most 500 lines"),
    ("{if number}\n" * 9 + "{end}\n" * 9, 9, 1, "At most 8"),
    ("{if number}" * 9 + "{end}" * 9, 1, 1 + 8 * 11, "At most 8"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "column", "reason"), REFUSED)
def test_what_is_refused_names_its_place_and_what_to_do(
    text: str, line: int, column: int, reason: str
) -> None:
    with pytest.raises(PrintingError) as caught:
        made(text)
    error = caught.value
    assert error.code == "template_refused"
    assert (error.data["line"], error.data["column"]) == (line, column)
    assert reason in str(error.data["reason"])
    assert str(error) == f"Line {line}, column {column}: {error.data['reason']}"


def loops(depth: int) -> str:
    heads = "".join(f"{{each items as i{n}}}\n" for n in range(depth))
    return heads + "{end}\n" * depth


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (loops(8), "repeated lines"),
        ("{each items as a}\n{each items as b}\nx\n{end}\n{end}", "lines"),
        ("{each items as a}\n{qr: x}\n{end}", "codes and pictures"),
        (
            loops(2).replace("\n{end}", "\n" + "{if fresh}\n{end}\n" * 100 + "{end}", 1),
            "repeated lines",
        ),
        ("{each words as w}\n" + "{w}" * 300 + "\n{end}", "characters"),
    ],
)
def test_no_slip_grows_without_end(text: str, what: str) -> None:
    view = ShopView(items=[TEA] * 50, words=["x" * 60] * 40)
    with pytest.raises(PrintingError) as caught:
        made(text, view)
    assert (caught.value.code, caught.value.data["what"]) == ("slip_too_long", what)
    assert caught.value.data["line"]
    assert caught.value.data["limit"] in {
        work.MAX_ROUNDS, work.MAX_ELEMENTS, work.MAX_SYMBOLS, work.MAX_CHARACTERS
    }  # fmt: skip


def test_what_data_cannot_be_names_the_line() -> None:
    with pytest.raises(PrintingError) as caught:
        made("a\n{barcode ean13: {number}}")
    assert (caught.value.code, caught.value.data["line"]) == ("invalid_barcode", 2)
    with pytest.raises(PrintingError) as caught:
        made("{image: logo}")
    assert (caught.value.code, caught.value.data["line"]) == ("invalid_image", 1)
