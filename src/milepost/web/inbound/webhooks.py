"""The address that a provider posts mail to: `/mail/in/<provider>/`, there only where it is set up.

The secret in the address is checked before anything is read. The mail is kept as it came, and the
provider is told that it may forget it; everything else is the worker's. What could not be kept is
answered with an error, so that the provider tries again.
"""

from __future__ import annotations

import base64
import logging
from typing import Any

from anymail.signals import inbound
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from milepost.sharing.replying.addresses import token_in
from milepost.sharing.replying.receiving import HEAD_BYTES, NotOurs, TooLarge, receive

from .providers import answer, bytes_of, checks_of, recipients_of

log = logging.getLogger("milepost.inbound")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, provider: str) -> HttpResponse:
    """Take what a provider posts. A HEAD or GET only tells it that the address is right."""
    if provider not in settings.INBOUND_WEBHOOKS or not settings.REPLY_ADDRESS:
        raise Http404
    if not _is_let_in(request):
        refused = HttpResponse(status=401)
        refused["WWW-Authenticate"] = 'Basic realm="Milepost"'
        return refused
    if request.method != "POST":
        return HttpResponse()
    return answer(provider, request)


take.takes_anything = True  # type: ignore[attr-defined]


def _is_let_in(request: HttpRequest) -> bool:
    kind, _space, given = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    try:
        found = base64.b64decode(given, validate=True) if kind.lower() == "basic" else b""
    except ValueError:
        return False
    return bool(settings.INBOUND_SECRET) and constant_time_compare(found, settings.INBOUND_SECRET)


def keep(sender: Any, event: Any, esp_name: str, **_more: Any) -> None:
    """Keep one mail that a provider brought (`anymail.signals.inbound`)."""
    message = event.message
    if message is None:
        return
    via = esp_name.lower().replace(" ", "_")
    ours = [each for each in recipients_of(message) if token_in(each)]
    if not ours:
        log.warning("%s brought a mail that is for no reply address", via)
        return
    raw = bytes_of(message)
    values = (via, checks_of(via, event), message.envelope_sender)
    try:
        receive(ours[0], raw, *values)
    except TooLarge:
        receive(ours[0], raw[: 4 * HEAD_BYTES], *values)  # its words come first
    except NotOurs:
        log.warning("%s brought a mail for a reply address that nobody was given", via)


inbound.connect(keep, dispatch_uid="milepost.web.inbound")
