"""Addresses of statements."""

from __future__ import annotations

from django.urls import path

from hechos.app.web.statements import views

urlpatterns = [
    path("case/<slug:slug>/statements/", views.listing, name="statements"),
    path("case/<slug:slug>/statements/new/", views.new, name="statement-new"),
    path("statement/<uuid:record_id>/", views.statement, name="statement"),
    path("statement/<uuid:record_id>/consent/", views.withdrawing, name="statement-consent"),
]
