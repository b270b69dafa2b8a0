"""The error of a template that is not accepted."""

from __future__ import annotations

from dataclasses import dataclass

from printing.errors import PrintingError


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a template; lines and columns count from 1."""

    line: int
    column: int

    def after(self, characters: int) -> Place:
        """Return the place so many characters further right."""
        return Place(self.line, self.column + characters)

    def refused(self, reason: str) -> PrintingError:
        """Make the error; `reason` is a sentence that says what to do."""
        return PrintingError("template_refused", line=self.line, column=self.column, reason=reason)
