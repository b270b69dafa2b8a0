"""Names in the two casings. A name made of letters, digits and single underscores round-trips."""

from __future__ import annotations

import re

_WORD_START = re.compile(r"_([a-z0-9])")
_CAPITAL = re.compile(r"[A-Z]")


def camel(snake: str) -> str:
    """Turn `unit_price_incl_tax` into `unitPriceInclTax`."""
    return _WORD_START.sub(lambda match: match.group(1).upper(), snake)


def snake(name: str) -> str:
    """Turn `unitPriceInclTax` into `unit_price_incl_tax`."""
    return _CAPITAL.sub(lambda match: "_" + match.group().lower(), name)


def kebab(snake_name: str) -> str:
    """Turn `invoice_items` into `invoice-items`, as path segments are written."""
    return snake_name.replace("_", "-")


def singular(plural: str) -> str:
    """Turn a resource type into the word for one of it: `tax` for `taxes`."""
    if plural.endswith("xes"):
        return plural[:-2]
    return plural.removesuffix("s")
