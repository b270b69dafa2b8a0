"""From the nodes of a template and the values of a document to the elements of a slip.

Nodes are turned into functions once, so that a receipt of many lines costs what it would cost to
build it by hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from printing.errors import PrintingError
from printing.markup.columns import columns_step, placed
from printing.markup.nodes import (
    BarcodeNode,
    Branch,
    ColumnsNode,
    FixedNode,
    LogoNode,
    Loop,
    Node,
    QRNode,
    TextNode,
)
from printing.markup.phrasing import finder, words_of
from printing.markup.work import MAX_ROUNDS, Step, Work, too_long
from printing.slips.elements import MAX_ELEMENTS, QR, Barcode, Element, Image, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def compiled(nodes: Sequence[Node]) -> tuple[Step, ...]:
    """Turn nodes into functions; each adds to the slip that is in the making."""
    return tuple(_STEPS[type(node)](node) for node in nodes)


def fill(steps: Sequence[Step], view: object, logo: bytes = b"") -> tuple[Element, ...]:
    """Put the values of a document into a template; `view` has an attribute for each name.

    Values are printed as they are. Raises PrintingError: `slip_too_long`, or what an element does
    not accept (`invalid_barcode`); its data then hold the `line` of the template.
    """
    work = Work(view, logo)
    try:
        for step in steps:
            step(work)
        placed(work)
        work.check()
    except PrintingError as error:
        raise PrintingError(error.code, **error.data, line=work.line) from error
    return tuple(work.made)


def _text(node: TextNode) -> Step:
    words, style, align, line = words_of(node.phrase), node.style, node.align, node.line

    def step(work: Work) -> None:
        work.line = line
        text = words(work.frames)
        work.characters += len(text)
        work.made.append(Text(text, style, align))

    return step


def _fixed(node: FixedNode) -> Step:
    element = node.element
    return lambda work: work.made.append(element)


def _branch(node: Branch) -> Step:
    depth, get = finder(node.name)
    then, otherwise = compiled(node.then), compiled(node.otherwise)
    if node.negated:
        then, otherwise = otherwise, then

    def step(work: Work) -> None:
        for inner in then if get(work.frames[depth]) else otherwise:
            inner(work)

    return step


def _loop(node: Loop) -> Step:
    depth, get = finder(node.name)
    body, line = compiled(node.body), node.line
    size = 1 + sum(map(_size, node.body))

    def step(work: Work) -> None:
        frames = work.frames
        for item in get(frames[depth]):
            work.rounds += size
            if work.rounds > MAX_ROUNDS:
                work.line = line
                raise too_long("repeated lines", work.rounds, MAX_ROUNDS)
            frames.append(item)
            for inner in body:
                inner(work)
            frames.pop()
            if len(work.made) > MAX_ELEMENTS:
                work.check()

    return step


def _size(node: Node) -> int:
    """Count the lines of a node, whether they print anything or not: a loop costs their time."""
    if isinstance(node, Branch):
        return 1 + sum(map(_size, (*node.then, *node.otherwise)))
    return 1


def _qr(node: QRNode) -> Step:
    words = words_of(node.phrase)

    def step(work: Work) -> None:
        work.symbol(node.line)
        # UTF-8 cannot carry half a character; the layout takes such ones out of words, too.
        data = words(work.frames).encode("utf-8", "replace").decode()
        work.made.append(QR(data, node.size, node.error, node.align))

    return step


def _barcode(node: BarcodeNode) -> Step:
    words = words_of(node.phrase)

    def step(work: Work) -> None:
        work.symbol(node.line)
        data = words(work.frames)
        work.made.append(Barcode(data, node.kind, node.height, node.width, align=node.align))

    return step


def _logo(node: LogoNode) -> Step:
    def step(work: Work) -> None:
        work.symbol(node.line)
        if not work.logo:
            raise PrintingError("invalid_image", reason="no picture is stored with the template")
        work.made.append(Image(work.logo, node.align))

    return step


_STEPS: dict[type[Node], Callable[..., Step]] = {
    TextNode: _text,
    ColumnsNode: columns_step,
    FixedNode: _fixed,
    Branch: _branch,
    Loop: _loop,
    QRNode: _qr,
    BarcodeNode: _barcode,
    LogoNode: _logo,
}
