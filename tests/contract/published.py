"""The published contracts, read from their files, and where this server stands beside them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pos.jsonapi.dialect import V1, V2, V2_CAMEL, Dialect

DATA = Path(__file__).parent / "data"
FILES = {V1: "mews_v1", V2: "mews_v2_snake", V2_CAMEL: "mews_v2_camel"}
CONTRACTS: dict[Dialect, dict[str, Any]] = {
    dialect: json.loads((DATA / f"{name}.json").read_text()) for dialect, name in FILES.items()
}

# Published resources that are not built yet, with everything that leads to them.
NOT_BUILT = frozenset({"bookings", "menus", "webhookEndpoints"})
# Relationships of built resources that wait for those.
RELATIONSHIPS_NOT_BUILT = {"orders": frozenset({"booking"})}
# Filters of built resources that wait for those.
FILTERS_NOT_BUILT: dict[str, frozenset[str]] = {}

# Attributes beyond a dialect's contract, and why they are there.
_ORDER_VERSION = {"version": "a writer says which state of the order it has seen"}
EXTRA_ATTRIBUTES: dict[tuple[Dialect, str], dict[str, str]] = {
    (V1, "orders"): _ORDER_VERSION,
    (V1, "orderItems"): {"seat": "a bill is split by it"},
    (V1, "payments"): dict.fromkeys(("change", "rounding"), "a till has to hand it back"),
}
# Relationships beyond a dialect's contract, and why they are there.
_PRINTED_LATER = "the snake_case page includes what they lead to, which wants to be linked"
EXTRA_RELATIONSHIPS: dict[tuple[Dialect, str], dict[str, str]] = {
    (V2, "invoice_items"): dict.fromkeys(
        ("product", "product_variant", "invoice_item_modifiers"), _PRINTED_LATER
    ),
    (V2_CAMEL, "orders"): dict.fromkeys(
        ("taxes", "orderItems", "payments"), "orders are written through this dialect as well"
    ),
}
# Relationships that only alias another one: those that are written out, and why.
WRITTEN_ALIASES = {"originalInvoices": "the example prints it", "original_invoices": "the same"}
# Values of another JSON type than the tables say.
TYPES_HERE: dict[tuple[Dialect, str, str], tuple[type, str]] = {
    (V2, "invoice_items", "quantity"): (float, "half a kilogram is no integer; whole ones are"),
}


@dataclass(frozen=True)
class Operation:
    """One published read."""

    dialect: Dialect
    path: str
    raw: dict[str, Any]

    @property
    def type(self) -> str:
        (name,) = self.raw["responses"]["200"]["data"]["resource_types"]
        return str(name)

    @property
    def single(self) -> bool:
        return self.raw["responses"]["200"]["data"]["shape"] == "object"

    @property
    def segment(self) -> str:
        """Its path below the dialect's root, without the id."""
        return self.path.removeprefix(f"{self.dialect.root}/").removesuffix("/{id}")

    @property
    def parameters(self) -> dict[str, Any]:
        parameters: dict[str, Any] = self.raw["query_parameters"]
        return parameters

    @property
    def includes(self) -> list[str]:
        listed = self.parameters.get("include", {}).get("values", [])
        return [
            *listed,
            *(extra["name"] for extra in self.parameters.get("include_additional", [])),
        ]

    @property
    def filters(self) -> list[str]:
        listed = self.parameters.get("filter", [])
        return [*listed, *(extra["name"] for extra in self.parameters.get("filter_additional", []))]

    @property
    def fields(self) -> dict[str, list[str]]:
        usable: dict[str, list[str]] = self.parameters.get("fields", {}).get("usable", {})
        return usable

    def __str__(self) -> str:
        return f"{self.dialect.name} {self.path.removeprefix(self.dialect.root)}"


OPERATIONS = [
    Operation(dialect, raw["path"], raw)
    for dialect, contract in CONTRACTS.items()
    for raw in contract["operations"]
    if raw["method"] == "GET"
]
BUILT = [operation for operation in OPERATIONS if operation.type not in NOT_BUILT]


def resource_of(dialect: Dialect, type_name: str) -> dict[str, Any]:
    found: dict[str, Any] = CONTRACTS[dialect]["resources"][type_name]
    return found


def built(type_name: str, relationship: str) -> bool:
    return relationship not in RELATIONSHIPS_NOT_BUILT.get(type_name, ())
