"""Commands: `{qr: ...}`, `{feed 2}` and the like, each on a line of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from printing.errors import PrintingError
from printing.markup.nodes import BarcodeNode, FixedNode, LogoNode, QRNode
from printing.markup.phrases import phrase
from printing.slips.barcodes import BarcodeKind
from printing.slips.elements import Align, Cut, Drawer, Feed

if TYPE_CHECKING:
    from printing.markup.nodes import Node
    from printing.markup.refusal import Place
    from printing.markup.scope import Scope

COMMANDS = frozenset({"feed", "cut", "drawer", "qr", "barcode", "image"})
KINDS = {kind.name.lower().replace("_", ""): kind for kind in BarcodeKind}


def command(tag: str, place: Place, scope: Scope) -> Node:
    """Read a command, given without its braces; raises PrintingError `template_refused`."""
    head, colon, rest = tag.partition(":")
    options = _Options(head.split(), place)
    word = options.word()
    content = place.after(len(head) + 2)
    if word in {"qr", "barcode", "image"} and not (colon and rest.strip()):
        raise place.refused(f"Say after a colon what it shows: {_EXAMPLES[word]}.")
    if word in {"feed", "cut", "drawer"} and colon:
        raise place.refused(f"Nothing follows a colon here: write {_EXAMPLES[word]}.")
    if word == "qr":
        node: Node = _qr(options, rest, content, scope)
    elif word == "barcode":
        node = _barcode(options, rest, content, scope)
    elif word == "image":
        node = _image(options, rest)
    else:
        node = _paper(word, options)
    options.finish(word)
    return node


_EXAMPLES = {
    "qr": "{qr: https://shop.example/{number}}",
    "barcode": "{barcode ean13: {code}}",
    "image": "{image: logo}",
    "feed": "{feed 2}",
    "cut": "{cut}",
    "drawer": "{drawer}",
}


class _Options:
    """The words between a command and its colon, taken one by one."""

    def __init__(self, words: list[str], place: Place) -> None:
        self.words = words
        self.place = place

    def word(self) -> str:
        return self.words.pop(0)

    def flag(self, word: str) -> bool:
        if word not in self.words:
            return False
        self.words.remove(word)
        return True

    def number(self, name: str, default: int, low: int, high: int) -> int:
        """Take `name` and the number after it."""
        if name not in self.words:
            return default
        at = self.words.index(name)
        text = (self.words[at + 1 : at + 2] or [""])[0]
        if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
            raise self.place.refused(f"Write a number from {low} to {high} after {name}.")
        del self.words[at : at + 2]
        return int(text)

    def align(self) -> Align:
        found = [align for align in Align if self.flag(align.value)]
        return found[0] if found else Align.CENTER

    def finish(self, word: str) -> None:
        for extra in self.words:
            raise self.place.refused(
                f"{word} does not know {extra!r}: write it as in {_EXAMPLES[word]}."
            )


def _qr(options: _Options, rest: str, content: Place, scope: Scope) -> QRNode:
    return QRNode(
        content.line,
        phrase(rest.lstrip(), content.after(len(rest) - len(rest.lstrip())), scope),
        options.number("size", 6, 1, 16),
        next((level for level in "LMQH" if options.flag(level)), "M"),
        options.align(),
    )


def _barcode(options: _Options, rest: str, content: Place, scope: Scope) -> BarcodeNode:
    kind = next((kind for name, kind in KINDS.items() if options.flag(name)), None)
    if kind is None:
        raise options.place.refused(f"Name the kind of barcode: one of {', '.join(KINDS)}.")
    return BarcodeNode(
        content.line,
        phrase(rest.lstrip(), content.after(len(rest) - len(rest.lstrip())), scope),
        kind,
        options.number("height", 64, 1, 255),
        options.number("width", 2, 2, 6),
        options.align(),
    )


def _image(options: _Options, rest: str) -> LogoNode:
    if rest.strip() != "logo":
        raise options.place.refused("There is one picture, named logo: write {image: logo}.")
    return LogoNode(options.place.line, options.align())


def _paper(word: str, options: _Options) -> FixedNode:
    if word == "cut":
        element: Feed | Cut | Drawer = Cut(partial=not options.flag("full"))
    else:
        text = options.word() if options.words else ("1" if word == "feed" else "2")
        try:
            number = int(text)
            element = Feed(number) if word == "feed" else Drawer(number)
        except (ValueError, PrintingError):
            allowed = "1 to 40 lines" if word == "feed" else "pin 2 or 5"
            raise options.place.refused(
                f"{text} is not possible here: {allowed}, as in {_EXAMPLES[word]}."
            ) from None
    return FixedNode(options.place.line, element)
