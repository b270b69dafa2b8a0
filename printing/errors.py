"""What can go wrong: a code, its data, and a sentence for people made from both."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "unknown_printer": "There is no such printer in this workspace.",
    "unknown_job": "There is no such print job.",
    "no_printer": "No printer is set up for this: add a route, or a default printer.",
    "already_queued": "It was queued before and is {state}: {what}.",
    "not_possible": "A job that is {state} cannot be {verb}.",
    "unknown_source": "Nothing builds slips of {source!r}.",
    "unknown_driver": "There is no driver of kind {kind}.",
    "driver_missing": "Printers of kind {kind} need a package that is not installed ({package}).",
    "printer_unreachable": "No connection to {where} ({reason}).",
    "printer_silent": "{where} can be reached but does not answer a status request.",
    "printer_paper_out": "The printer is out of paper.",
    "printer_cover_open": "The cover of the printer is open.",
    "printer_offline": "The printer is off-line.",
    "printer_error": "The printer reports an error and needs a person.",
    "ack_timeout": "All {total} bytes were sent, but the printer did not confirm within {seconds} s.",
    "in_doubt": "The connection broke after {sent} of {total} bytes ({reason}): look at the paper.",
    "raw_refused": "Command {command} at offset {offset} is not allowed in a slip ({reason}).",
    "invalid_barcode": "{data!r} cannot be a barcode of kind {kind} ({reason}).",
    "invalid_element": "{element}: {reason}.",
    "invalid_image": "The image cannot be read or is too large ({reason}).",
    "template_refused": "Line {line}, column {column}: {reason}",
    "slip_too_long": "The slip is too long: {value} {what}, at most {limit}.",
    "invalid_profile": "The printer's {field} is not usable: {reason}.",
    "invalid_fault": "The fault {fault!r} cannot be set: {reason}.",
    "invalid_receipt": "The receipt's {member} is not usable: {reason}.",
    "pull_request": "The printer's request cannot be used: {member}: {reason}.",
    "pull_too_large": "The printer's request is larger than {limit} bytes.",
    "pull_type": "Slips are served as image/png or text/plain, not as {type}.",
    "pull_no_job": "There is no such slip for this printer now.",
    "pull_no_token": "The printer names no job: its firmware is too old to confirm what it printed.",
    "pull_media": "The printer cannot print what it was given.",
    "fiscal_refused": "The fiscal device printed nothing: {text} ({device_code}).",
    "fiscal_reply": "{host}:{port} gave no usable answer ({reason}).",
    "fiscal_doubt": "The fiscal device may have closed {request_id} ({reason}): ask it first.",
    "fiscal_unknown": "The fiscal device cannot tell whether it closed {request_id} ({reason}).",
    "fiscal_blocked": "The fiscal device cannot print: {text} ({device_code}).",
    "fiscal_mismatch": "Fiscal receipts go to fiscal devices, and all other slips to other printers.",
    "fiscal_tax_group": "No tax group is set for {tax} % in the options of the printer (tax_groups: {known}).",
    "fiscal_payment": "No payment type is set for {kind} in the options of the printer (payments: {known}).",
    "fiscal_amounts": "It cannot be registered to the cent: {reason}.",
    "fiscal_original": "Invoice {number}, which it takes back, has no fiscal receipt ({reason}).",
    "fiscal_original_waits": "Invoice {number}, which it takes back, has no fiscal receipt yet.",
    "fiscal_ask_first": "It may have been closed: ask the device (print again), or say that it did not print.",
    "fiscal_unsettled": "{reference} may have been closed and is not settled: see print_queue list.",
    "fiscal_other_device": "It was sent to device {sent}, and {found} is there now: look at that one.",
    "fiscal_no_simulator": "The printer is set up as a simulator, and {found} is a real fiscal device.",
    "simulator_refused": "A live workspace needs a real fiscal device: a simulator is refused.",
    "simulator_state": "The memory of the simulator in {folder} cannot be used ({reason}).",
}

# The paper may carry the slip although the call failed: sending again could print it twice.
DOUBTFUL = frozenset({"ack_timeout", "in_doubt", "fiscal_doubt", "fiscal_unknown"})


class PrintingError(Exception):
    """A failure with a stable `code` and JSON-ready `data`; `str()` gives the sentence."""

    def __init__(self, code: str, **data: object) -> None:
        self.code = code
        self.data = data
        super().__init__(code, data)

    def __str__(self) -> str:
        return SENTENCES[self.code].format(**{"where": self._where, **self.data})

    @property
    def _where(self) -> str:
        """Name what was spoken to: a path, a queue, USB ids, or a host and its port."""
        device = self.data.get("device")
        return str(device) if device else f"{self.data.get('host')}:{self.data.get('port')}"

    @property
    def may_have_printed(self) -> bool:
        """True when nobody but the paper knows: never send again without asking."""
        return self.code in DOUBTFUL
