"""The few views that belong to no noun: the front page, unknown routes, the last resort."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views import defaults

from config.routes import public
from pos.api.permissions import Public
from pos.jsonapi import errors
from pos.jsonapi.views import JsonApiView

if TYPE_CHECKING:
    from rest_framework.request import Request

API_PATHS = ("/v1", "/api/v2")


@public
def home(request: HttpRequest) -> HttpResponse:
    """Lead a person who opens the address in a browser to the back office."""
    del request
    return HttpResponseRedirect("/admin/")


class UnknownRoute(JsonApiView):
    """What no route of an API answers to: 404 as a JSON:API document, whatever the method."""

    authentication_classes = []
    permission_classes = [Public]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> NoReturn:
        del args, kwargs
        raise errors.not_found(f"There is nothing at {request.path}.")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer for a request that no view may see, such as one to a host that is not ours."""
    if any(root in request.path for root in API_PATHS):
        detail = "The request cannot be read, or names a host that this server does not serve."
        return errors.response([errors.Problem(status=400, code="bad_request", detail=detail)])
    return defaults.bad_request(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer for an error outside every view, in the form of the API that was called."""
    if any(root in request.path for root in API_PATHS):
        return errors.server_error(getattr(request, "request_id", None))
    return defaults.server_error(request)
