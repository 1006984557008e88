"""Addresses of single records."""

from __future__ import annotations

from django.urls import path

from hechos.app.web.objects import views

urlpatterns = [
    path("record/<uuid:record_id>/decide/", views.decide, name="decide"),
    path("record/<uuid:record_id>/more/<slug:part>/", views.more, name="more"),
]
