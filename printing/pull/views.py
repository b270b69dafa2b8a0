"""What printers ask over HTTP. A view reads, calls, answers."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

from django.http import HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from printing.errors import PrintingError
from printing.models.printers import Kind
from printing.pull import cloudprnt as star
from printing.pull import epson as sdp
from printing.pull import logins, pace, seen, services, tokens
from printing.pull.services import Heard
from printing.pull.verdicts import Seen, Verdict, Word
from printing.render.picture import unpack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from uuid import UUID

    from django.http import HttpRequest

    from printing.models import Printer

    View = Callable[[HttpRequest, Printer], HttpResponse]

# Bytes of a request: a poll has a few hundred, a printing result of Epson's about a thousand.
LARGEST = 64 * 1024
STATUS = {"pull_too_large": 413, "pull_type": 415, "pull_no_job": 404, "pull_no_token": 404}


class Unauthorized(HttpResponse):
    """401 with a challenge in a header of its own for each way to log in.

    `expected`: no login was tried, as Digest begins every time. The log is not told.
    """

    status_code = 401

    def __init__(self, challenges: Iterable[str], *, expected: bool) -> None:
        super().__init__("Who are you?\n", content_type="text/plain")
        self._has_been_logged = expected  # Django's own mark
        self.challenges = tuple(challenges)
        self["WWW-Authenticate"] = self.challenges[0]

    def items(self) -> list[tuple[str, str]]:
        more = [("WWW-Authenticate", one) for one in self.challenges[1:]]
        return [*super().items(), *more]


def for_printers(
    kind: Kind, methods: frozenset[str]
) -> Callable[[View], Callable[..., HttpResponse]]:
    """Make a view that only the printer itself may use, with its own login.

    What is wrong with a request is said in JSON, with a code; a stranger is told nothing.
    """

    def decorate(view: View) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @wraps(view)
        def guarded(request: HttpRequest, printer_id: UUID) -> HttpResponse:
            printer = logins.who(request, kind, printer_id)
            if printer is None:
                expected = "Authorization" not in request.headers
                return Unauthorized(logins.challenges(kind), expected=expected)
            if not pace.may(printer.pk):
                return HttpResponse(status=429, headers={"Retry-After": "5"})
            if request.method not in methods:
                return HttpResponse(status=405, headers={"Allow": ", ".join(sorted(methods))})
            try:
                return view(request, printer)
            except PrintingError as error:
                said = {"error": {"code": error.code, "message": str(error)}}
                return JsonResponse(said, status=STATUS.get(error.code, 400))

        guarded.is_for_printers = True  # type: ignore[attr-defined]
        return guarded

    return decorate


def _body(request: HttpRequest) -> bytes:
    body = request.read(LARGEST + 1)
    if len(body) > LARGEST:
        raise PrintingError("pull_too_large", limit=LARGEST)
    return body


@for_printers(Kind.CLOUDPRNT, frozenset({"POST", "GET", "DELETE"}))
def cloudprnt(request: HttpRequest, printer: Printer) -> HttpResponse:
    """Star CloudPRNT: POST is a poll, GET takes a slip, DELETE says what became of it."""
    if request.method == "POST":
        return JsonResponse(_poll(printer, star.read_poll(_body(request))))
    star.check_mac(request.GET.get("mac"))
    token = request.GET.get("token", "")
    if request.method == "DELETE":
        return _confirmed(printer, token, request.GET.get("code"))
    if not token:
        raise _without_token(printer, asks_for_a_slip="type" in request.GET)
    handed = services.take(printer, token)
    if handed is None:
        raise PrintingError("pull_no_job")
    kind, data, headers = star.media(unpack(handed.content), request.GET.get("type", ""))
    return HttpResponse(data, content_type=kind, headers=headers)


def _poll(printer: Printer, poll: star.Poll) -> dict[str, object]:
    asks = printer.seen_at is None
    seen.heard(printer, poll.seen, interval=poll.interval)
    if poll.at_work:
        services.still_at_it(printer)
    elif poll.code.startswith("4"):
        services.conclude_current(
            printer, star.word(poll.code, poll.said[len(poll.code) :].strip())
        )
    services.settle(printer)
    if poll.at_work or not poll.seen.can_print:
        return star.nothing()
    token = services.offer(printer)
    return star.offer(token) if token else star.nothing(ask_interval=asks)


def _confirmed(printer: Printer, token: str, said: str | None) -> HttpResponse:
    code, text = star.read_code(said)
    if not token:
        raise _without_token(printer, asks_for_a_slip=True)
    heard = services.conclude(printer, token, star.word(code, text))
    if heard is Heard.UNKNOWN and tokens.read(token) is None:
        raise PrintingError("pull_no_job")
    # A name that was void, or is over, is confirmed as well: the printer is to forget it.
    return JsonResponse({"heard": str(heard)})


def _without_token(printer: Printer, *, asks_for_a_slip: bool) -> PrintingError:
    """Say that a slip has a name; a request that is about none asks for other things we lack."""
    error = PrintingError("pull_no_token" if asks_for_a_slip else "pull_no_job")
    if asks_for_a_slip:
        seen.heard(printer, Seen("printer_error", str(error)))
    return error


@for_printers(Kind.EPSON_SDP, frozenset({"POST"}))
def epson(request: HttpRequest, printer: Printer) -> HttpResponse:
    """Epson Server Direct Print: one form asks, another says what became of it."""
    form = sdp.read_form(_body(request))
    if form.kind == "SetStatus":
        seen.heard(printer, sdp.read_status(form.document))
        return _xml()
    if form.kind == "SetResponse":
        for result in sdp.read_results(form.document):
            _concluded(printer, result)
        return _xml()
    seen.heard(printer, Seen())
    services.settle(printer)
    handed = services.take_next(printer)
    if handed is None:
        return _xml()
    if sdp.is_too_large(handed.content):
        too_large = Word(Verdict.REFUSED, "pull_media", "The slip is larger than Epson allows.")
        services.conclude(printer, handed.token, too_large)
        return _xml()
    return _xml(sdp.request(handed.token, handed.content))


def _concluded(printer: Printer, result: sdp.Result) -> None:
    seen.heard(printer, result.seen)
    if result.word.verdict is Verdict.BUSY:
        services.still_at_it(printer)
    elif result.token:
        services.conclude(printer, result.token, result.word)
    elif result.word.verdict not in {Verdict.PRINTED, Verdict.TAKEN}:
        # Without a name it may be of an earlier slip: a success is not believed.
        services.conclude_current(printer, result.word)


def _xml(body: bytes = b"") -> HttpResponse:
    return HttpResponse(body, content_type="text/xml; charset=utf-8")
