"""The addresses of everything about plans."""

from __future__ import annotations

from django.urls import path
from django.views.generic import RedirectView

from . import (
    views_actions,
    views_add,
    views_conversation,
    views_edit,
    views_evidence,
    views_export,
    views_form,
    views_lists,
    views_looks,
    views_new,
    views_page,
    views_peer,
    views_people,
    views_proposals,
    views_share,
    views_steps,
)

app_name = "plans"
P = "plans/<int:plan_id>/"

urlpatterns = [
    path(P, views_page.plan, name="plan"),
    path("", views_lists.today, name="today"),
    path("today/", RedirectView.as_view(pattern_name="plans:today"), name="today_too"),
    path("plans/", views_lists.plans, name="list"),
    path("plans/from-document/", views_new.from_document, name="from_document"),
    path("deals/<int:deal_id>/plan/", views_new.new, name="new"),
    path(f"{P}timeline/", views_page.timeline, name="timeline"),
    path(f"{P}history/", views_page.history, name="history"),
    path(f"{P}conversation/", views_conversation.conversation, name="conversation"),
    path(f"{P}comments/", views_conversation.comments, name="comments"),
    path(f"{P}comments/<int:number>/earlier/", views_conversation.earlier, name="earlier"),
    path(f"{P}files/", views_conversation.add_file, name="files"),
    path(f"{P}files/<int:number>/", views_conversation.file, name="file"),
    path(f"{P}nudge/<path:key>/", views_evidence.nudge, name="nudge"),
    path(f"{P}notices/<int:number>/seen/", views_evidence.seen, name="seen"),
    path(f"{P}share/", views_share.share, name="share"),
    path(f"{P}domains/", views_share.domains, name="domains"),
    path(f"{P}access/<path:key>/", views_share.access, name="access"),
    path(f"{P}preview/<path:key>/", views_share.preview, name="preview"),
    path(f"{P}agreement/", views_proposals.agreement, name="agreement"),
    path(f"{P}proposals/<int:proposal_id>/looked/", views_proposals.looked, name="looked"),
    path(f"{P}proposals/<int:proposal_id>/<slug:do>/", views_proposals.answer, name="answer"),
    path(f"{P}people/", views_page.people, name="people"),
    path(f"{P}people/add/", views_people.add, name="add_person"),
    path(f"{P}people/<path:key>/", views_people.person, name="person"),
    path(f"{P}edit/<path:path>/", views_edit.edit, name="edit"),
    path(f"{P}add/", views_add.add, name="add"),
    path(f"{P}steps/<path:key>/move/", views_steps.move, name="move"),
    path(f"{P}steps/<path:key>/remove/", views_steps.remove, name="remove"),
    path(f"{P}steps/<path:key>/tasks/", views_steps.add_task, name="add_task"),
    path(f"{P}steps/<path:key>/", views_steps.step, name="step"),
    path(f"{P}tasks/<path:path>/", views_steps.task, name="task"),
    path(f"{P}undo/", views_actions.undo, name="undo"),
    path(f"{P}baseline/", views_actions.baseline, name="baseline"),
    path(f"{P}copy/", views_actions.copy, name="copy"),
    path(f"{P}looks/", views_looks.looks, name="looks"),
    path(f"{P}logo/", views_looks.set_logo, name="set_logo"),
    path(f"{P}logo/<slug:mark>/", views_looks.logo, name="logo"),
    path(f"{P}shown-example/", views_looks.show_example, name="show_example"),
    path(f"{P}example/", views_peer.make, name="make_example"),
    path("examples/", views_peer.examples, name="examples"),
    path("examples/<int:example_id>/", views_peer.example, name="example"),
    path(f"{P}start-small/", views_form.start_small, name="start_small"),
    path(f"{P}make-full/", views_form.make_full, name="make_full"),
    path(f"{P}archive/", views_actions.archive, name="archive"),
    path(f"{P}save-as-template/", views_actions.keep_as_template, name="keep_as_template"),
    path(f"{P}replace/", views_actions.replace, name="replace"),
    path(f"{P}export/<slug:face>/", views_export.export, name="export"),
]
