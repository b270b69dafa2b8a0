"""The codes a fiscal device answers with, as ErpNet.FP numbers them."""

from __future__ import annotations

from printing.errors import PrintingError
from printing.fiscal.result import DeviceMessage, MessageKind

ERRORS: dict[str, str] = {
    "E101": "The device does not respond",
    "E102": "The battery is low",
    "E103": "The clock is not set",
    "E104": "The RAM was reset",
    "E105": "The RAM has failed",
    "E106": "A customer display is required",
    "E107": "The device gave an invalid response",
    "E108": "The device is busy with another connection",
    "E109": "This task id is known already",
    "E110": "This task id cannot be used",
    "E199": "General error of the device",
    "E201": "The fiscal memory is full",
    "E202": "The fiscal memory cannot be written",
    "E203": "The fiscal memory cannot be read",
    "E204": "The fiscal memory is read-only",
    "E205": "There is no fiscal memory",
    "E206": "The electronic journal is full",
    "E207": "The electronic journal belongs to another device",
    "E299": "General error of the fiscal memory",
    "E301": "Out of paper",
    "E302": "The cover is open",
    "E303": "The printing unit has failed",
    "E304": "The print head is too hot",
    "E305": "The power failed while printing",
    "E306": "The paper cutter is stuck",
    "E399": "General error of printing",
    "E401": "The request is not written right",
    "E402": "There is no such command",
    "E403": "A value is out of bounds",
    "E404": "This is not allowed now",
    "E405": "A condition for this is not met",
    "E406": "The payments do not fit",
    "E407": "An item does not fit",
    "E408": "The operator or password is wrong",
    "E409": "The response has the wrong format",
    "E410": "The document is empty",
    "E411": "There is no such tax group",
    "E412": "The device has no such feature",
    "E413": "The driver has no such feature",
    "E499": "General error of the command",
    "E501": "The report to the tax office failed",
    "E502": "24 hours have passed without a Z report",
    "E503": "Three days without a mobile operator",
    "E504": "The wrong SIM card is inserted",
    "E505": "There is no data service",
    "E506": "There is no mobile operator",
    "E507": "There is no modem",
    "E508": "There is no SIM card",
    "E509": "The buffers for the tax office are full",
    "E599": "General error of the link to the tax office",
}
WARNINGS: dict[str, str] = {
    "W201": "The fiscal memory is nearly full",
    "W202": "The electronic journal is nearly full",
    "W301": "The paper is near its end",
}


def refused(code: str, detail: str = "") -> PrintingError:
    """Make the error of a device that refuses."""
    text = f"{ERRORS[code]}: {detail}" if detail else ERRORS[code]
    return PrintingError("fiscal_refused", device_code=code, text=text)


def message(code: str) -> DeviceMessage:
    """Make the message of a code."""
    if code in ERRORS:
        return DeviceMessage(MessageKind.ERROR, ERRORS[code], code)
    return DeviceMessage(MessageKind.WARNING, WARNINGS[code], code)
