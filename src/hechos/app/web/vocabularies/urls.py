"""Addresses of vocabularies and fields."""

from __future__ import annotations

from django.urls import path

from hechos.app.web.vocabularies import values, views

urlpatterns = [
    path("case/<slug:slug>/vocabularies/", views.overview, name="vocabularies"),
    path("case/<slug:slug>/vocabularies/<slug:name>/", views.vocabulary, name="vocabulary"),
    path("case/<slug:slug>/vocabularies/<slug:name>/<str:code>/", views.term, name="term"),
    path("record/<uuid:record_id>/fields/", values.editing, name="fields"),
]
