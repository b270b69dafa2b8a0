"""What verification finds, and where."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is not as it was sealed.

    Codes: `gap`, `renumbered`, `chain`, `hash`, `content`, `column`, `totals`, `movements`, `head`,
    `signature`, `unsealed` (a subject without a document), `missing` and `differs` (a subject that
    is gone, or that says something else than what was sealed), `expected` (a saved head).
    """

    code: str
    series: str
    number: int | None
    row_id: UUID | None
    what: str
    expected: str
    found: str

    def __str__(self) -> str:
        place = f"{self.series} {self.number}" if self.number is not None else self.series
        row = f" ({self.row_id})" if self.row_id else ""
        return f"{place}{row}: {self.what}: expected {self.expected}, found {self.found}"

    def as_dict(self) -> dict[str, Any]:
        """Write it as plain data."""
        return {name: None if one is None else str(one) for name, one in asdict(self).items()}


@dataclass(slots=True)
class Report:
    """What a verification read, and what it found, in the order in which it was met."""

    documents: int = 0
    series: int = 0
    signatures: int = 0
    findings: list[Finding] = field(default_factory=list)
    heads: list[dict[str, Any]] = field(default_factory=list)
    cut: bool = False

    @property
    def is_clean(self) -> bool:
        return not self.findings
