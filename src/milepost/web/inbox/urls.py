"""Addresses of a member's inbox, and of how they are told."""

from __future__ import annotations

from django.urls import path

from milepost.web.inbox import views, views_told

app_name = "inbox"
urlpatterns = [
    path("inbox/", views.inbox, name="list"),
    path("inbox/count/", views.count, name="count"),
    path("inbox/read/", views.read_all, name="read_all"),
    path("inbox/<int:message_id>/", views.open_message, name="open"),
    path("account/told/", views_told.choices, name="told"),
    path("plans/<int:plan_id>/told/", views_told.of_plan, name="told_of_plan"),
]
