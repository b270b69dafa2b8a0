"""Reads of keys that the back office, the commands and others share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from pos.users.models import ApiKey, hash_secret

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from pos.workspaces.models import Workspace


# Reads the id and name of a person who may sell in a workspace: a member, or the operator. Its
# parameters are the person and the workspace.
MEMBER = """
select u.id, u.name from users_user u
where u.id = %s and (u.is_superuser or exists (
    select from users_membership m where m.user_id = u.id and m.workspace_id = %s))
"""


def keys_of(*, workspace: Workspace) -> QuerySet[ApiKey]:
    """List the keys of a workspace, the newest first; revoked and expired ones too."""
    return ApiKey.objects.filter(workspace=workspace).order_by("-created_at", "-id")


def all_keys() -> QuerySet[ApiKey]:
    """List the keys of all workspaces, by workspace. For the operator only."""
    return ApiKey.objects.select_related("workspace").order_by("workspace__slug", "-created_at")


def keys_named(text: str) -> QuerySet[ApiKey]:
    """Find keys by the kept start of their secret, or by all of it. For the operator only.

    What lies between cannot be compared: only the start and a hash are kept.
    """
    return all_keys().filter(Q(prefix__startswith=text) | Q(secret_hash=hash_secret(text)))
