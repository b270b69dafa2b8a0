"""Writes of orders: from JSON:API documents to the services, in the published shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pos.api.payments import payment_draft
from pos.api.problems import translate
from pos.jsonapi.body import Identifier, Object
from pos.jsonapi.members import Amount, Count, Flag, OneOf, Quantity, Text
from pos.jsonapi.writing import Call, Operation, Written
from pos.orders import services as orders
from pos.orders import splitting
from pos.orders.drafts import CLAIMS, BundleDraft, ItemDraft, OrderDraft
from pos.orders.resources import ORDERS
from pos.payments import services as payments
from pos.payments.errors import PaymentError
from pos.users.services import acting_user
from pos.workspaces.models import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from pos.jsonapi.members import Member

TYPES_OF_ADJUSTMENT = OneOf(("percentage", "fixed"), nullable=True)
ORDER: dict[str, Member] = {
    "notes": Text(500, nullable=True),
    "covers": Count(nullable=True),
    "surcharge": Amount(nullable=True),
    "surcharge_type": TYPES_OF_ADJUSTMENT,
    "surcharge_description": Text(255, nullable=True),
    "discount": Amount(nullable=True),
    "discount_type": TYPES_OF_ADJUSTMENT,
    "discount_description": Text(255, nullable=True),
}
VERSION: dict[str, Member] = {"version": Count(maximum=2_147_483_647)}
ITEM: dict[str, Member] = {
    "quantity": Quantity(),
    "discount": Amount(nullable=True),
    "discount_type": TYPES_OF_ADJUSTMENT,
    "discount_description": Text(255, nullable=True),
    "is_comp": Flag(),
    "is_void": Flag(),
    "comp_void_reason": Text(255, nullable=True),
    "comp_void_notes": Text(2048, nullable=True),
    "notes": Text(2048, nullable=True),
    "seat": Count(nullable=True),
}
AMOUNTS: dict[str, Member] = {name: Amount() for name in CLAIMS}
BUNDLE: dict[str, Member] = {
    "quantity": Quantity(),
    "discount": Amount(nullable=True),
    "discount_type": TYPES_OF_ADJUSTMENT,
}
# What responses hold of an order and its lines, and requests may repeat.
ECHOED = ("state", "status", "table_status", "deposit_amount")
ECHOED_ITEM = (
    "comp", "void", "discount_amount", "subtotal_incl_discount", "tax_incl_discount",
    "total_incl_discount", "status", "product_name",
)  # fmt: skip
LINKS = {
    "customer": "customers",
    "outlet": "outlets",
    "revenue_center": "revenue_centers",
    "promo_code": "promo_codes",
}
ITEM_TYPES = ("order_items", "order_bundle_items")


def create(call: Call) -> Written:
    """`POST /orders`: an order with its lines, and the payments that come with it."""
    data = call.body.primary("orders")
    draft = order_draft(data)
    wanted = _payments(data)
    call.body.check()
    user_id = user_of(call)
    order = orders.create(workspace=workspace_of(call), draft=draft, user_id=user_id)
    for found in wanted:
        payment = payment_draft(found, order_id=order.pk)
        call.body.check()
        try:
            payments.pay(workspace_id=call.workspace_id, draft=payment, user_id=user_id)
        except PaymentError as error:
            # It lies in the payment that came with the order, not in the order.
            raise PaymentError(error.code, (found.pointer, *error.at), **error.data) from error
    return Written((order.pk,))


def update(call: Call) -> Written:
    """`PATCH /orders/{id}`: changes; lines that it does not name stay as they are."""
    data = call.body.primary("orders", row_id=call.row_id)
    draft = order_draft(data)
    call.body.check()
    order = orders.update(workspace=workspace_of(call), order_id=_row(call), draft=draft)
    return Written((order.pk,))


def preview(call: Call) -> Written:
    """`POST /orders/{id}/preview`: what a change would make of an order. Nothing is kept."""
    if not call.body.document:
        return Written((_row(call),))
    return update(call)


def void(call: Call) -> Written:
    """`POST /orders/{id}/void`: discard an order that nothing is paid of."""
    data = call.body.primary("orders", row_id=call.row_id)
    table: dict[str, Member] = {
        "void_reason": Text(255, blank=False),
        "void_notes": Text(2048, nullable=True),
    }
    given = data.read(table, required=("void_reason",))
    data.close()
    call.body.check()
    order = orders.void(
        workspace=workspace_of(call),
        order_id=_row(call),
        reason=given["void_reason"],
        notes=given.get("void_notes"),
    )
    return Written((order.pk,))


def order_draft(data: Object) -> OrderDraft:
    """Read an order's attributes, what it points at, and its lines."""
    changes = data.read(ORDER)
    version = data.read(VERSION).get("version")
    data.close(*ECHOED)
    links: dict[str, UUID | None] = {}
    for name, kind in LINKS.items():
        if data.has(name):
            end = data.one(name, kind)
            links[name] = end.id if end else None
    tables = data.many("tables", "tables")
    items, bundles = _lines(data)
    return OrderDraft(
        changes=changes,
        links=links,
        tables=None if tables is None else tuple(one.id for one in tables if one.id),
        items=tuple(items),
        bundles=tuple(bundles),
        version=version,
    )


