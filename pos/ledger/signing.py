"""Ed25519 signatures of sealed documents, where a workspace wants them.

What is signed is the document's hash, as 64 hexadecimal characters in ASCII. The public key is all
that a verifier needs. The private one is kept in the database, encrypted with a key made of the
server's secret: who has only a copy of the database cannot sign.
"""

from __future__ import annotations

import base64
import hashlib
import logging
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidSignature
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.db import connection, transaction

from pos.database import Batch
from pos.ledger.models import SigningKey
from pos.workspaces.fields import uuid7

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from pos.workspaces.models import Workspace

logger = logging.getLogger("slipway.ledger")

INSERT = """
insert into ledger_signature (id, workspace_id, document_id, key_id, signature, signed_at)
values (%s, %s, %s, %s, %s, now())
"""


UNSIGNED = """
select d.id, d.hash from ledger_sealeddocument d
where d.workspace_id = %s and not exists (select from ledger_signature s
    where s.workspace_id = d.workspace_id and s.document_id = d.id)
order by d.series_id, d.number limit 1000
"""


class NoKeyError(Exception):
    """The workspace has no active signing key."""


@dataclass(frozen=True, slots=True)
class Key:
    """The active key of a workspace, its private half still encrypted."""

    id: UUID
    private_key: str


@transaction.atomic
def new_key(*, workspace: Workspace) -> SigningKey:
    """Make the key that signs from now on; an earlier one is kept, to verify what it signed."""
    SigningKey.objects.filter(workspace=workspace, is_active=True).update(is_active=False)
    private = Ed25519PrivateKey.generate()
    sealed = _box(settings.SECRET_KEY).encrypt(private.private_bytes_raw())
    return SigningKey.objects.create(
        workspace=workspace,
        public_key=base64.b64encode(private.public_key().public_bytes_raw()).decode(),
        private_key=sealed.decode(),
    )


def sign(key: Key, digest: str) -> str:
    """Sign a document's hash; Base64. Raises InvalidToken where the server's secret has changed."""
    return base64.b64encode(
        _private(key.private_key, settings.SECRET_KEY).sign(digest.encode())
    ).decode()


def sign_or_none(key: Key, digest: str) -> str | None:
    """Sign a hash, or leave it for `sign_ledger`: a signer that fails never stops a sale."""
    try:
        return sign(key, digest)
    except (InvalidToken, ValueError):
        logger.exception("The key %s cannot sign; the document stays unsigned.", key.id)
        return None


def sign_missing(*, workspace: Workspace) -> int:
    """Sign the documents that have no signature, in their order; returns how many.

    Raises NoKeyError, or InvalidToken where the server's secret has changed.
    """
    active = SigningKey.objects.filter(workspace=workspace, is_active=True).first()
    if active is None:
        raise NoKeyError
    key = Key(active.pk, active.private_key)
    signed = 0
    while rows := _unsigned(workspace):
        batch = Batch()
        for document, digest in rows:
            batch.add(
                *statement(
                    workspace_id=workspace.pk,
                    document_id=document,
                    key_id=key.id,
                    signature=sign(key, digest),
                )
            )
        with transaction.atomic():
            batch.send()
        signed += len(rows)
    return signed


def _unsigned(workspace: Workspace) -> list[tuple[UUID, str]]:
    with connection.cursor() as cursor:
        cursor.execute(UNSIGNED, [workspace.pk])
        found: list[tuple[UUID, str]] = cursor.fetchall()
    return found


def is_valid(public_key: str, signature: str, digest: str) -> bool:
    """Tell whether a signature is by the key, of the hash."""
    try:
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key))
        public.verify(base64.b64decode(signature), digest.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def statement(
    *, workspace_id: UUID, document_id: UUID, key_id: UUID, signature: str
) -> tuple[str, Sequence[Any]]:
    """Return the statement that keeps a signature, and its parameters."""
    return INSERT, (uuid7(), workspace_id, document_id, key_id, signature)


@lru_cache(maxsize=256)
def _private(encrypted: str, secret: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(_box(secret).decrypt(encrypted.encode()))


def _box(secret: str) -> Fernet:
    digest = hashlib.sha256(b"slipway.ledger.signing:" + secret.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
