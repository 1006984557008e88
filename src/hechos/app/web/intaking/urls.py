"""Addresses of intake."""

from __future__ import annotations

from django.urls import path

from hechos.app.web.intaking import views

urlpatterns = [
    path("case/<slug:slug>/intake/", views.intake, name="intake"),
    path("case/<slug:slug>/intake/items/", views.items, name="intake-items"),
    path("case/<slug:slug>/intake/failed.csv", views.failed_list, name="intake-failed"),
    path("case/<slug:slug>/intake/<int:delivery>/", views.announce, name="intake-announce"),
    path("case/<slug:slug>/intake/file/<uuid:key>/", views.piece, name="intake-piece"),
    path("case/<slug:slug>/intake/file/<uuid:key>/act/", views.act, name="intake-act"),
]
