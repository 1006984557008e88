"""Addresses of accounts and teams, of places in a case, and of a new case."""

from __future__ import annotations

from django.urls import path

from hechos.app.web.people import accounts, cases, places, teams

urlpatterns = [
    path("people/", accounts.people, name="people"),
    path("people/new/", accounts.new, name="new-account"),
    path("people/rules/", accounts.rules, name="home-rules"),
    path("people/<int:pk>/", accounts.change, name="change-account"),
    path("people/teams/", teams.save, name="new-team"),
    path("people/teams/<int:pk>/", teams.save, name="team"),
    path("new-case/", cases.new, name="new-case"),
    path("case/<slug:slug>/members/", places.members, name="members"),
]
