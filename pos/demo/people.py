"""The staff, and guests that are known by name."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from pos.demo.ids import FOUNDED, dice, fixed_key
from pos.demo.place import BAR, RESTAURANT, TERRACE, WEB

if TYPE_CHECKING:
    from random import Random

CUSTOMERS = 300


class Staff(NamedTuple):
    """A member of staff and the places where they sell."""

    name: str
    login: str
    role: str
    sells: tuple[int, ...] = ()


STAFF = (
    Staff("Ilze Bērziņa", "ilze.berzina", "waiter", (RESTAURANT,)),
    Staff("Jānis Kalniņš", "janis.kalnins", "waiter", (RESTAURANT, TERRACE)),
    Staff("Līga Ozoliņa", "liga.ozolina", "waiter", (RESTAURANT, TERRACE)),
    Staff("Mārtiņš Liepiņš", "martins.liepins", "waiter", (BAR,)),
    Staff("Sean O'Connor", "sean.oconnor", "waiter", (BAR, TERRACE)),
    Staff("Jürgen Weiß", "juergen.weiss", "waiter", (RESTAURANT,)),
    Staff("Layla Haddad", "layla.haddad", "waiter", (BAR, RESTAURANT)),
    Staff("Anete Krūmiņa", "anete.krumina", "waiter", (TERRACE,)),
    Staff("Kristīne Zariņa", "kristine.zarina", "cashier", (RESTAURANT, BAR)),
    Staff("Web shop", "web.shop", "cashier", (WEB,)),
    Staff("Edgars Vītols", "edgars.vitols", "manager", (RESTAURANT, WEB)),
    Staff("Dace Balode", "dace.balode", "accountant"),
    Staff("Andris Rozītis", "andris.rozitis", "owner"),
)

FIRST_NAMES = ("Anna", "Pēteris", "Zane", "Klaus", "Ulrike", "Omar", "Fatima", "Emma", "Liam", "Marta", "Aivars", "Ģirts", "Šarlote", "نور", "Chloé", "D'Arcy")  # fmt: skip
LAST_NAMES = ("Petrova", "Jansons", "Müller", "Schäfer", "Al-Masri", "O'Neill", "Smith", "Kļaviņa", "Āboliņš", "Zeltiņa", "Dupont", "van der Berg", "خليل", "Nowak")  # fmt: skip
CITIES = (("Rīga", "LV-1010", "LV"), ("Jūrmala", "LV-2015", "LV"), ("Berlin", "10115", "DE"), ("Wien", "1010", "AT"), ("London", "SW1A 1AA", "GB"), ("دبي", None, "AE"))  # fmt: skip
COMPANIES = (
    "SIA Baltic & Partners",
    "Weiß GmbH",
    'AS "Ziemeļu Vējš"',
    "O'Neill Travel Ltd",
    "خليل للتجارة",
)


def users(slug: str) -> list[dict[str, Any]]:
    """Rows of the staff's accounts. Nobody can sign in until a password is set."""
    return [
        {
            "id": fixed_key(slug, "user", person.login),
            "email": f"{person.login}@{slug}.example",
            "name": person.name,
            "password": "!",
            "is_staff": person.role in {"owner", "manager", "accountant"},
            "is_active": True,
            "is_superuser": False,
            "last_login": None,
            "created_at": FOUNDED,
            "updated_at": FOUNDED,
        }
        for person in STAFF
    ]


def memberships(slug: str) -> list[dict[str, Any]]:
    """Rows of the staff's places in the workspace."""
    return [
        {
            "id": fixed_key(slug, "membership", person.login),
            "user_id": fixed_key(slug, "user", person.login),
            "role": person.role,
            "is_active": True,
            "created_at": FOUNDED,
            "updated_at": FOUNDED,
        }
        for person in STAFF
    ]


def memberships_of(slug: str, people: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows that make further accounts waiters of the workspace."""
    return [
        {
            "id": fixed_key(slug, "membership", person["id"]),
            "user_id": person["id"],
            "role": "waiter",
            "is_active": True,
            "created_at": FOUNDED,
            "updated_at": FOUNDED,
        }
        for person in people
    ]


def customers(slug: str, seed: int, before: dt.datetime) -> list[dict[str, Any]]:
    """Rows of guests, each first seen some time between the founding and `before`."""
    chance = dice(slug, seed, "customers")
    span = int((before - FOUNDED).total_seconds())
    return [_customer(slug, at, chance, span) for at in range(CUSTOMERS)]


def _customer(slug: str, at: int, chance: Random, span: int) -> dict[str, Any]:
    first, last = chance.choice(FIRST_NAMES), chance.choice(LAST_NAMES)
    city, postal_code, country = chance.choice(CITIES)
    company = chance.choice(COMPANIES) if chance.random() < 0.15 else None
    seen = FOUNDED + dt.timedelta(seconds=chance.randrange(span))
    born = dt.date(1950, 1, 1) + dt.timedelta(days=chance.randrange(20_000))

    def maybe(value: Any, share: float) -> Any:
        return value if chance.random() < share else None

    return {
        "id": fixed_key(slug, "customer", str(at)),
        "full_name": f"{first} {last}",
        "company_name": company,
        "tax_number": f"LV4000{at:07d}" if company else None,
        "email": maybe(f"guest{at}@mail.example", 0.7),
        "address1": maybe(f"Brīvības iela {at + 1}", 0.4),
        "address2": None,
        "city": city,
        "state": None,
        "postal_code": postal_code,
        "country": country,
        "notes": maybe("Window table, please. Allergic to nuts.", 0.1),
        "phone": maybe(f"+371 2{at:07d}", 0.5),
        "mobile": None,
        "country_specific_code": None,
        "date_of_birth": maybe(born, 0.3),
        "created_at": seen,
        "updated_at": seen + dt.timedelta(minutes=chance.randrange(1, 600)),
    }
