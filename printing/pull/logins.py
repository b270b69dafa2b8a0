"""The login of a printer that asks for its slips: made here, shown once, and checked here.

A printer's password has 166 random bits, in 28 letters and digits: 30 is what Epson's manual for the
settings of TM-DT printers allows. What is kept is H(user:realm:password), the HA1 of RFC 7616, because Digest cannot be
checked against anything less:

* for Star printers, which send the password itself (Basic), the SHA-256 of it. Who reads it in the
  database cannot use it: the way back has nothing to guess.
* for Epson printers, which speak Digest, the SHA-256 and the MD5. Who reads these can answer a
  challenge with them, so they are as good as the password at this address, and nowhere else: it is
  made by us for one printer, and a new one closes the old one.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
import string
from typing import TYPE_CHECKING

from django.utils.crypto import constant_time_compare

from printing.models import Printer
from printing.models.printers import Kind
from printing.pull import digest

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

USER = "printer"
REALM = "Slipway printing"
LENGTH = 28
_LETTERS = string.ascii_letters + string.digits
_NOBODY = "0" * 64


def make(printer: Printer) -> str:
    """Give a printer a new password, and return it: the row keeps hashes. The old one is closed."""
    password = "".join(secrets.choice(_LETTERS) for _ in range(LENGTH))
    printer.login_sha256 = ha1("SHA-256", USER, password)
    printer.login_md5 = ha1("MD5", USER, password) if printer.kind == Kind.EPSON_SDP else ""
    Printer.objects.filter(pk=printer.pk, workspace_id=printer.workspace_id).update(
        login_sha256=printer.login_sha256, login_md5=printer.login_md5
    )
    return password


def ha1(algorithm: str, user: str, password: str) -> str:
    """Return H(user:realm:password) in hexadecimal."""
    return digest.ALGORITHMS[algorithm](f"{user}:{REALM}:{password}".encode())


def challenges(kind: str) -> list[str]:
    """List the challenges that an unknown printer is answered, one header each.

    They do not depend on the printer. MD5 comes before SHA-256: Epson's manual names no algorithm,
    and a client that knows only the older one may read no further than the first.
    """
    basic = f'Basic realm="{REALM}", charset="UTF-8"'
    return [*digest.challenges(REALM), basic] if kind == Kind.EPSON_SDP else [basic]


def who(request: HttpRequest, kind: str, printer_id: UUID) -> Printer | None:
    """Return the printer that a request comes from; None for all others, whatever is wrong.

    A printer that does not exist costs the same comparison as a wrong password.
    """
    found = Printer.objects.filter(pk=printer_id, kind=kind).first()
    given = request.headers.get("Authorization", "")
    scheme, _, rest = given.partition(" ")
    if scheme.lower() == "digest" and kind == Kind.EPSON_SDP:
        known = {"SHA-256": found.login_sha256, "MD5": found.login_md5} if found else {}
        right = digest.is_right(rest, request, user=USER, realm=REALM, known=known)
    else:
        right = _basic(scheme, rest, found.login_sha256 if found else "")
    return found if right else None


def _basic(scheme: str, rest: str, known: str) -> bool:
    user, password = _credentials(rest) if scheme.lower() == "basic" else ("", "")
    same = constant_time_compare(ha1("SHA-256", user, password), known or _NOBODY)
    return same and user == USER


def _credentials(rest: str) -> tuple[str, str]:
    try:
        text = base64.b64decode(rest.strip()[:400], validate=True).decode()
    except (binascii.Error, ValueError):
        return "", ""
    user, _, password = text.partition(":")
    return user, password


def fingerprint(printer: Printer) -> str:
    """Return a few characters that change with the password, for people who compare."""
    known = printer.login_sha256
    return hashlib.sha256(known.encode()).hexdigest()[:8] if known else ""
