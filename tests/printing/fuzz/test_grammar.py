"""The grammar that all jobs are held against refuses what it must, or it would prove nothing."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printing.errors import PrintingError
from printing.render.encoder import encode
from printing.render.layout import lay_out
from printing.render.profile import profile_for
from printing.slips.elements import QR, Barcode, Cut, Drawer, Raw, Slip, Text
from printing.spool import banner
from tests.printing.fuzz import pieces
from tests.printing.fuzz.grammar import GrammarError, tokens
from tests.printing.fuzz.meaning import ASK, BEGIN, Expected, check
from tests.printing.fuzz.raws import FORBIDDEN
from tests.printing.fuzz.slips import go_through, made_slip, refused

PROFILE = profile_for(42)
SLIP = Slip("x", (Text("Größe"), Raw(b"\x1bE\x01"), Barcode("1" * 12), QR("x"), Cut(), Drawer()))
JOB = encode(lay_out(SLIP, PROFILE), PROFILE)
EXPECTED = Expected(1, 1, frozenset(p.slot for p in PROFILE.code_pages), True, False, 512)
POOL = pieces.pool(Random(0))


def test_a_good_job_passes() -> None:
    assert b"".join(bytes(t.code) + t.data for t in check(JOB, EXPECTED)) == JOB


@pytest.mark.parametrize("data", FORBIDDEN, ids=bytes.hex)
def test_no_forbidden_command_passes(data: bytes) -> None:
    if data in {b"\n", b"A"}:
        return  # of these a text is made
    with pytest.raises(GrammarError):
        check(JOB.replace(b"\x1bE\x01", data), EXPECTED)


@pytest.mark.parametrize(
    "spoiled",
    [
        JOB[1:],
        JOB[:-1],
        JOB[: -len(ASK)],
        JOB + b"\n",
        JOB + b"\x1bp\x0022",
        JOB.replace(b"\x1bp\x0022", b""),
        JOB.replace(b"\x1b@\x1dV", b"\x1dV"),
        JOB.replace(BEGIN, BEGIN + b"\x1b=\x01"),
        JOB.replace(b"\x1bt", b"\x1bt\x63\x1bt"),
        JOB.replace(b"\n", b""),
        JOB.replace(b"\n", b"\x00"),
        JOB.replace(b"\n", b"\x7f"),
        JOB.replace(b"\x1dkC\x0c", b"\x1dkC\x0d"),
        JOB.replace(b"\x1dkC\x0c", b"\x1dkJ\x0c"),
        JOB.replace(b"111", b"\x10\x14\x01"),
        JOB.replace(b"\n", b"\n\x1dv0\x00\x01\x00\x03\x00\xff\x10\x04"),
        JOB.replace(b"\n", b"\n\x1dv0\x00\x01\x00\x03\x00\xff"),
        JOB.replace(b"\n", b"\n\x1dv0\x00\x41\x00\x01\x00" + bytes(65)),
    ],
    ids=range(18),
)
def test_spoiled_jobs_do_not(spoiled: bytes) -> None:
    with pytest.raises(GrammarError):
        check(spoiled, EXPECTED)


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False))
def test_slips_that_shrink(chance: Random) -> None:
    try:
        go_through(made_slip(chance, POOL), pieces.profile(chance), drawn=True)
    except PrintingError as error:
        refused(error)


@pytest.mark.parametrize("columns", [16, 32, 42, 48, 64])
def test_the_banner_of_a_possible_duplicate(columns: int) -> None:
    profile = profile_for(columns)
    job = banner.before(JOB, profile)
    assert job.endswith(JOB)
    head = tokens(job.removesuffix(JOB))
    words = b" ".join(token.data for token in head if not token.code).split()
    assert words == [b"POSSIBLE", b"DUPLICATE"]
    assert b"\x1dr" not in job.removesuffix(JOB)
