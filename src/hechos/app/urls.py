"""Addresses of the pages. Each part of the desk keeps its own in its folder; what is asked for most
stands first."""

from __future__ import annotations

from django.urls import include, path

from hechos.app.web import views
from hechos.app.web.serving import assets, waiting

urlpatterns = [
    path("", views.cases, name="cases"),
    path("static/<path:name>", assets.static, name="static"),
    path("jobs/<int:number>/", waiting.progress, name="job"),
    path("account/", include("hechos.app.web.account.urls")),
    path("case/<slug:slug>/", views.case, name="case"),
    path("case/<slug:slug>/report/", views.report, name="report"),
    path("record/<uuid:record_id>/", views.record, name="record"),
    path("", include("hechos.app.web.objects.urls")),
    path("", include("hechos.app.web.reading.urls")),
    path("", include("hechos.app.web.searching.urls")),
    path("", include("hechos.app.web.findings.urls")),
    path("", include("hechos.app.web.statements.urls")),
    path("", include("hechos.app.web.translations.urls")),
    path("", include("hechos.app.web.vocabularies.urls")),
    path("", include("hechos.app.web.history.urls")),
    path("", include("hechos.app.web.intaking.urls")),
    path("", include("hechos.app.web.linking.urls")),
    path("", include("hechos.app.web.people.urls")),
    path("", include("hechos.app.web.revealing.urls")),
    path("", include("hechos.app.web.counting.urls")),
    path("", include("hechos.app.web.working.urls")),
    path("", include("hechos.app.web.auditing.urls")),
    path("case/<slug:slug>/<str:kind>/", views.listing, name="listing"),
]
handler400 = "hechos.app.web.views.bad_request"
handler404 = "hechos.app.web.views.not_found"
handler500 = "hechos.app.web.views.failed"
