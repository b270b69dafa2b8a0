"""Epson Server Direct Print, as wire: what the printer posts, and what it is answered. Pure.

From Epson's "Server Direct Print User's Manual" (M00062905, M00062910) and "ePOS-Print XML User's
Manual" (M00048210): the form with ConnectionType, ID and ResponseFile; an empty text/xml answer
where nothing is to be printed; `PrintRequestInfo` 2.00 with `devid`, `timeout` and `printjobid`; the
result with `success`, `code` and `status`, its codes and its bits; that a result is posted again
until the connection holds; 2 MB at most in a request; the status notification.
The same manuals say that a success is answered after printing, but, with the printer's own spooler
switched on, after spooling: bit 0x2 of the status, "printing is successfully completed", tells them
apart. Of an error they say both that it is answered before printing and, in an example, that the
paper ran out during printing: so a part may be on paper, and OUTCOMES is careful.
Epson's UB-E02 reference says that `ESC @` switches off the status that its interface listens to, and
to send the command that switches it on: it follows our bytes, in an element of its own. Whether
other interfaces need it is not known.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs

from printing.errors import PrintingError
from printing.pull import markup
from printing.pull.verdicts import Seen, Verdict, Word

EPOS = "http://www.epson-pos.com/schemas/2011/03/epos-print"
STATUS_BACK = "1D61FF"
# Milliseconds that the printer gives a slip, as in the manual's examples.
TIMEOUT = 10_000
LARGEST = 2_000_000
_PRINTED, _OFFLINE, _COVER = 0x2, 0x8, 0x20
_BROKEN = 0x400 | 0x800 | 0x2000 | 0x4000
_NEAR_END, _PAPER_END, _NO_ANSWER = 0x20000, 0x80000, 0x1

OUTCOMES: dict[str, tuple[Verdict, str, str]] = {
    "EPTR_COVER_OPEN": (Verdict.PARTLY, "printer_cover_open", "the cover is open"),
    "EPTR_REC_EMPTY": (Verdict.PARTLY, "printer_paper_out", "there is no paper"),
    "EPTR_BATTERY_LOW": (Verdict.PARTLY, "printer_error", "the battery is empty"),
    "DeviceNotFound": (Verdict.NOTHING, "printer_offline", "no printer has this device id"),
    "EX_DEVICE_BUSY": (Verdict.NOTHING, "printer_offline", "it is at work for somebody else"),
    "EX_SPOOLER": (Verdict.NOTHING, "printer_offline", "its queue is full"),
    "TooManyRequests": (Verdict.NOTHING, "printer_offline", "its queue is full"),
    "ERROR_WAIT_EJECT": (Verdict.NOTHING, "printer_offline", "a slip is to be taken out first"),
    "JobNotFound": (Verdict.NOTHING, "printer_offline", "it does not know the job"),
    "SchemaError": (Verdict.REFUSED, "pull_media", "it cannot read what it was given"),
    "RequestEntityTooLarge": (Verdict.REFUSED, "pull_media", "the slip is too large for it"),
    "Printing": (Verdict.BUSY, "", ""),
    # A knife, a head, a time-out: these happen while paper moves.
    "EPTR_AUTOMATICAL": (Verdict.UNCLEAR, "printer_error", "an error it recovers from"),
    "EPTR_CUTTER": (Verdict.UNCLEAR, "printer_error", "the knife is stuck"),
    "EPTR_MECHANICAL": (Verdict.UNCLEAR, "printer_error", "a mechanical error"),
    "EPTR_UNRECOVERABLE": (Verdict.UNCLEAR, "printer_error", "an error it cannot recover from"),
}
UNKNOWN = (Verdict.UNCLEAR, "in_doubt", "what it says does not tell whether it was printed")
# What is wrong with the whole answer (TM-T88VI), by its ErrorSummary.
SUMMARIES: dict[str, tuple[Verdict, str, str]] = {
    "Data size is exceeded": (Verdict.REFUSED, "pull_media", "the slip is too large for it"),
    "Invalid XML format": (Verdict.REFUSED, "pull_media", "it cannot read what it was given"),
    "Invalid printer settings": (Verdict.NOTHING, "printer_error", "ePOS-Print is switched off"),
}


@dataclass(frozen=True, slots=True)
class Form:
    """One POST. `document` is the XML that came with it, if any."""

    kind: str
    document: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one print request. Without a token it is of the slip that was handed out."""

    token: str
    word: Word
    seen: Seen


