"""The words of the pages of records that templates do not hold themselves."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from hechos.records import (
    Assessment,
    BlindCoding,
    Capture,
    Claim,
    ClaimRelation,
    Consent,
    Decision,
    Doubt,
    Estimate,
    Failure,
    Figure,
    Grade,
    Incident,
    LinkEdge,
    LinkRun,
    Member,
    ModelOutput,
    ModelTaken,
    Object,
    OriginEdge,
    OriginGroup,
    Party,
    PrimaryDocument,
    Proposition,
    Record,
    RulesTaken,
    Source,
    Text,
    ThirdPartyFinding,
    Universe,
)

KINDS: Mapping[type[Record], str] = {
    Assessment: _("Support of a matter"),
    BlindCoding: _("Second coding"),
    Capture: _("Document"),
    Claim: _("Claim"),
    ClaimRelation: _("Difference"),
    Consent: _("Consent"),
    Decision: _("Decision"),
    Doubt: _("Doubt"),
    Estimate: _("Estimate"),
    Failure: _("What could not be done"),
    Figure: _("Figure"),
    Grade: _("Grade"),
    Incident: _("Incident"),
    LinkEdge: _("Link"),
    LinkRun: _("Run of a model"),
    Member: _("Member"),
    ModelOutput: _("Answer of a model"),
    ModelTaken: _("Learned model"),
    Object: _("Stored bytes"),
    OriginEdge: _("Why two are one origin"),
    OriginGroup: _("Origin"),
    Party: _("Person or body"),
    PrimaryDocument: _("Document to obtain"),
    Proposition: _("Matter"),
    RulesTaken: _("Rules taken over"),
    Source: _("Source"),
    Text: _("Text"),
    ThirdPartyFinding: _("Finding of another body"),
    Universe: _("Number card"),
}
"""What a reader calls a record of each class."""

CONTENTS: Mapping[str, str] = {
    "act": _("what was done"),
    "status": _("what became of somebody"),
    "procedure": _("a step before a court or body"),
    "label": _("a legal label"),
    "diplomacy": _("a statement as an act"),
    "relation": _("a relation between two"),
    "count": _("a number"),
    "vote": _("votes"),
    "document": _("what the file says of itself"),
    "figure": _("a number"),
    "statement": _("a statement"),
}
"""What a claim or matter of each kind is about."""

SLOTS: Mapping[str, str] = {
    "kind": _("about"),
    "type": _("what"),
    "quantity": _("number"),
    "unit": _("what is counted"),
    "time": _("when"),
    "place": _("where"),
    "occasion": _("occasion"),
    "actors": _("alleged actor"),
    "victims": _("victims"),
    "targets": _("against"),
    "weapons": _("weapon"),
    "methods": _("method"),
    "stated_reason": _("reason stated"),
    "official_attribution": _("official version"),
    "subjects": _("persons"),
    "forum": _("before"),
    "stage": _("step"),
    "parties": _("parties"),
    "addressee": _("addressed to"),
    "label": _("label"),
    "of": _("said of"),
    "strength": _("how strong"),
    "subset": _("of some of the acts only"),
    "rights": _("rights named"),
    "demands": _("demands"),
    "subject": _("who"),
    "object": _("of or to whom"),
    "universe": _("who is counted"),
    "contest": _("contest"),
    "candidate": _("for"),
    "value": _("as printed"),
    "polarity": _("said to be so"),
    "factuality": _("how it is said"),
    "hedge": _("hedge in the text"),
    "standard": _("standard named"),
    "class": _("class"),
    "author": _("who says so"),
    "proximity": _("how near the source was"),
    "connection": _("how the source knows"),
}
"""The parts of a claim."""

POLARITY: Mapping[str, str] = {
    "affirmed": _("yes"),
    "negated": _("no: the text says it is absent"),
    "denied": _("disputed by whoever speaks"),
}
STANCES: Mapping[str, str] = {
    "finds": _("finds"),
    "alleges": _("alleges"),
    "confirms": _("confirms"),
    "denies": _("denies"),
    "disputes": _("disputes"),
    "claims": _("claims"),
    "reports": _("reports"),
    "calls_for": _("calls for"),
    "expresses_concern": _("expresses concern"),
}
VOICES: Mapping[str, str] = {
    "outlet": _("outlet"),
    "agency": _("news agency"),
    "body": _("body"),
    "person": _("person"),
    "report": _("report"),
    "witness": _("witness"),
    "unnamed": _("nobody named"),
}
PARTIES: Mapping[str, str] = {
    "person": _("person"),
    "organisation": _("organisation"),
    "unit": _("unit"),
    "group": _("group of people"),
    "unknown": _("person or body"),
}
BASES: Mapping[str, str] = {
    "explicit": _("printed here"),
    "resolved": _("completed from the words near by or the date of the document"),
    "inherited": _("taken over from the headline or an earlier sentence"),
}
ROLES: Mapping[str, str] = {
    "voice": _("says so"),
    "unnamed": _("says so"),
    "actor": _("named as alleged actor"),
    "victim": _("named as victim"),
    "other": _("named"),
}
"""The part a party has in a claim. It is what the text says, and nobody's finding."""

