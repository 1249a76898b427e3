"""Addresses of push messages. The worker's stands at the root, as that is how far it reaches."""

from __future__ import annotations

from django.urls import path

from milepost.web.push import views

app_name = "push"
urlpatterns = [
    path("account/push/", views.browsers, name="browsers"),
    path("account/push/add/", views.add, name="add"),
    path("account/push/remove/", views.remove, name="remove"),
    path("push-worker.js", views.worker, name="worker"),
]
