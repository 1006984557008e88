"""Addresses of work."""

from __future__ import annotations

from django.urls import path

from hechos.app.web.working import notices, panels, second, views

urlpatterns = [
    path("notices/", notices.page, name="notices"),
    path("case/<slug:slug>/work/", views.work, name="work"),
    path("case/<slug:slug>/work/task/", views.give, name="task-give"),
    path("case/<slug:slug>/work/task/<int:task>/", views.end, name="task-end"),
    path("case/<slug:slug>/second/", second.page, name="second"),
    path("case/<slug:slug>/agreement/", second.agreement, name="agreement"),
    path("record/<uuid:record_id>/comment/", panels.comment, name="comment"),
    path("record/<uuid:record_id>/stage/", panels.stage, name="stage"),
    path("record/<uuid:record_id>/look/", panels.look, name="look"),
]
