"""What the back office's first page says about paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from printing.scope import workspaces
from printing.spool.needs import Needs, needs

if TYPE_CHECKING:
    from django.http import HttpRequest

register = template.Library()


@register.simple_tag
def slips_in_trouble(request: HttpRequest) -> Needs | None:
    """Count the slips that need somebody, in the workspaces of who looks; None: in none."""
    seen = workspaces(request, "view")
    found = needs(list(seen)) if seen else Needs(0, 0)
    return found if found.person or found.held_up else None
