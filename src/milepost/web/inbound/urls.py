"""Addresses of mail that comes in: what a provider posts, and what a person looks at."""

from __future__ import annotations

from django.urls import path

from milepost.web.inbound import views, webhooks

app_name = "inbound"
urlpatterns = [
    path("mail/", views.mails, name="list"),
    path("mail/<int:mail_id>/", views.mail, name="mail"),
    path("mail/<int:mail_id>/settle/", views.settle, name="settle"),
    path("mail/in/<slug:provider>/", webhooks.take, name="take"),
]
