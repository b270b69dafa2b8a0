"""What workers in other processes are told; it needs no settings to be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import uuid


@dataclass(frozen=True, slots=True)
class Shop:
    """Everything by id, as a worker in another process gets it."""

    workspace: uuid.UUID
    registers: tuple[uuid.UUID, ...]
    products: tuple[uuid.UUID, ...]
    method: uuid.UUID
    user: uuid.UUID
