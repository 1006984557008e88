"""The words for what a statement's form asks."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

PURPOSE = {
    "record": _("Being recorded"),
    "store": _("Having the account stored"),
    "internal_use": _("Use inside this case"),
    "publish_anonymised": _("Publication without any name"),
    "publish_named": _("Publication with the name"),
    "image": _("Use of images"),
    "voice": _("Use of the voice"),
    "recontact": _("Being contacted again"),
}
ANSWER = {
    "yes": _("yes"),
    "no": _("no"),
    "ask_again": _("ask again each time"),
    "unknown": _("not asked"),
}
MODE = {
    "in_person": _("in person"),
    "remote": _("by video or another connection"),
    "phone": _("by telephone"),
    "written": _("in writing"),
}
FORM = {
    "spoken": _("in spoken words"),
    "written": _("in writing"),
    "recorded": _("in a recording"),
    "unknown": _("not noted"),
}
EARLIER = {"yes": _("yes"), "no": _("no"), "unknown": _("the witness does not know or did not say")}
