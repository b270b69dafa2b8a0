"""What somebody asks for, in our own words: the same for every dialect."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal
    from uuid import UUID

CLAIMS = ("unit_price_incl_tax", "subtotal", "tax", "total")


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDraft:
    """A line that is wished for, or, where `id` is set, a change to one.

    changes: the attributes that were given, by the names of `OrderItem`: `quantity`, `discount`,
        `discount_type`, `discount_description`, `is_comp`, `is_void`, `comp_void_reason`,
        `comp_void_notes`, `notes`, `seat`.
    claims: amounts that the client computed (`CLAIMS`), checked against ours.
    bundle: the key of the bundle it belongs to, of one that is wished for with it (`BundleDraft.key`)
        or the id of one that is there.
    modifiers: None leaves those of an existing line.
    at: where it was asked for, for errors.
    """

    at: tuple[str | int, ...]
    id: UUID | None = None
    product_id: UUID | None = None
    product_variant_id: UUID | None = None
    product_bundle_item_id: UUID | None = None
    revenue_center_id: UUID | None = None
    modifiers: tuple[UUID, ...] | None = None
    bundle: str | UUID | None = None
    changes: Mapping[str, Any] = field(default_factory=dict)
    claims: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleDraft:
    """A bundle that is wished for, or, where `id` is set, a change to one.

    changes: `quantity`, `discount`, `discount_type`.
    """

    at: tuple[str | int, ...]
    key: str
    id: UUID | None = None
    product_bundle_id: UUID | None = None
    changes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDraft:
    """What an order is to be, or to become.

    changes: attributes that were given, by the names of `Order`.
    links: `customer`, `outlet`, `revenue_center`, `promo_code`: ids, None takes one away.
    tables: None leaves them.
    """

    changes: Mapping[str, Any] = field(default_factory=dict)
    links: Mapping[str, UUID | None] = field(default_factory=dict)
    tables: tuple[UUID, ...] | None = None
    items: tuple[ItemDraft, ...] = ()
    bundles: tuple[BundleDraft, ...] = ()
    version: int | None = None
