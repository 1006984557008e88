"""Addresses of intake."""

from __future__ import annotations

from django.urls import path

from hechos.app.web.intaking import importing, views

urlpatterns = [
    path("case/<slug:slug>/intake/", views.intake, name="intake"),
    path("case/<slug:slug>/intake/items/", views.items, name="intake-items"),
    path("case/<slug:slug>/intake/failed.csv", views.failed_list, name="intake-failed"),
    path("case/<slug:slug>/intake/<int:delivery>/", views.announce, name="intake-announce"),
    path("case/<slug:slug>/intake/file/<uuid:key>/", views.piece, name="intake-piece"),
    path("case/<slug:slug>/intake/file/<uuid:key>/act/", views.act, name="intake-act"),
    path("case/<slug:slug>/import/", importing.imports, name="imports"),
    path("case/<slug:slug>/import/new/", importing.new_import, name="import-new"),
    path("case/<slug:slug>/import/<int:run>/", importing.one_import, name="import"),
    path("case/<slug:slug>/import/<int:run>/faults.csv", importing.faults, name="import-faults"),
    path("case/<slug:slug>/import/<int:run>/rows.csv", importing.imported_rows, name="import-rows"),
]