ACTS: Mapping[str, str] = {
    "accept": _("accepted"),
    "reject": _("rejected"),
    "edit": _("edited and accepted"),
    "grade": _("graded"),
    "checklist": _("answered the checklist"),
    "resolve": _("decided"),
    "same": _("same"),
    "different": _("different"),
    "unsure": _("cannot say"),
    "family": _("one family"),
    "retract": _("taken back"),
    "withdraw": _("withdrawn"),
    "write": _("written"),
    "protect": _("protected"),
    "sign": _("signed"),
    "submit": _("handed over for signing"),
    "recall": _("withdrawn"),
}
"""What was decided, after "by NAME"."""

CHANGES: Mapping[str, str] = {
    **SLOTS,
    "status": _("status"),
    "outcome": _("what the difference is"),
    "with": _("with"),
    "information": _("grade of the information"),
    "source": _("grade of the source"),
    "topic": _("for the topic"),
    "period": _("for the time"),
    "integrity": _("integrity"),
    "bytes": _("bytes"),
    "scores": _("what rules and models said"),
}
"""What a decision sets."""

PROXIMITY = (
    _("saw it for this case"),
    _("took part or saw it, or is the thing itself"),
    _("heard it from a named person who did"),
    _("hearsay of hearsay, or a source without a name"),
    _("a compilation or comment"),
)
FIELDS: Mapping[str, str] = {
    **CHANGES,
    "act": _("decision"),
    "on": _("about"),
    "because": _("why"),
    "left": _("one"),
    "right": _("the other"),
    "kind": _("kind"),
    "evidence": _("what they share"),
    "proposition": _("matter"),
    "primary": _("goes back to"),
    "body": _("body"),
    "date": _("date"),
    "document": _("document"),
    "standard": _("standard"),
    "underlying_known": _("what it rests on is known"),
    "title": _("title"),
    "issuer": _("issued by"),
    "severity": _("how much it weighs"),
    "text": _("doubt"),
    "slot": _("part"),
    "resolution": _("how it was settled"),
    "other": _("with"),
    "name": _("name"),
    "pseudonym": _("pseudonym"),
    "roles": _("roles"),
    "item": _("item"),
    "sentence": _("what happened"),
}
"""The parts of records that have no page of their own."""

CHOICES: Mapping[str, Mapping[str, str]] = {
    "state": {
        "proposed": _("reviewed by nobody"),
        "accepted": _("accepted"),
        "edited": _("edited"),
        "rejected": _("rejected"),
    },
    "kind": {
        **CONTENTS,
        **PARTIES,
        "episode": _("one episode"),
        "pattern": _("pattern"),
    },
    "act": ACTS,
}
"""What lists are narrowed by."""
ASKED: Mapping[str, str] = {
    "state": _("State"),
    "kind": _("Kind"),
    "act": _("What was decided"),
    "outcome": _("What the difference is"),
    "status": _("Status"),
    "severity": _("How much it weighs"),
}


def choice_words(name: str, value: str = "") -> str:
    """Return what a list is narrowed by, or one value of it, in words."""
    return said(CHOICES.get(name, {}), value) if value else said(ASKED, name)


def said(table: Mapping[str, str], key: str) -> str:
    """Return the words for a key in the language of the page, else the key as words."""
    return gettext(table[key]) if key in table else key.replace("_", " ")


def kind_of(record: Record) -> str:
    """Return what a reader calls the record."""
    return gettext(KINDS[type(record)])
