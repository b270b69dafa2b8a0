"""The one place where amounts are rounded; it can tell each time that it did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos.money.amounts import MODES, ONE
from pos.money.lines import Step

if TYPE_CHECKING:
    from decimal import Decimal

    from pos.money.policy import Policy


class Rounder:
    """Rounds by a policy. `steps`, where it is given, gets a step for each rounding."""

    __slots__ = ("_decimal", "_mode", "_rule", "_steps", "_unit")

    def __init__(self, policy: Policy, steps: list[Step] | None = None) -> None:
        self._unit = policy.unit
        self._mode = MODES[policy.rounding]
        self._rule = f"{policy.rounding} to {policy.unit}"
        self._decimal = policy.unit.as_tuple().digits == (1,)
        self._steps = steps

    @property
    def tells(self) -> bool:
        return self._steps is not None

    def __call__(self, value: Decimal, what: str, line: str | None = None) -> Decimal:
        if self._decimal:
            after = value.quantize(self._unit, rounding=self._mode)
        else:
            after = (value / self._unit).quantize(ONE, rounding=self._mode) * self._unit
        if self._steps is not None:
            self._steps.append(Step(what, line, value, after, self._rule))
        return after

    def note(self, what: str, line: str | None, before: Decimal, after: Decimal, rule: str) -> None:
        """Tell of an amount that was moved by something else than rounding it."""
        if self._steps is not None and before != after:
            self._steps.append(Step(what, line, before, after, rule))
