"""Addresses of alerts: the workspace's days, and what one plan has set off."""

from __future__ import annotations

from django.urls import path

from milepost.web.alerts import views

app_name = "alerts"
urlpatterns = [
    path("workspace/alerts/", views.days, name="days"),
    path("plans/<int:plan_id>/alerts/", views.of_plan, name="of_plan"),
]
