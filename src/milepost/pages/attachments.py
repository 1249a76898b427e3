"""Giving out a file: always to be saved, never to be shown, and its bytes not through this process.

The view has checked who asks. `platform.server.stored_files` takes the answer's first header away
and sends what it names.
"""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponse

from milepost.conversation.queries import Download

# Should anything ever show it after all, it runs nothing, loads nothing and has no origin.
POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"


def attachment(file: Download) -> HttpResponse:
    """The answer that gives this file out."""
    response = HttpResponse(content_type=file.media_type or "application/octet-stream")
    response["X-Milepost-File"] = file.stored
    response["Content-Disposition"] = disposition(file.title)
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"
    response["ETag"] = f'"{file.sha256[:40]}"'
    return response


def disposition(name: str) -> str:
    """RFC 6266: the name for every program, and the name as it is for those that know better."""
    plain = "".join(c if " " <= c <= "~" and c not in '"\\%' else "_" for c in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
