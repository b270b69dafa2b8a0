"""The back office's page to give lines of open orders away."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.template.response import TemplateResponse

from pos.database import one_transaction
from pos.orders import services
from pos.orders.drafts import ItemDraft, OrderDraft
from pos.orders.errors import OrderError
from pos.workspaces.backoffice.access import may_act

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from pos.orders.models import Order, OrderItem

SENTENCES = {
    "not_changeable": "An order that is paid or discarded cannot be changed; refund its invoice.",
    "not_both": "A void line cannot be complimentary as well.",
    "paid_already": "More is paid already than what would be left to pay.",
}


class CompForm(forms.Form):
    """Why lines are given away."""

    reason = forms.CharField(max_length=255)
    notes = forms.CharField(max_length=2048, required=False, widget=forms.Textarea)


class Comping:
    """The action `comp` of a list of order lines: it asks for a reason, then gives them away."""

    admin_site: Any
    opts: Any
    media: Any

    @admin.action(permissions=["view"], description="Give the selected lines away")
    def comp(self, request: HttpRequest, queryset: QuerySet[OrderItem]) -> HttpResponse | None:
        lines = [
            line
            for line in queryset.select_related("workspace", "order").order_by("order", "position")
            if may_act(request, "comp", line.workspace_id)
        ]
        if not lines:
            text = "You may not give any of these lines away."
            messages.error(request, text)
            return None
        confirmed = "confirmed" in request.POST
        form = CompForm(request.POST if confirmed else None)
        if confirmed and form.is_valid():
            try:
                _give_away(lines, form.cleaned_data)
            except OrderError as error:
                form.add_error(None, SENTENCES.get(error.code, str(error)))
            else:
                messages.success(request, f"Given away: {len(lines)}.")
                return None
        context = {
            **self.admin_site.each_context(request),
            "title": "Give these lines away?",
            "opts": self.opts,
            "lines": lines,
            "form": form,
            "checkbox": ACTION_CHECKBOX_NAME,
            "media": self.media,
        }
        return TemplateResponse(request, "admin/orders/comp.html", context)


def _give_away(lines: list[OrderItem], given: dict[str, Any]) -> None:
    """Give lines away order by order: all of them, or none. Raises OrderError."""
    by_order: dict[Order, list[OrderItem]] = defaultdict(list)
    for line in lines:
        by_order[line.order].append(line)
    changes = {
        "is_comp": True,
        "comp_void_reason": given["reason"],
        "comp_void_notes": given["notes"] or None,
    }
    with one_transaction():
        for order, members in by_order.items():
            drafts = tuple(
                ItemDraft(at=("items", n), id=line.pk, changes=changes)
                for n, line in enumerate(members)
            )
            services.update(
                workspace=members[0].workspace, order_id=order.pk, draft=OrderDraft(items=drafts)
            )