def read_form(body: bytes) -> Form:
    """Read a form; raises PrintingError `pull_request`."""
    try:
        members = parse_qs(body.decode("ascii"), max_num_fields=20, errors="strict")
    except ValueError as error:
        raise _wrong("body", "a URL-encoded form is expected") from error
    kind = members.get("ConnectionType", [""])[0]
    name = {"GetRequest": "", "SetResponse": "ResponseFile", "SetStatus": "Status"}.get(kind)
    if name is None:
        raise _wrong("ConnectionType", "GetRequest, SetResponse or SetStatus is expected")
    return Form(kind, members.get(name, [""])[0] if name else "")


def request(token: str, job: bytes) -> bytes:
    """Write a print request with one slip: its stored bytes, in hexadecimal."""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<PrintRequestInfo Version="2.00"><ePOSPrint>'
        f"<Parameter><devid>local_printer</devid><timeout>{TIMEOUT}</timeout>"
        f"<printjobid>{token}</printjobid></Parameter>"
        f'<PrintData><epos-print xmlns="{EPOS}"><command>{job.hex().upper()}</command>'
        f"<command>{STATUS_BACK}</command></epos-print></PrintData>"
        "</ePOSPrint></PrintRequestInfo>\n"
    ).encode()


def is_too_large(job: bytes) -> bool:
    """Tell whether a slip does not fit into a print request."""
    return 2 * len(job) > LARGEST - 2000


def read_results(document: str) -> list[Result]:
    """Read a printing result; raises PrintingError `pull_request`."""
    root = markup.parse(document)
    if root.name != "PrintResponseInfo":
        raise _wrong("ResponseFile", "a PrintResponseInfo is expected")
    refused = _refused(root)
    found = [_result(one) for one in root.all("ePOSPrint")]
    if not found and refused is None and root.find("response") is not None:
        found = [_result(root)]  # version 1.00 names no job
    return [*([refused] if refused else []), *found]


def read_status(document: str) -> Seen:
    """Read a status notification; raises PrintingError `pull_request`."""
    root = markup.parse(document)
    if root.name != "statusmonitor":
        raise _wrong("Status", "a statusmonitor is expected")
    for one in root.all("printerstatus"):
        if one.attributes.get("devicename") == "local_printer":
            return _seen(_number(one.attributes.get("asbstatus", "")))
    return Seen()


def _result(element: markup.Element) -> Result:
    job, response = element.find("printjobid"), element.find("response")
    token = job.text.strip() if job else ""
    if response is None:
        return Result(token, Word(*_detailed(UNKNOWN, "no response")), Seen())
    code = response.attributes.get("code", "")[:60]
    status = _number(response.attributes.get("status", ""))
    if response.attributes.get("success") in {"true", "1"}:
        sure = status is not None and status & _PRINTED
        return Result(token, Word(Verdict.PRINTED if sure else Verdict.TAKEN), _seen(status))
    outcome = OUTCOMES.get(code, UNKNOWN)
    return Result(token, Word(*_detailed(outcome, code)), _after(outcome, code, status))


def _refused(root: markup.Element) -> Result | None:
    whole = root.find("ServerDirectPrint")
    answer = whole.find("Response") if whole else None
    if answer is None or answer.attributes.get("Success") != "false":
        return None
    summary = answer.find("ErrorSummary")
    said = summary.text.strip()[:60] if summary else ""
    outcome = SUMMARIES.get(said, UNKNOWN)
    return Result("", Word(*_detailed(outcome, said)), Seen())


def _detailed(outcome: tuple[Verdict, str, str], said: str) -> tuple[Verdict, str, str]:
    verdict, code, why = outcome
    return verdict, code, f"{said}: {why}".removeprefix(": ") if why else said


def _after(outcome: tuple[Verdict, str, str], code: str, status: int | None) -> Seen:
    """Say how a printer is that failed: by its status, else by what it said of the slip."""
    seen = _seen(status)
    if not seen.can_print or not outcome[1].startswith("printer_"):
        return seen
    return Seen(outcome[1], code, seen.near_end)


def _seen(status: int | None) -> Seen:
    if status is None:
        return Seen()
    near_end = bool(status & _NEAR_END)
    for bits, condition in (
        (_PAPER_END, "printer_paper_out"),
        (_COVER, "printer_cover_open"),
        (_BROKEN, "printer_error"),
        (_OFFLINE | _NO_ANSWER, "printer_offline"),
    ):
        if status & bits:
            return Seen(condition, f"status 0x{status:08X}", near_end)
    return Seen("ready", "", near_end)


def _number(text: str) -> int | None:
    """Read a status, decimal or hexadecimal; None when it is neither."""
    try:
        return int(text[:20], 0) & 0xFFFFFFFF
    except ValueError:
        return None


def _wrong(member: str, reason: str) -> PrintingError:
    return PrintingError("pull_request", member=member, reason=reason)