def _lines(data: Object) -> tuple[list[ItemDraft], list[BundleDraft]]:
    """Read the lines that an order names, and the bundles that they name."""
    name = "items" if data.has("items") else "order_items"
    items: list[ItemDraft] = []
    bundles: dict[tuple[str, str], BundleDraft] = {}
    for end in data.many(name, *ITEM_TYPES) or ():
        found = data.body.included(end)
        if found is None and end.local is not None:
            detail = f"The body holds no object named {end.local}."
            data.body.note("not_found", detail, end.pointer)
        elif found is not None:
            items.append(_item(found, bundles))
    return items, list(bundles.values())


def _item(found: Object, bundles: dict[tuple[str, str], BundleDraft]) -> ItemDraft:
    changes = found.read(ITEM)
    claims = found.read(AMOUNTS)
    found.close(*ECHOED_ITEM)
    modifiers = found.many("modifiers", "modifiers")
    end = found.one("order_bundle", "order_bundles", required=found.type == "order_bundle_items")
    if end is not None:
        _bundle(found, end, bundles)
    return ItemDraft(
        at=(found.pointer,),
        id=found.id,
        product_id=_id(found.one("product", "products")),
        product_variant_id=_id(found.one("product_variant", "product_variants")),
        product_bundle_item_id=_id(found.one("product_bundle_item", "product_bundle_items")),
        revenue_center_id=_id(found.one("revenue_center", "revenue_centers")),
        modifiers=None if modifiers is None else tuple(one.id for one in modifiers if one.id),
        bundle=None if end is None or found.id else end.local or end.id,
        changes=changes,
        claims=claims,
    )


def _bundle(found: Object, end: Identifier, bundles: dict[tuple[str, str], BundleDraft]) -> None:
    if end.key in bundles:
        return
    bundle = found.body.included(end)
    if bundle is None:
        if end.local is not None:
            detail = f"The body holds no object named {end.local}."
            found.body.note("not_found", detail, end.pointer)
        return
    changes = bundle.read(BUNDLE)
    bundle.close()
    bundles[end.key] = BundleDraft(
        at=(bundle.pointer,),
        key=end.local or str(end.id),
        id=bundle.id,
        product_bundle_id=_id(
            bundle.one("product_bundle", "product_bundles", required=bundle.id is None)
        ),
        changes=changes,
    )


def _payments(data: Object) -> list[Object]:
    found = []
    for end in data.many("payments", "payments") or ():
        payment = data.body.included(end)
        if payment is None:
            detail = "A payment of a new order stands in `included`."
            data.body.note("not_found", detail, end.pointer)
        else:
            found.append(payment)
    return found


