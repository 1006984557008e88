"""Addresses of search."""

from __future__ import annotations

from django.urls import path

from hechos.app.web.searching import views

urlpatterns = [
    path("case/<slug:slug>/search/", views.search, name="search"),
    path("case/<slug:slug>/map/", views.map_page, name="map"),
    path("case/<slug:slug>/search/counts/", views.facets, name="search-counts"),
    path("case/<slug:slug>/search/points/", views.points, name="search-points"),
    path("case/<slug:slug>/search/names/", views.suggest, name="search-names"),
    path("case/<slug:slug>/search/table.csv", views.export, name="search-export"),
    path("case/<slug:slug>/search/saved/", views.kept, name="search-saved"),
    path("case/<slug:slug>/search/keep/", views.keep, name="search-keep"),
]
