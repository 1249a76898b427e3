"""Addresses of Slack: for administrators, for a plan, and for Slack itself."""

from __future__ import annotations

from django.urls import path

from milepost.web.slack import views, views_calls, views_plan

app_name = "slack"
urlpatterns = [
    path("workspace/slack/", views.page, name="settings"),
    path("workspace/slack/connect/", views.connect, name="connect"),
    path("workspace/slack/back/", views.back, name="back"),
    path("workspace/slack/token/", views.token, name="token"),
    path("workspace/slack/disconnect/", views.disconnect, name="disconnect"),
    path("workspace/slack/channel/", views.channel, name="channel"),
    path("workspace/slack/people/", views.people_again, name="people"),
    path("plans/<int:plan_id>/slack/", views_plan.page, name="plan"),
    path("slack/interactions/", views_calls.interactions, name="interactions"),
    path("slack/events/", views_calls.events, name="events"),
]
