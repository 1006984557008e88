"""Addresses of the pages. Each part of the desk keeps its own in its folder."""

from __future__ import annotations

from django.urls import include, path

from hechos.app.web import views
from hechos.app.web.serving import assets

urlpatterns = [
    path("", views.cases, name="cases"),
    path("static/<path:name>", assets.static, name="static"),
    path("account/", include("hechos.app.web.account.urls")),
    path("", include("hechos.app.web.people.urls")),
    path("case/<slug:slug>/", views.case, name="case"),
    path("case/<slug:slug>/report/", views.report, name="report"),
    path("capture/<uuid:record_id>/", views.document, name="document"),
    path("record/<uuid:record_id>/", views.record, name="record"),
    path("case/<slug:slug>/<str:kind>/", views.listing, name="listing"),
]
handler400 = "hechos.app.web.views.bad_request"
handler404 = "hechos.app.web.views.not_found"
handler500 = "hechos.app.web.views.failed"
