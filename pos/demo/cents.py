"""Money as whole cents, for code that makes millions of amounts. Prices contain their tax."""

from __future__ import annotations

_TEXTS = [f"{cents // 100}.{cents % 100:02d}" for cents in range(50_000)]


def text(cents: int) -> str:
    """Write cents as PostgreSQL and the API read them: `-3.05`."""
    if 0 <= cents < 50_000:
        return _TEXTS[cents]
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def tax_in(gross: int, percent: int) -> int:
    """Tell the tax contained in `gross`, rounded half away from zero.

    The net amount is what is left, so net and tax always add up.
    """
    if gross < 0:
        return -tax_in(-gross, percent)
    base = 100 + percent
    return (2 * gross * percent + base) // (2 * base)


def times(cents: int, thousandths: int) -> int:
    """Multiply a price by a quantity in thousandths, rounded half away from zero."""
    exact = cents * thousandths
    rounded = (2 * abs(exact) + 1000) // 2000
    return rounded if exact >= 0 else -rounded


def quantity_text(thousandths: int) -> str:
    """Write a quantity with two decimals, or three where it has them."""
    sign, rest = ("-", -thousandths) if thousandths < 0 else ("", thousandths)
    if rest % 10:
        return f"{sign}{rest // 1000}.{rest % 1000:03d}"
    return f"{sign}{rest // 1000}.{rest % 1000 // 10:02d}"


def split(amount: int, weights: list[int]) -> list[int]:
    """Split `amount` by `weights` so that the parts add up, by largest remainder.

    Among equal remainders the first part wins. `amount` and the weights are not negative.
    """
    whole = sum(weights)
    if whole == 0:
        return [0] * len(weights)
    parts = [amount * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda at: (-(amount * weights[at] % whole), at))
    for at in by_remainder[: amount - sum(parts)]:
        parts[at] += 1
    return parts
