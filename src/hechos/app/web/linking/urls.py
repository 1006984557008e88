"""Addresses of the review of links."""

from __future__ import annotations

from django.urls import path

from hechos.app.web.linking import views

urlpatterns = [
    path("case/<slug:slug>/review/", views.queue, name="review"),
    path("case/<slug:slug>/review/second/", views.second, name="review-second"),
    path("record/<uuid:record_id>/link/", views.decide, name="link"),
    path("record/<uuid:record_id>/again/", views.again, name="again"),
]
