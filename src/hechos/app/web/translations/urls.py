"""Addresses of translations."""

from __future__ import annotations

from django.urls import path

from hechos.app.web.translations import views

urlpatterns = [
    path("record/<uuid:record_id>/translate/", views.adding, name="translate"),
    path("translation/<uuid:record_id>/check/", views.checking, name="translation-check"),
]
