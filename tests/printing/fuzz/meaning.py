"""What must hold of a whole job, whatever is printed: its frame, its pulses, its empty lines."""

from __future__ import annotations

from dataclasses import dataclass

from tests.printing.fuzz.grammar import ESC, GS, LINE_FEED, GrammarError, Token, tokens

BEGIN = b"\x1b=\x01\x1b@"
LOCKS = b"\x1d(D\x03\x00\x14\x01\x00\x1d(D\x03\x00\x14\x02\x00"
ASK = b"\x1dr\x01"
INITIALISE, SELECT = (ESC, 0x40), (ESC, 0x3D)
PULSE, CUT, PAGE = (ESC, 0x70), (GS, 0x56), (ESC, 0x74)
PICTURE, ACKNOWLEDGE = (GS, 0x76), (GS, 0x72)
# Their data would print as text, or nothing, if characters of a line were still waiting.
AT_LINE_START = frozenset({(GS, 0x6B), (GS, 0x28), PICTURE, CUT, PULSE, ACKNOWLEDGE, (ESC, 0x64)})


@dataclass(frozen=True, slots=True)
class Expected:
    """What is known of a job before it is read. `slots` are the code pages its printer has."""

    pulses: int
    cuts: int
    slots: frozenset[int]
    confirms: bool
    locks: bool
    dots: int


def check(job: bytes, expected: Expected) -> list[Token]:
    """Return the job's tokens; raises GrammarError."""
    found = tokens(job)
    _frame(job, found, expected)
    counts = {code: sum(token.code == code for token in found) for code in (PULSE, CUT)}
    if counts != {PULSE: expected.pulses, CUT: expected.cuts}:
        raise GrammarError(0, f"{counts} instead of {expected}")
    for token in found:
        if token.code == PAGE and token.data[0] not in expected.slots:
            raise GrammarError(token.at, f"code page {token.data[0]}")
        if token.code == PICTURE and token.data[2] > -(-expected.dots // 8):
            raise GrammarError(token.at, "a picture wider than the paper")
    _line_starts(found)
    return found


def _frame(job: bytes, found: list[Token], expected: Expected) -> None:
    begin = BEGIN + (LOCKS if expected.locks else b"")
    # Modes end before what comes at the end, and so before the next job.
    last = max(token.at for token in found if token.code == INITIALISE)
    after = [
        t for t in found if t.at > last and t.code not in {PULSE, CUT, ACKNOWLEDGE, (GS, 0x28)}
    ]
    if not job.startswith(begin) or after:
        raise GrammarError(last, f"the frame: {after}")
    if job.endswith(ASK) != expected.confirms:
        raise GrammarError(len(job), "the end of the frame")
    for code, most in ((SELECT, 1), (ACKNOWLEDGE, int(expected.confirms))):
        if sum(token.code == code for token in found) != most:
            raise GrammarError(0, f"{bytes(code).hex()} more or less than {most} times")


def _line_starts(found: list[Token]) -> None:
    waiting = False
    for token in found:
        if waiting and token.code in AT_LINE_START:
            raise GrammarError(token.at, "characters wait in the line before it")
        if not token.code:
            waiting = True
        elif token.code == (LINE_FEED,):
            waiting = False
