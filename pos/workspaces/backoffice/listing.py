"""Lists that stay quick over a million rows, and show one workspace's rows only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.admin import RelatedFieldListFilter
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.utils.functional import cached_property

from pos.workspaces.backoffice.access import access, within

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    _Paginator = Paginator[Any]
else:
    _Paginator = Paginator

WORKSPACE_FILTER = "workspace__id__exact"
FILTER_CHOICES = 100


class CappedPaginator(_Paginator):
    """Counts to ten thousand and no further: nobody turns to page 300, they search."""

    cap = 10_000

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        if not hasattr(rows, "order_by"):
            return len(rows)
        # A list in memory has no order_by; a query is counted inside its limit.
        return int(rows.order_by()[: self.cap].count())

    @property
    def is_capped(self) -> bool:
        return self.count >= self.cap


def chosen_workspace(request: HttpRequest) -> UUID | None:
    """Say which one workspace a list shows: the only one there is, or the one filtered by."""
    try:
        return UUID(request.GET[WORKSPACE_FILTER])
    except (KeyError, ValueError):
        return access(request).only


class WorkspaceChangeList(ChangeList):
    """A list whose queries name the workspace where it is one.

    Every index starts with the workspace, so a date hierarchy over all of them would read every
    row there is: it is shown once a workspace is chosen.
    """

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Any]:
        only = chosen_workspace(request)
        if only is None:
            self.date_hierarchy = None
        else:
            self.root_queryset = within(self.root_queryset, [only])
        return super().get_queryset(request, exclude_parameters)


class RelatedFilter(RelatedFieldListFilter):
    """Offers rows that this person may see, and no more than fit beside a list."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        model = field.remote_field.model
        rows = within(
            model.objects.all(),
            access(request).workspaces(model._meta.label_lower, "view"),
        )
        only = chosen_workspace(request)
        if only is not None and field.name != "workspace":
            rows = within(rows, [only])
        ordering = self.field_admin_ordering(field, request, model_admin)
        return [(row.pk, str(row)) for row in rows.order_by(*ordering)[:FILTER_CHOICES]]
