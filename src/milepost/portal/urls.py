"""The addresses of the buyer's pages: `/b/<secret>/` lets in, `/p/<code>/` is the plan."""

from __future__ import annotations

from django.urls import path

from . import views_door, views_plan

app_name = "portal"
P = "p/<slug:code>/"

urlpatterns = [
    path(P, views_plan.plan, name="plan"),
    path("b/<str:token>/", views_door.enter, name="enter"),
    path(f"{P}door/", views_door.door, name="door"),
]
