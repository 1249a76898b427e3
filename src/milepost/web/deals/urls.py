"""Addresses of the deals' pages."""

from __future__ import annotations

from django.urls import path

from milepost.web.deals import views, views_import

app_name = "deals"
urlpatterns = [
    path("deals/", views.deal_list, name="list"),
    path("deals/new/", views.new, name="new"),
    path("deals/accounts/", views.accounts, name="accounts"),
    path("deals/import/", views_import.upload, name="import"),
    path("deals/import/<int:import_id>/", views_import.show, name="import_show"),
    path("deals/import/<int:import_id>/start/", views_import.start, name="import_start"),
    path("deals/import/<int:import_id>/discard/", views_import.discard, name="import_discard"),
    path("deals/import/<int:import_id>/report.csv", views_import.report_file, name="import_report"),
    path("deals/<int:deal_id>/", views.deal, name="deal"),
    path("deals/<int:deal_id>/change/", views.change, name="change"),
    path("deals/<int:deal_id>/remove/", views.remove, name="remove"),
]
