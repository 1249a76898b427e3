"""Addresses of the Templates section."""

from __future__ import annotations

from django.urls import path

from milepost.web.templates_pages import library_views, views

app_name = "templates"
urlpatterns = [
    path("templates/", views.template_list, name="list"),
    path("templates/new/", views.new_template, name="new"),
    path("templates/steps/", library_views.steps, name="steps"),
    path("templates/steps/<int:step_id>/", library_views.step, name="step"),
    path("templates/steps/<int:step_id>/remove/", library_views.remove_step, name="remove_step"),
    path("templates/<str:key>/", views.template_page, name="template"),
    path("templates/<str:key>/edit/", views.edit_template, name="edit"),
    path("templates/<str:key>/copy/", views.copy_template, name="copy"),
    path("templates/<str:key>/archive/", views.archive_template, name="archive"),
    path("templates/<str:key>/versions/<int:version>/", views.template_version, name="version"),
]
