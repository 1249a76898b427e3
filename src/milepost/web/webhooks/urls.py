"""Addresses of webhooks."""

from __future__ import annotations

from django.urls import path

from milepost.web.webhooks import views

app_name = "webhooks"
_ONE = "workspace/webhooks/<int:endpoint_id>/"
urlpatterns = [
    path("workspace/webhooks/", views.endpoints, name="list"),
    path("workspace/webhooks/new/", views.new, name="new"),
    path(_ONE, views.endpoint, name="endpoint"),
    path(f"{_ONE}edit/", views.edit, name="edit"),
    path(f"{_ONE}secret/", views.rotate, name="rotate"),
    path(f"{_ONE}switch/", views.switch, name="switch"),
    path(f"{_ONE}test/", views.test, name="test"),
    path(f"{_ONE}remove/", views.remove, name="remove"),
    path(f"{_ONE}replay/", views.replay, name="replay"),
    path(f"{_ONE}deliveries/<int:delivery_id>/", views.delivery, name="delivery"),
]
