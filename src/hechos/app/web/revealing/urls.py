"""Addresses of protected identities."""

from __future__ import annotations

from django.urls import path

from hechos.app.web.revealing import views

urlpatterns = [
    path("record/<uuid:record_id>/identity/", views.identity, name="identity"),
    path("record/<uuid:record_id>/identity/mark/", views.mark, name="identity-mark"),
    path("record/<uuid:record_id>/identity/ask/", views.ask_for, name="identity-ask"),
    path("record/<uuid:record_id>/identity/close/", views.close, name="identity-close"),
    path("case/<slug:slug>/identities/", views.identities, name="identities"),
    path("case/<slug:slug>/identities/<int:number>/", views.answer_to, name="identity-answer"),
    path("case/<slug:slug>/identities/rule/", views.set_the_rule, name="identity-rule"),
]
