"""The addresses of reviews and of the register of risks."""

from __future__ import annotations

from django.urls import path

from . import views_acts, views_close, views_list, views_meeting, views_risks

app_name = "reviews"
K = "plans/<int:plan_id>/risks/"
P = "plans/<int:plan_id>/reviews/"
R = f"{P}<int:review_id>/"

urlpatterns = [
    path(R, views_meeting.review, name="review"),
    path(P, views_list.reviews, name="list"),
    path(f"{P}plan/", views_list.plan_one, name="plan"),
    path(f"{P}start/", views_list.start, name="start"),
    path(f"{R}cancel/", views_list.cancel, name="cancel"),
    path(f"{R}item/", views_meeting.go, name="item"),
    path(f"{R}note/", views_acts.note, name="note"),
    path(f"{R}note/<int:note_id>/remove/", views_acts.remove_note, name="remove_note"),
    path(f"{R}action/", views_acts.action, name="action"),
    path(f"{R}risk/", views_acts.risk, name="risk"),
    path(f"{R}close/", views_close.close, name="close"),
    path(f"{R}reopen/", views_close.reopen, name="reopen"),
    path(f"{P}actions/<int:action_id>/", views_acts.set_action, name="set_action"),
    path(K, views_risks.risks, name="risks"),
    path(f"{K}add/", views_risks.add, name="add_risk"),
    path(f"{K}<int:position>/", views_risks.change, name="risk_change"),
    path(f"{K}<int:position>/remove/", views_risks.remove, name="risk_remove"),
]
