"""Addresses of a record's history."""

from __future__ import annotations

from django.urls import path

from hechos.app.web.history import views

urlpatterns = [
    path("record/<uuid:record_id>/history/", views.history, name="history"),
    path("record/<uuid:record_id>/restore/", views.restore_version, name="restore"),
    path("record/<uuid:record_id>/take-back/", views.take_back, name="take-back"),
]
