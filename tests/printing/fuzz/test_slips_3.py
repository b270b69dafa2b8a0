"""Whole random slips, part 3 of 4: the parts run side by side."""

from __future__ import annotations

import pytest

from tests.printing.fuzz.slips import run_part


@pytest.mark.parametrize("seed", range(30, 34))
def test_random_slips(seed: int) -> None:
    run_part(seed)
