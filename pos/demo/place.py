"""The house: its outlets, revenue centers and registers."""

from __future__ import annotations

from typing import NamedTuple

RESTAURANT, BAR, TERRACE, WEB = range(4)

ADDRESS = {
    "address1": "Kungu iela 8",
    "city": "Rīga",
    "state": None,
    "postal_code": "LV-1050",
}


class OutletPlan(NamedTuple):
    """An outlet and the second line of its address."""

    name: str
    address2: str


OUTLETS = (
    OutletPlan("Restorāns Daugava", "1. stāvs"),
    OutletPlan('Bārs "Zelta Gailis"', "Pagrabs"),
    OutletPlan("Terase & Dārzs", "Pagalms"),
)

FOOD, BEVERAGE, BANQUETS, ROOM_SERVICE, SHOP = (
    "Food",
    "Beverage",
    "Banquets",
    "Room service",
    "Shop",
)
REVENUE_CENTERS = (FOOD, BEVERAGE, BANQUETS, ROOM_SERVICE, SHOP)


# Ways to pay: a kind, which is the code too, and its name.
METHODS = (
    ("cash", "Cash"),
    ("card", "Card"),
    ("room_charge", "Room charge"),
    ("voucher", "Gift voucher"),
    ("other", "Online payment"),
)
# Areas with how many tables each has: of the restaurant, of the terrace.
AREAS = (("Dining room", 0, 14), ("Terrace", 2, 10))


class RegisterPlan(NamedTuple):
    """A register: its outlet and place in it, what is sold there, and how busy it is."""

    name: str
    outlet: int
    position: int
    sells: int
    weight: int
    virtual: bool = False


REGISTERS = (
    RegisterPlan("Restaurant 1", 0, 1, RESTAURANT, 30),
    RegisterPlan("Restaurant 2", 0, 2, RESTAURANT, 18),
    RegisterPlan("Web orders", 0, 3, WEB, 8, virtual=True),
    RegisterPlan("Bar", 1, 1, BAR, 22),
    RegisterPlan("Bar (handheld)", 1, 2, BAR, 9),
    RegisterPlan("Terrace", 2, 1, TERRACE, 26),
)


def busy_registers(*, terrace: bool, part: int) -> list[int]:
    """List register numbers, each as often as it is likely to make the next sale."""
    picked: list[int] = []
    for at, register in enumerate(REGISTERS):
        weight = register.weight
        if register.sells == TERRACE and (not terrace or part == 0):
            continue
        if register.sells == BAR:
            weight = weight * (1, 5, 10, 14, 40)[part] // 10
        if register.sells != BAR and part == 4:
            weight //= 5
        picked += [at] * weight
    return picked
