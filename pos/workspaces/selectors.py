"""Reads of workspaces that others share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos.workspaces.models import Workspace

if TYPE_CHECKING:
    from uuid import UUID


def is_live(workspace_id: UUID) -> bool:
    """Tell whether a workspace sells for real: every one that is not marked as a demo."""
    return not Workspace.objects.filter(pk=workspace_id, is_demo=True).exists()
