"""Addresses of the reading room."""

from __future__ import annotations

from django.urls import path

from hechos.app.web.reading import views
from hechos.app.web.reading.review import batch, deciding, writing
from hechos.app.web.reading.seen import beside, marking, media, printed

urlpatterns = [
    path("capture/<uuid:record_id>/", views.document, name="document"),
    path("capture/<uuid:record_id>/next/", views.next_text, name="next-text"),
    path("capture/<uuid:record_id>/claim/", writing.new_claim, name="new-claim"),
    path("capture/<uuid:record_id>/mark/", marking.new_mark, name="new-mark"),
    path("capture/<uuid:record_id>/beside/<uuid:other_id>/", beside.beside, name="beside"),
    path("capture/<uuid:record_id>/pages/<int:page>/", printed.pages, name="pages"),
    path("capture/<uuid:record_id>/image/<int:page>/", media.page_image, name="page-image"),
    path("capture/<uuid:record_id>/media/", media.media, name="media"),
    path("capture/<uuid:record_id>/open/", media.open_item, name="open-item"),
    path("pictures/", media.choose_pictures, name="choose-pictures"),
    path("case/<slug:slug>/accept-many/", batch.review_many, name="review-many"),
    path("claim/<uuid:record_id>/decide/", deciding.decide_claim, name="decide-claim"),
    path("claim/<uuid:record_id>/undo/", deciding.undo_claim, name="undo-claim"),
    path("claim/<uuid:record_id>/note/", deciding.note_claim, name="note-claim"),
    path("claim/<uuid:record_id>/edit/", deciding.edit_claim, name="edit-claim"),
]
