"""From the text of a template to its nodes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from printing.markup.commands import COMMANDS, command
from printing.markup.lines import Widths, line_of, widths
from printing.markup.nodes import Branch, FixedNode, Loop
from printing.markup.phrases import MAX_NESTING, word_of
from printing.markup.refusal import Place
from printing.markup.scanner import Mark, pieces
from printing.markup.scope import Scope
from printing.slips.elements import Feed, Rule

if TYPE_CHECKING:
    from collections.abc import Mapping

    from printing.markup.names import Value
    from printing.markup.nodes import Node
    from printing.markup.scanner import Piece

MAX_CHARACTERS = 20_000
MAX_LINES = 500
MAX_LINE = 1_000
_RULE = re.compile(r"([-=*_~+])\1{2,}")
_BLOCKS = frozenset({"if", "else", "end", "each"})


def parse(text: str, names: Mapping[str, Value]) -> tuple[Node, ...]:
    """Read a template for slips that have these names.

    Raises PrintingError `template_refused` with `line`, `column` and `reason`.
    """
    return _Parser(_lines(text)).all(Scope(names))


def _lines(text: str) -> list[str]:
    lines = text.replace("\r\n", "\n").replace("\t", " ").rstrip().split("\n")
    if len(text) > MAX_CHARACTERS or len(lines) > MAX_LINES:
        raise Place(min(len(lines), MAX_LINES), 1).refused(
            f"A template has at most {MAX_LINES} lines and {MAX_CHARACTERS} characters: shorten it."
        )
    for number, line in enumerate(lines, 1):
        if len(line) > MAX_LINE:
            raise Place(number, MAX_LINE).refused(
                f"A line has at most {MAX_LINE} characters: break it."
            )
        for column, char in enumerate(line, 1):
            if char < " " or "\x7f" <= char < "\xa0" or "\ud800" <= char <= "\udfff":
                raise Place(number, column).refused(
                    "This character cannot be printed: take it out."
                )
    return lines


class _Parser:
    """Goes through the lines once; a block is read by calling itself."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.at = 0
        self.grids = 0

    def all(self, scope: Scope) -> tuple[Node, ...]:
        nodes = self._until_end(scope, Widths(), 0)
        if self.at < len(self.lines):
            word, place = self._block_word()
            raise place.refused(f"{{{word}}} closes nothing: take it out, or add its beginning.")
        return nodes

    def _until_end(self, scope: Scope, given: Widths, depth: int) -> tuple[Node, ...]:
        """Read up to an `{else}` or `{end}`, which stays, or all that is left."""
        nodes: list[Node] = []
        while self.at < len(self.lines):
            line, place = self._line()
            if line.startswith("#"):
                self.at += 1
                continue
            tag = self._lone_tag(line, place)
            word = word_of(tag.text) if tag else ""
            if word in {"else", "end"}:
                break
            self.at += 1
            if tag and word in {"width", "grid"}:
                given = self._widths(tag, word)
            elif tag and word in {"if", "each"}:
                nodes.append(self._block(tag, word, scope, given, depth + 1))
            else:
                nodes.append(_node(line, tag, place, scope, given))
        return tuple(nodes)

    def _line(self) -> tuple[str, Place]:
        raw = self.lines[self.at]
        return raw.strip(), Place(self.at + 1, 1 + len(raw) - len(raw.lstrip()))

    def _lone_tag(self, line: str, place: Place) -> Piece | None:
        """Return the tag that is all there is on a line."""
        if not line.startswith("{"):
            return None
        found = pieces(line, place)
        return found[0] if len(found) == 1 and found[0].mark is Mark.TAG else None

    def _block_word(self) -> tuple[str, Place]:
        line, place = self._line()
        tag = self._lone_tag(line, place)
        return (tag.text.strip() if tag else ""), place

    def _widths(self, tag: Piece, word: str) -> Widths:
        _, colon, rest = tag.text.partition(":")
        if not colon:
            raise tag.place.refused(f"Say the widths after a colon: {{{word}: 4,*,8+}}.")
        columns = widths(rest, tag.place)
        if word == "width" or not columns:
            return Widths(columns)
        self.grids += 1
        return Widths(columns, self.grids)

    def _block(self, tag: Piece, word: str, scope: Scope, given: Widths, depth: int) -> Node:
        if depth > MAX_NESTING:
            raise tag.place.refused(f"At most {MAX_NESTING} conditions and lists in each other.")
        rest = tag.text.strip().removeprefix(word)
        if word == "each":
            name, inner = scope.loop(rest, tag.place)
            body = self._until_end(inner, given, depth)
            self._close(tag)
            return Loop(tag.place.line, name, body)
        name, negated = scope.condition(rest, tag.place)
        then = self._until_end(scope, given, depth)
        otherwise: tuple[Node, ...] = ()
        if self.at < len(self.lines) and self._block_word()[0] == "else":
            self.at += 1
            otherwise = self._until_end(scope, given, depth)
        self._close(tag)
        return Branch(tag.place.line, name, negated, then, otherwise)

    def _close(self, tag: Piece) -> None:
        if self.at == len(self.lines):
            raise tag.place.refused(f"{{{tag.text}}} is never closed: add {{end}} below it.")
        word, place = self._block_word()
        if word != "end":
            raise place.refused(f"{{{word}}} does not belong here: write {{end}}.")
        self.at += 1


def _node(line: str, tag: Piece | None, place: Place, scope: Scope, given: Widths) -> Node:
    if not line:
        return FixedNode(place.line, Feed())
    if _RULE.fullmatch(line):
        return FixedNode(place.line, Rule(line[0]))
    if tag and word_of(tag.text) in COMMANDS:
        return command(tag.text, tag.place, scope)
    return line_of(pieces(line, place), place, scope, given)
