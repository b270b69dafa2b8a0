"""Small pieces of SQL that write JSON."""

from __future__ import annotations


class Text:
    """A text put together from literals and SQL expressions, none of which is ever null."""

    def __init__(self) -> None:
        self._terms: list[str] = []
        self._literal = ""

    def literal(self, text: str) -> None:
        """Append a fixed text."""
        self._literal += text

    def value(self, expression: str) -> None:
        """Append what an expression gives."""
        self._flush()
        self._terms.append(expression)

    def _flush(self) -> None:
        if self._literal:
            self._terms.append(string(self._literal))
            self._literal = ""

    def sql(self) -> str:
        """Write the expression."""
        self._flush()
        return _joined(self._terms)


def _joined(terms: list[str]) -> str:
    """Concatenate in halves: a chain would copy its growing left side once per term."""
    if len(terms) == 1:
        return terms[0]
    half = len(terms) // 2
    return f"({_joined(terms[:half])} || {_joined(terms[half:])})"


def string(text: str) -> str:
    """Write a string literal, in a statement that takes parameters."""
    return "'" + text.replace("'", "''").replace("%", "%%") + "'"


def nullable(expression: str, *, quotes: bool, blank: str | None) -> str:
    """Write an expression that may be null as JSON: null, or the text that a dialect has for it."""
    if quotes:
        expression = f"'\"' || {expression} || '\"'"
    missing = "null" if blank is None else f'"{blank}"'
    return f"coalesce({expression}, {string(missing)})"
