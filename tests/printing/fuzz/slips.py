"""Whole random slips, each checked from end to end."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from random import Random
from typing import TYPE_CHECKING

from printing.errors import PrintingError
from printing.render.canvas import draw
from printing.render.encoder import encode
from printing.render.layout import lay_out
from printing.render.plain import plain
from printing.render.profile import profile_for
from printing.render.rows import RawRow, Row
from printing.slips.elements import Cut, Direction, Drawer, Slip
from printing.slips.from_json import from_dict
from printing.slips.minipos import slip_from_minipos
from printing.slips.to_json import to_dict
from printing.virtual.machine import Machine
from printing.virtual.parser import Parser
from tests.printing.fuzz import documents, pieces, shop
from tests.printing.fuzz.grammar import GrammarError
from tests.printing.fuzz.meaning import Expected, check

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from printing.render.profile import Profile
    from printing.slips.elements import Element

PICTURE_EVERY = 50
USUAL = profile_for(48)


def refused(error: PrintingError) -> None:
    """Check a refusal: it has a sentence, and says where."""
    assert str(error)
    json.dumps(error.data)
    if error.code == "raw_refused":
        assert isinstance(error.data["command"], str)
        assert isinstance(error.data["offset"], int)


def made_slip(chance: Random, slow: list[Callable[[], Element]]) -> Slip:
    """Make a slip of what is not refused: one in ten is of JSON, one of MiniPOS blocks."""
    kind = chance.random()
    if kind < 0.03:
        return shop.receipt(chance) if kind < 0.015 else shop.ticket(chance)
    if kind < 0.13:
        info, columns = documents.minipos(chance), chance.choice((32, 42, 48))
        return _placed(lambda: slip_from_minipos(info, columns=columns))
    found: list[Element] = []
    for _ in range(chance.randint(0, 6)):
        try:
            found.append(pieces.element(chance, slow))
        except PrintingError as error:
            refused(error)
    slip = Slip("fuzz", tuple(found), direction=chance.choice(tuple(Direction)))
    if kind < 0.23:
        written = documents.spoiled(chance, json.loads(json.dumps(to_dict(slip))))
        return _placed(lambda: from_dict(written))
    return slip


def _placed(read: Callable[[], Slip]) -> Slip:
    """Read a document; a refusal names the place of what is wrong in it."""
    try:
        return read()
    except PrintingError as error:
        if not isinstance(error.data.get("at"), str):
            raise GrammarError(error.data) from error
        raise


def go_through(slip: Slip, profile: Profile, *, drawn: bool) -> None:
    """Print a slip on paper of our own; raises GrammarError, and PrintingError if it is refused."""
    layout = lay_out(slip, profile)
    job = encode(layout, profile)
    expected = Expected(
        pulses=sum(isinstance(element, Drawer) for element in slip.elements),
        cuts=sum(isinstance(element, Cut) for element in slip.elements),
        slots=frozenset(page.slot for page in profile.code_pages),
        confirms=profile.confirms,
        locks=profile.locks_realtime,
        dots=profile.dots,
    )
    check(job, expected)
    parser, machine = Parser(), Machine(profile)
    for command in parser.feed(job):
        machine.run(command)
    assert parser.rest() == b""
    assert machine.ignored == []
    rows = machine.take_rows()
    if drawn:
        _compare(layout.rows, rows, profile)


def _compare(preview: Sequence[Row], paper: Sequence[Row], profile: Profile) -> None:
    """Draw and write both; they are the same where the virtual printer has the same code pages."""
    for rows in (preview, paper):
        draw(rows, profile).save(io.BytesIO(), format="PNG")
        plain(rows, profile.columns)
    assert plain(preview, profile.columns).replace("\n", "").isprintable()
    if profile.code_pages != USUAL.code_pages or any(map(_turns_or_spaces, preview)):
        return
    one, other = draw(preview, profile), draw(paper, profile)
    assert one.size == other.size
    # Dots are added where picture data looked like a command.
    different = sum(a != b for a, b in zip(one.tobytes(), other.tobytes(), strict=True))
    assert different <= 0.002 * one.width * one.height


def _turns_or_spaces(row: Row) -> bool:
    """Tell whether raw commands turn characters or space lines, which the preview does not show."""
    return isinstance(row, RawRow) and bool(re.search(rb"\x1b[3V{]", row.data))


def run(chance: Random, count: int) -> Counter[str]:
    """Make and print so many slips; return how many were printed, and refused for what."""
    slow, printers = pieces.pool(chance), [pieces.profile(chance) for _ in range(12)]
    found: Counter[str] = Counter()
    for number in range(count):
        try:
            slip = made_slip(chance, slow)
            go_through(slip, chance.choice(printers), drawn=number % PICTURE_EVERY == 0)
        except PrintingError as error:
            refused(error)
            found[error.code] += 1
        else:
            found["printed"] += 1
    return found


def run_part(seed: int) -> None:
    """Run one of the 16 parts of 2,000 slips; most are printed, some of everything is refused."""
    found = run(Random(seed), 2000)
    assert found.total() == 2000
    assert found["printed"] > 1400
    refusals = {"invalid_element", "invalid_barcode", "invalid_image", "raw_refused"}
    assert refusals <= set(found)
    assert set(found) <= refusals | {"printed", "slip_too_long"}
