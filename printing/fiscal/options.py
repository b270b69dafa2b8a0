"""How a fiscal device is set up: which of its tax groups and payment types stand for ours.

Written by people as the options of a printer, a JSON object:

* `tax_groups` (required): the group, 1 to 8, of each tax rate in per cent: `{"21": 1, "0": 4}`. A
  line that bears several taxes is `"10+5"`, one with a tax by the piece `"21+fixed"`.
* `payments`: the payment type of each kind of tender; cash, card and voucher have one.
* `tip_group`: the tax group that tips are registered in. Without it they are not registered.
* `sale_prefix`: what stands before the number of a sale, as a law may ask for.
* `operator`, `password`: who sells, as the device knows them.
* `timeout`: how many seconds a receipt may take, 30 where nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from printing.errors import PrintingError
from printing.fiscal.receipt import TAX_GROUPS, PaymentKind

PAYMENTS: Mapping[str, PaymentKind] = {
    "cash": PaymentKind.CASH,
    "card": PaymentKind.CARD,
    "voucher": PaymentKind.COUPONS,
}
FIXED = "fixed"
_RATE = re.compile(r"[0-9]{1,3}(\.[0-9]{1,4})?")
_TENDER = re.compile(r"[a-z][a-z_]{0,31}")
_PREFIX = re.compile(r"[A-Za-z0-9.-]{0,40}")


@dataclass(frozen=True, slots=True)
class FiscalOptions:
    """The set-up of one device, checked."""

    tax_groups: Mapping[str, int]
    payments: Mapping[str, PaymentKind] = field(default_factory=lambda: PAYMENTS)
    tip_group: int | None = None
    sale_prefix: str = ""
    operator: str | None = None
    password: str | None = None
    timeout: int = 30

    def group(self, tax: str) -> int:
        """Return the group of a tax; raises PrintingError `fiscal_tax_group`."""
        if tax not in self.tax_groups:
            raise PrintingError("fiscal_tax_group", tax=tax, known=_listed(self.tax_groups))
        return self.tax_groups[tax]

    def payment(self, tender: str) -> PaymentKind:
        """Return the type of a kind of tender; raises PrintingError `fiscal_payment`."""
        if tender not in self.payments:
            raise PrintingError("fiscal_payment", kind=tender, known=_listed(self.payments))
        return self.payments[tender]


def tax_name(rates: list[Decimal], *, fixed: bool = False) -> str:
    """Name the taxes of a line as options do, from their rates as fractions: `21`, `10+5`."""
    parts = [f"{(rate * 100).normalize():f}" for rate in sorted(rates, reverse=True)]
    return "+".join([*parts, *([FIXED] if fixed else [])]) or "0"


def read_options(given: object) -> FiscalOptions:
    """Read the options of a printer; raises PrintingError `invalid_profile` naming the member."""
    if not isinstance(given, Mapping):
        raise _wrong("options", "a JSON object is needed")
    for name in given:
        if name not in _READERS:
            raise _wrong(f"option {str(name)[:40]!r}", f"there are {_listed(_READERS)}")
    if "tax_groups" not in given:
        raise _wrong("option 'tax_groups'", 'it is needed, like {"tax_groups": {"21": 1}}')
    return FiscalOptions(**{name: _READERS[name](given[name]) for name in given})


def _tax_groups(value: object) -> dict[str, int]:
    if not isinstance(value, Mapping) or not value:
        raise _wrong("option 'tax_groups'", 'groups by per cent, like {"21": 1, "0": 4}')
    return {_rates(name): _group(value[name], f"tax_groups: {name}") for name in value}


def _rates(name: object) -> str:
    """Read a key such as `21`, `5.50` or `10+5+fixed`, and write it as `tax_name` does."""
    parts = str(name).split("+")
    fixed = parts[-1] == FIXED
    numbers = parts[:-1] if fixed else parts
    if not all(_RATE.fullmatch(part) for part in numbers):
        raise _wrong("option 'tax_groups'", f"{str(name)[:40]!r} is no rate in per cent")
    return tax_name([Decimal(part) / 100 for part in numbers], fixed=fixed)


def _group(value: object, name: str = "tip_group") -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value not in TAX_GROUPS:
        raise _wrong(f"option '{name}'", "a tax group is a whole number from 1 to 8")
    return value


def _payments(value: object) -> dict[str, PaymentKind]:
    if not isinstance(value, Mapping):
        raise _wrong("option 'payments'", 'types by kind, like {"room_charge": "bank"}')
    found = dict(PAYMENTS)
    for name, kind in value.items():
        if not isinstance(name, str) or not _TENDER.fullmatch(name):
            raise _wrong("option 'payments'", f"{str(name)[:40]!r} is no kind of tender")
        try:
            found[name] = PaymentKind(kind)
        except ValueError as error:
            raise _wrong(f"option 'payments: {name}'", f"one of {_listed(PaymentKind)}") from error
    return found


def _prefix(value: object) -> str:
    if not isinstance(value, str) or not _PREFIX.fullmatch(value):
        raise _wrong("option 'sale_prefix'", "at most 40 letters, digits, dots and hyphens")
    return value


def _name(name: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        if not isinstance(value, str) or not value.isprintable() or not 1 <= len(value) <= 40:
            raise _wrong(f"option '{name}'", "a text of 1 to 40 characters")
        return value

    return read


def _timeout(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 300:
        raise _wrong("option 'timeout'", "a whole number of seconds, 1 to 300")
    return value


def _listed(names: object) -> str:
    return ", ".join(str(name) for name in names) or "none"  # type: ignore[attr-defined]


def _wrong(what: str, reason: str) -> PrintingError:
    return PrintingError("invalid_profile", field=what, reason=reason)


_READERS: dict[str, Callable[[object], Any]] = {
    "tax_groups": _tax_groups,
    "payments": _payments,
    "tip_group": _group,
    "sale_prefix": _prefix,
    "operator": _name("operator"),
    "password": _name("password"),
    "timeout": _timeout,
}
