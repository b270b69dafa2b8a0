"""HTTP Digest, RFC 7616: qop=auth, MD5 and SHA-256. Pure but for the key that signs nonces.

A nonce is a signed time, good for five minutes on any server of ours. How often it was used is not
kept, so what was recorded on an open line can be sent again for that long: use TLS. Then nothing
can be recorded, and Digest keeps the password itself off the wire besides.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.core.signing import BadSignature, TimestampSigner
from django.utils.crypto import constant_time_compare

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest

GOOD_FOR = 300
_MEMBER = re.compile(r'([a-zA-Z0-9_*-]{1,20})\s*=\s*(?:"((?:[^"\\]|\\.){0,400})"|([^\s",]{1,200}))')
_COUNT = re.compile(r"[0-9a-fA-F]{8}")


def _md5(data: bytes) -> str:
    # The protocol's own hash: it guards a long random password, not anybody's choice.
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


ALGORITHMS: dict[str, Callable[[bytes], str]] = {"MD5": _md5, "SHA-256": _sha256}


def challenges(realm: str) -> list[str]:
    """Make one challenge for each algorithm, with one nonce."""
    nonce = _signer().sign(secrets.token_urlsafe(9))
    return [
        f'Digest realm="{realm}", qop="auth", algorithm={name}, nonce="{nonce}"'
        for name in ALGORITHMS
    ]


def is_right(
    given: str, request: HttpRequest, *, user: str, realm: str, known: Mapping[str, str]
) -> bool:
    """Tell whether the answer to a challenge is right. `known` has the HA1 for each algorithm.

    A nonce that is too old is as wrong as any: the client asks again, and gets a new one.
    """
    said = _members(given)
    algorithm = said.get("algorithm", "MD5").upper()
    make = ALGORITHMS.get(algorithm)
    if make is None or not _is_complete(said, user, realm) or not _is_fresh(said["nonce"]):
        return False
    # The answer is bound to what is asked: another address or method needs another one.
    if urlsplit(said["uri"]).path != request.path:
        return False
    ha1 = known.get(algorithm) or "0" * len(make(b""))
    ha2 = make(f"{request.method}:{said['uri']}".encode())
    middle = f"{said['nonce']}:{said['nc']}:{said['cnonce']}:auth"
    wanted = make(f"{ha1}:{middle}:{ha2}".encode())
    return constant_time_compare(wanted, said["response"].lower()) and bool(known.get(algorithm))


def _members(given: str) -> dict[str, str]:
    return {name.lower(): quoted or bare for name, quoted, bare in _MEMBER.findall(given[:2000])}


def _is_complete(said: dict[str, str], user: str, realm: str) -> bool:
    needed = ("uri", "nonce", "nc", "cnonce", "response")
    return (
        all(said.get(name) for name in needed)
        and said.get("qop") == "auth"
        and said.get("username") == user
        and said.get("realm") == realm
        and _COUNT.fullmatch(said["nc"]) is not None
    )


def _is_fresh(nonce: str) -> bool:
    try:
        _signer().unsign(nonce, max_age=GOOD_FOR)
    except BadSignature:
        return False
    return True


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="printing.pull.nonce")
