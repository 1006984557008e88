"""Addresses of findings."""

from __future__ import annotations

from django.urls import path

from hechos.app.web.findings import editing, exporting, used, views

__all__ = ["urlpatterns", "used"]

urlpatterns = [
    path("case/<slug:slug>/findings/", views.listing, name="findings"),
    path("case/<slug:slug>/findings/new/", editing.new, name="finding-new"),
    path("finding/<uuid:record_id>/", views.finding, name="finding"),
    path("finding/<uuid:record_id>/edit/", editing.edit, name="finding-edit"),
    path("finding/<uuid:record_id>/submit/", views.submitting, name="finding-submit"),
    path("finding/<uuid:record_id>/sign/", views.signing, name="finding-sign"),
    path("finding/<uuid:record_id>/recall/", views.recalling, name="finding-recall"),
    path("finding/<uuid:record_id>/versions/", views.versions, name="finding-versions"),
    path("finding/<uuid:record_id>/export/<str:form>/", exporting.export, name="finding-export"),
]
