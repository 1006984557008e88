"""Addresses of the audit log."""

from __future__ import annotations

from django.urls import path

from hechos.app.web.auditing import views

urlpatterns = [
    path("case/<slug:slug>/audit/", views.audit, name="audit"),
    path("case/<slug:slug>/audit/export/", views.export, name="audit-export"),
]
