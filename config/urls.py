"""Every route of the project."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path

from config import views

_API: list[Any] = [
    path("v1/", include("pos.api.v1")),
    path("api/v2/", include("pos.api.v2")),
    re_path(r"^(?:v1|api/v2)(?:/[\s\S]*)?$", views.UnknownRoute.as_view()),
]

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", views.home),
    path("printing/", include("printing.pull.urls")),
    *_API,
]
# The published addresses have a prefix, `/pos/v1`, or had none: both are served.
if settings.SLIPWAY["PATH_PREFIX"]:
    urlpatterns.append(path(f"{settings.SLIPWAY['PATH_PREFIX']}/", include(_API)))

handler400 = "config.views.bad_request"
handler500 = "config.views.server_error"
