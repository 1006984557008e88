"""Addresses of the pages."""

from __future__ import annotations

from django.urls import path

from hechos.app.web import views

urlpatterns = [
    path("", views.cases, name="cases"),
    path("style.css", views.style, name="style"),
    path("case/<slug:slug>/", views.case, name="case"),
    path("case/<slug:slug>/report/", views.report, name="report"),
    path("case/<slug:slug>/<str:kind>/", views.listing, name="listing"),
    path("capture/<uuid:record_id>/", views.document, name="document"),
    path("record/<uuid:record_id>/", views.record, name="record"),
]
handler400 = "hechos.app.web.views.bad_request"
handler404 = "hechos.app.web.views.not_found"
handler500 = "hechos.app.web.views.failed"
