"""What a key may do: one scope per noun and direction, and the two that open all."""

from __future__ import annotations

NOUNS = (
    "invoices",
    "orders",
    "payments",
    "products",
    "customers",
    "registers",
    "users",
    "printing",
)

READ_ALL = "read"
ALL = "all"

SCOPES: list[tuple[str, str]] = [
    (READ_ALL, "Read everything"),
    (ALL, "Read and write everything"),
    *((f"{noun}:read", f"Read {noun}") for noun in NOUNS),
    *((f"{noun}:write", f"Write {noun}") for noun in NOUNS),
]
SCOPE_NAMES = frozenset(name for name, _ in SCOPES)


def allows(granted: frozenset[str], needed: str) -> bool:
    """Tell whether a key with `granted` scopes may do what needs `needed` (as `noun:verb`).

    To write a noun is also to read it.
    """
    noun, _, verb = needed.partition(":")
    if ALL in granted or needed in granted:
        return True
    return verb == "read" and (READ_ALL in granted or f"{noun}:write" in granted)
