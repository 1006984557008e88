"""Addresses of counting."""

from __future__ import annotations

from django.urls import path

from hechos.app.web.counting import counts, estimates, patterns, register, tallies

urlpatterns = [
    path("case/<slug:slug>/counts/", counts.counts, name="counts"),
    path("case/<slug:slug>/counts/behind/", counts.behind, name="counts-behind"),
    path("case/<slug:slug>/register/", register.register, name="register"),
    path("case/<slug:slug>/register/people/", register.people, name="register-people"),
    path("case/<slug:slug>/register/bulletin.csv", register.export, name="register-export"),
    path("case/<slug:slug>/patterns/", patterns.patterns, name="patterns"),
    path("case/<slug:slug>/patterns/incidents/", patterns.behind, name="patterns-behind"),
    path("case/<slug:slug>/estimates/", estimates.estimates, name="estimates"),
    path("case/<slug:slug>/estimates/new/", estimates.new, name="estimate-new"),
    path("estimate/<uuid:record_id>/", estimates.one, name="estimate"),
    path("estimate/<uuid:record_id>/estimate.json", estimates.export, name="estimate-export"),
    path("case/<slug:slug>/tallies/", tallies.tallies, name="tallies"),
]