def split(call: Call) -> Written:
    """`POST /orders/{id}/split`: by `items`, by `seats`, by `amounts`, or in equal `ways`."""
    data = call.body.primary("orders", row_id=call.row_id)
    given = data.read(
        {"split_by": OneOf(("items", "seats", "amounts", "ways"))}, required=("split_by",)
    )
    call.body.check()
    own: dict[str, Any] = {"workspace": workspace_of(call), "order_id": _row(call)}
    way = given["split_by"]
    if way == "seats":
        data.close()
        call.body.check()
        others = splitting.split_by_seats(**own)
    elif way == "items":
        others = splitting.split_by_items(**own, parts=_parts(data))
    else:
        others = splitting.split_by_amounts(**own, **_amounts(data, way))
    return Written((_row(call), *(order.pk for order in others)), many=True)


def _parts(data: Object) -> list[dict[UUID, Any]]:
    """Read `parts`: arrays of `{"id", "quantity"}`, one for each new order."""
    spelled, parts = data.attributes.get("parts", (data.body.case("parts"), None))
    data.used.add("parts")
    data.close()
    if not isinstance(parts, list) or not all(isinstance(part, list) for part in parts):
        detail = "Parts must be an array of arrays of lines, each with id and quantity."
        data.body.note("invalid", detail, data.at(spelled))
        data.body.check()
    found: list[dict[UUID, Any]] = []
    for place, part in enumerate(parts or ()):
        found.append({})
        for at, line in enumerate(part):
            pointer = f"{data.at(spelled)}/{place}/{at}"
            end: Identifier = data.body.identifier(
                {"type": "order_items", **(line if isinstance(line, dict) else {})}, (), pointer
            )
            row = Object(data.body, "order_items", None, None, pointer, {}, {})
            if isinstance(line, dict) and "quantity" in line:
                row.attributes["quantity"] = ("quantity", line["quantity"])
            quantity = row.read({"quantity": Quantity()}, required=("quantity",))
            data.body.check()
            if end is not None and end.id is not None:
                found[-1][end.id] = quantity["quantity"]
    return found


def _amounts(data: Object, way: str) -> dict[str, Any]:
    if way == "ways":
        given = data.read({"ways": Count(minimum=2, maximum=100)}, required=("ways",))
        data.close()
        data.body.check()
        return {"amounts": None, "ways": given["ways"]}
    spelled, amounts = data.attributes.get("amounts", ("amounts", None))
    data.used.add("amounts")
    data.close()
    if not isinstance(amounts, list) or len(amounts) > 100:
        data.body.note("invalid", "Amounts must be an array of at most 100.", data.at(spelled))
        data.body.check()
    rows = Object(data.body, "orders", None, None, f"{data.at(spelled)}", {}, {})
    rows.attributes = {str(at): (str(at), one) for at, one in enumerate(amounts or ())}
    found = rows.read({name: Amount() for name in rows.attributes})
    data.body.check()
    return {"amounts": list(found.values()), "ways": None}


def user_of(call: Call) -> UUID:
    """Return the user in whose name the request's key sells."""
    known: UUID | None = call.credentials.user_id
    return known or acting_user(workspace_id=call.workspace_id, key_id=call.credentials.id)


def workspace_of(call: Call) -> Workspace:
    """Read the workspace that the request's key opens."""
    return Workspace.objects.get(pk=call.workspace_id)


def _row(call: Call) -> UUID:
    assert call.row_id is not None  # noqa: S101 (the route has one)
    return call.row_id


def _id(end: Identifier | None) -> UUID | None:
    return end.id if end else None


def _operation(handler: Any, *, status: int = 200, **options: Any) -> Operation:
    return Operation(
        handler=handler,
        answers=ORDERS,
        scope="orders:write",
        status=status,
        translate=translate,
        **options,
    )


# Kept for good: an order may come with payments.
CREATE = _operation(create, status=201, span=None)
UPDATE = _operation(update)
ACTIONS: Iterable[tuple[str, Operation]] = (
    ("preview", _operation(preview, dry=True)),
    ("void", _operation(void)),
    ("split", _operation(split, status=201)),
)
