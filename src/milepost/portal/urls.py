"""The addresses of the buyer's pages: `/b/<secret>/` lets in, `/p/<code>/` is the plan."""

from __future__ import annotations

from django.urls import path

from . import (
    views_browser,
    views_calendar,
    views_conversation,
    views_deeds,
    views_door,
    views_looks,
    views_plan,
    views_reply,
    views_review,
    views_told,
    views_unsubscribe,
)

app_name = "portal"
P = "p/<slug:code>/"

urlpatterns = [
    path(P, views_plan.plan, name="plan"),
    path(f"{P}step/<str:key>/", views_plan.step, name="step"),
    path(f"{P}call/<int:review_id>/", views_review.call, name="call"),
    path(f"{P}history/", views_plan.history, name="history"),
    path(f"{P}history/export/<slug:face>/", views_plan.history_export, name="history_export"),
    path(f"{P}export/<slug:face>/", views_plan.export, name="export"),
    path(f"{P}seen/", views_plan.seen, name="seen"),
    path(f"{P}do/<slug:kind>/", views_deeds.do, name="do"),
    path("b/<str:token>/", views_door.enter, name="enter"),
    path(f"{P}comments/", views_conversation.comments, name="comments"),
    path(f"{P}files/", views_conversation.add_file, name="files"),
    path(f"{P}files/<int:number>/", views_conversation.file, name="file"),
    path(f"{P}door/", views_door.door, name="door"),
    path(f"{P}code/", views_door.code, name="code"),
    path(f"{P}name/", views_door.name, name="name"),
    path(f"{P}prove/", views_browser.prove, name="prove"),
    path(f"{P}others/<int:plan_id>/", views_browser.other, name="other"),
    path(f"{P}logo/<slug:mark>/", views_looks.logo, name="logo"),
    path(f"{P}example/", views_looks.example, name="example"),
    path(f"{P}calendar/", views_calendar.calendar, name="calendar"),
    path(f"{P}told/", views_told.told, name="told"),
    path(f"{P}leave/", views_browser.leave, name="leave"),
    path("c/<str:token>.ics", views_calendar.feed, name="feed"),
    path("r/<str:token>/", views_reply.undo, name="undo_reply"),
    path("u/<str:token>/", views_unsubscribe.unsubscribe, name="unsubscribe"),
]
