"""Whole random slips, part 1 of 4: the parts run side by side."""

from __future__ import annotations

import pytest

from tests.printing.fuzz.slips import run_part


@pytest.mark.parametrize("seed", range(10, 14))
def test_random_slips(seed: int) -> None:
    run_part(seed)
