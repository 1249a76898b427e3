"""Finding: one field over plans, deals and steps. A page for everybody, a list for the palette."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from milepost.deals.find_queries import find_deals
from milepost.pages.htmx import is_htmx, varies
from milepost.plans.find_queries import find_plans_and_steps
from milepost.workspaces.signed_in import member_page

LONGEST_QUERY = 200


@member_page
def find(request: HttpRequest) -> HttpResponse:
    """What holds every word of `q`, in three groups; with fewer than two letters, nothing."""
    text = request.GET.get("q", "")[:LONGEST_QUERY].strip()
    asked = len(text) >= 2
    plans, steps = find_plans_and_steps(text) if asked else ((), ())
    deals = find_deals(text) if asked else ()
    palette = is_htmx(request)
    template = "found.html" if palette else "find.html"
    context = {"q": text, "asked": asked, "plans": plans, "steps": steps, "deals": deals}
    context["palette"] = palette
    response = render(request, template, context)
    varies(response)
    return response
