"""The addresses that printers ask at: one for each printer."""

from __future__ import annotations

from django.urls import path

from printing.models.printers import Kind
from printing.pull import views

urlpatterns = [
    path("cloudprnt/<uuid:printer_id>", views.cloudprnt, name="printing_cloudprnt"),
    path("epson/<uuid:printer_id>", views.epson, name="printing_epson"),
]
NAMES: dict[str, str] = {Kind.CLOUDPRNT: "printing_cloudprnt", Kind.EPSON_SDP: "printing_epson"}
