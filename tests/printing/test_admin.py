"""The page of printers in the back office."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from pos.workspaces.models import Workspace
from printing.models import Printer

if TYPE_CHECKING:
    from django.test import Client


@pytest.mark.django_db
def test_printers_are_listed_found_and_edited(admin_client: Client) -> None:
    place = Workspace.objects.create(name="House", slug="house")
    bar = Printer.objects.create(workspace_id=place.pk, name="Bar", kind="memory")
    listing = reverse("admin:printing_printer_changelist")
    assert "Bar" in admin_client.get(listing).content.decode()
    assert "0 printers" in admin_client.get(listing, {"q": "no such"}).content.decode()
    page = admin_client.get(reverse("admin:printing_printer_change", args=[bar.id]))
    assert "Characters per line." in page.content.decode()
    assert admin_client.get(reverse("admin:printing_printer_add")).status_code == 200
