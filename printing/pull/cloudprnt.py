"""Star CloudPRNT over HTTP, as wire: what the printer says, and what it is answered. Pure.

From Star's "CloudPRNT Protocol Guide" 2.4.0 and "CloudPRNT Developer Guide" 1.4: the members of the
poll and of its answer; that the status code comes URL-encoded, that 2xx means on-line, 4xx an error
of the printer and 5xx one of its client, and that unknown codes follow the pattern; that a printer
may GET the same job again; that DELETE with a code beginning with 2, or `OK`, confirms, and any
other clears a job it cannot process; that after an error which the data did not cause it POSTs a
code other than 2xx, the print having failed, and later GETs the job again; the headers X-Star-Cut,
X-Star-CashDrawer and X-Star-ImageDitherPattern for pictures and text; that a picture is printed dot
for dot; 404 and 415 for a GET.
The bits of the status bytes are those of Star's "Line Mode Command Specifications".
What we make of a code where the guides are silent is said beside the table below.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from printing.errors import PrintingError
from printing.pull.verdicts import Seen, Verdict, Word

if TYPE_CHECKING:
    from printing.render.picture import Picture

PNG, TEXT = "image/png", "text/plain"
ASK_INTERVAL = "GetPollInterval"
_MAC = re.compile(r"[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5}")
_CODE = re.compile(r"\s*([0-9]{3,4})(?:\s+(.*))?", re.DOTALL)
_LONGEST_INTERVAL = 3600

# By the beginning of the code, the longest first. The guides say what a code is called; whether a
# part is on paper, they do not. A printer GETs only while it is on-line, so what it reports as its
# own error began after that, perhaps in the middle of the slip.
OUTCOMES: tuple[tuple[str, Verdict, str, str], ...] = (
    ("510", Verdict.REFUSED, "pull_media", "it cannot print what it was given"),
    ("512", Verdict.REFUSED, "pull_media", "it cannot print this version of what it was given"),
    ("520", Verdict.NOTHING, "pull_download", "it could not fetch the slip in time"),
    ("521", Verdict.REFUSED, "pull_media", "the slip is too large for it"),
    ("41", Verdict.PARTLY, "printer_paper_out", "the paper ended, or jammed"),
    ("42", Verdict.PARTLY, "printer_cover_open", "the cover was opened"),
    ("4", Verdict.PARTLY, "printer_error", "the printer reports an error"),
    ("2", Verdict.PRINTED, "", ""),
    # Decoding may have failed half way, and of other codes nothing is known.
    ("", Verdict.UNCLEAR, "in_doubt", "what it says is not known to mean that nothing was printed"),
)


@dataclass(frozen=True, slots=True)
class Poll:
    """One POST: how the printer is, whether it is at work, and what it answers to questions."""

    code: str
    said: str
    seen: Seen
    at_work: bool
    interval: int | None


def read_poll(body: bytes) -> Poll:
    """Read a poll; raises PrintingError `pull_request` with the member that is wrong."""
    try:
        members = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise _wrong("body", "JSON is expected") from error
    if not isinstance(members, dict):
        raise _wrong("body", "an object is expected")
    check_mac(members.get("printerMAC"))
    code, text = read_code(members.get("statusCode"))
    return Poll(
        code=code,
        said=f"{code} {text}".strip(),
        seen=_seen(code, text, _status_bytes(members.get("status"))),
        at_work=members.get("printingInProgress") is True,
        interval=_interval(members.get("clientAction")),
    )


def check_mac(value: object) -> None:
    """Refuse what is no MAC address; none at all is fine. Raises PrintingError `pull_request`."""
    if value is not None and not (isinstance(value, str) and _MAC.fullmatch(value)):
        raise _wrong("printerMAC", "six pairs of hexadecimal digits are expected")


def read_code(value: object) -> tuple[str, str]:
    """Read a status code, URL-encoded or not; raises PrintingError `pull_request`."""
    text = unquote(value) if isinstance(value, str) else ""
    if text.strip().upper() == "OK":
        return "200", "OK"
    found = _CODE.fullmatch(text[:200])
    if found is None:
        raise _wrong("statusCode", "three digits and a text are expected")
    return found[1], (found[2] or "").strip()


def word(code: str, text: str = "") -> Word:
    """Say what a code means for the slip that the printer had fetched."""
    for start, verdict, error, why in OUTCOMES:
        if code.startswith(start):
            detail = "" if verdict is Verdict.PRINTED else f"{code} {text}".strip() + f": {why}"
            return Word(verdict, error, detail[:500])
    raise AssertionError(code)


def nothing(*, ask_interval: bool = False) -> dict[str, Any]:
    """Answer a poll while nothing is to be printed; with a question where one is open."""
    if ask_interval:
        return {"jobReady": False, "clientAction": [{"request": ASK_INTERVAL, "options": ""}]}
    return {"jobReady": False}


def offer(token: str) -> dict[str, Any]:
    """Answer a poll while a slip waits.

    Only the picture is offered: the printer chooses among what is, and text has no barcodes. A
    printer that asks for text all the same is given it.
    """
    return {"jobReady": True, "mediaTypes": [PNG], "jobToken": token, "deleteMethod": "DELETE"}


def media(picture: Picture, wanted: str) -> tuple[str, bytes, dict[str, str]]:
    """Return the type, the bytes and the headers of a slip; raises PrintingError `pull_type`."""
    kind = wanted.split(";", maxsplit=1)[0].strip().lower()
    headers = {
        "X-Star-Cut": picture.cut if picture.cut == "none" else f"{picture.cut}; feed=true",
        "X-Star-CashDrawer": "end" if picture.drawer else "none",
    }
    if kind in {"", PNG}:
        # It is black and white already: nothing is to be dithered.
        return PNG, picture.png, {**headers, "X-Star-ImageDitherPattern": "none"}
    if kind == TEXT:
        return TEXT, picture.ascii(), headers
    raise PrintingError("pull_type", type=kind[:60])


def _wrong(member: str, reason: str) -> PrintingError:
    return PrintingError("pull_request", member=member, reason=reason)


def _status_bytes(value: object) -> bytes:
    """Read status bytes, written as hexadecimal numbers with spaces; empty when there are none."""
    try:
        return (
            bytes(int(part, 16) for part in value.split()[:16]) if isinstance(value, str) else b""
        )
    except ValueError:
        return b""


def _seen(code: str, text: str, status: bytes) -> Seen:
    near_end = code.startswith("21") or bool(len(status) > 5 and status[5] & 0x04)
    detail = f"{code} {text}".strip()
    if not code.startswith("2"):
        error = next((e for start, _, e, _ in OUTCOMES if start and code.startswith(start)), "")
        shown = error if error.startswith("printer_") else "printer_error"
        # 411 and 412 are a jam and a roll out of its place: there is paper.
        shown = "printer_error" if code in {"411", "412"} else shown
        return Seen(shown, detail, near_end)
    if len(status) > 5 and status[5] & 0x08:
        return Seen("printer_paper_out", detail, near_end)
    if len(status) > 2 and status[2] & 0x20:
        return Seen("printer_cover_open", detail, near_end)
    if len(status) > 2 and status[2] & 0x08:
        return Seen("printer_offline", detail, near_end)
    return Seen("ready", "", near_end)


def _interval(actions: object) -> int | None:
    """Find the answer to `GetPollInterval`, in seconds."""
    for action in actions if isinstance(actions, list) else []:
        if isinstance(action, dict) and action.get("request") == ASK_INTERVAL:
            text = str(action.get("result", ""))
            if text.isdecimal() and len(text) < 6:
                return max(1, min(int(text), _LONGEST_INTERVAL))
    return None
