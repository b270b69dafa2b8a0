"""The back office of events: to read what happened, and when."""

from __future__ import annotations

from django.contrib import admin

from pos.events.models import Event
from pos.workspaces.backoffice.admins import ScopedAdmin


@admin.register(Event)
class EventAdmin(ScopedAdmin):
    """One thing that happened."""

    list_display = ("created_at", "type", "subject_type", "subject_id")
    list_filter = ("type",)
    search_fields = ("type",)
    search_help_text = "Its type, such as order.state.updated"
    date_hierarchy = "created_at"
    sortable_by = ()
    ordered_by = ("-position",)
    joined = ("workspace",)
    fields = ("type", ("subject_type", "subject_id"), "data", "created_at")
    readonly_fields = ("created_at",)
