"""Addresses of members, workspace settings and kept messages."""

from __future__ import annotations

from django.urls import path

from milepost.web.members import views, views_deliveries, views_looks, views_workspace

app_name = "members"
urlpatterns = [
    path("members/", views.member_list, name="list"),
    path("members/invite/", views.invite, name="invite"),
    path("members/<int:member_id>/", views.edit, name="edit"),
    path("members/<int:member_id>/invite-again/", views.invite_again, name="invite_again"),
    path("members/<int:member_id>/active/", views.set_active, name="set_active"),
    path("workspace/", views_workspace.settings_page, name="workspace"),
    path("workspace/policy/", views_workspace.policy, name="policy"),
    path("workspace/rates/", views_workspace.rate, name="rate"),
    path("workspace/rates/remove/", views_workspace.remove_rate, name="remove_rate"),
    path("workspace/looks/", views_looks.looks, name="looks"),
    path("workspace/looks/preview/", views_looks.preview, name="looks_preview"),
    path("workspace/logo/", views_looks.set_logo, name="set_logo"),
    path("workspace/logo/<slug:mark>/", views_looks.logo, name="logo"),
    path("workspace/messages/", views_workspace.messages_page, name="messages"),
    path("workspace/messages/<int:message_id>/", views_workspace.message_page, name="message"),
    path("workspace/deliveries/", views_deliveries.page, name="deliveries"),
    path("workspace/deliveries/replay/", views_deliveries.replay, name="deliveries_replay"),
    path("workspace/deliveries/try/", views_deliveries.try_now, name="deliveries_try"),
    path("workspace/deliveries/drop/", views_deliveries.drop, name="deliveries_drop"),
]
