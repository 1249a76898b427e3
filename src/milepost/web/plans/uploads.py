"""A plan document that somebody uploads: JSON or YAML, of a sensible size."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from milepost.documents.plan_document import read_plan
from milepost.domain.errors import InvalidInput, Problem
from milepost.domain.plan import Plan

LONGEST_DOCUMENT = 5_000_000


def uploaded_plan(request: HttpRequest, name: str = "document") -> Plan:
    """The plan in an uploaded file; raises InvalidInput with everything that is wrong."""
    upload = request.FILES.get(name)
    if upload is None:
        raise InvalidInput([Problem(name, _("no file was chosen"), _("choose a plan document"))])
    if (upload.size or 0) > LONGEST_DOCUMENT:
        raise InvalidInput(
            [Problem(name, _("the file is larger than 5 MB"), _("choose a plan document"))]
        )
    filename = (upload.name or "").lower()
    is_yaml = filename.endswith((".yaml", ".yml"))
    return read_plan(upload.read(), format="yaml" if is_yaml else "json")
