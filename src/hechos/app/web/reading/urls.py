"""Addresses of the reading room."""

from __future__ import annotations

from django.urls import path

from hechos.app.web.reading import deciding, views

urlpatterns = [
    path("capture/<uuid:record_id>/", views.document, name="document"),
    path("capture/<uuid:record_id>/next/", views.next_text, name="next-text"),
    path("claim/<uuid:record_id>/decide/", deciding.decide_claim, name="decide-claim"),
    path("claim/<uuid:record_id>/undo/", deciding.undo_claim, name="undo-claim"),
    path("claim/<uuid:record_id>/note/", deciding.note_claim, name="note-claim"),
    path("claim/<uuid:record_id>/edit/", deciding.edit_claim, name="edit-claim"),
]
