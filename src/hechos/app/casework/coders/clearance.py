"""What is known of a text before any of it is sent to a model: class, embargo, consent."""

from __future__ import annotations

from collections.abc import Iterator

from hechos.app.casework.desk import Desk
from hechos.app.register import queries
from hechos.coding.coders.endpoint import Clearance, Endpoint
from hechos.records import Capture, Confidentiality, Consent, Text


class Clearances:
    """Clears the texts of a case for one endpoint; what is not known counts as no (R-CON-1)."""

    def __init__(self, desk: Desk, endpoint: Endpoint) -> None:
        self.captures = {c.id: c for c in queries.given(desk.head, Capture)}
        self.consents = queries.given(desk.head, Consent)
        self.gone = queries.withdrawn(desk.head)
        self.today = desk.clock.now_iso()[:10]
        self.endpoint = endpoint

    def of(self, text: Text) -> Clearance:
        chain = tuple(self._chain(text.capture))
        if not chain:
            return Clearance(klass=Confidentiality.C3, refusal="its file is not known")
        klass = max(capture.klass for capture in chain)
        reasons = [why for capture in chain if (why := self._refusal(capture, klass))]
        return Clearance(klass=klass, refusal=reasons[0] if reasons else "")

    def _chain(self, capture_id: str | None) -> Iterator[Capture]:
        """Yield the capture and those it is a part of: the highest class of them is its class."""
        seen: set[str] = set()
        while capture_id in self.captures and capture_id not in seen:
            seen.add(capture_id)
            capture = self.captures[capture_id]
            yield capture
            capture_id = capture.parent

    def _refusal(self, capture: Capture, klass: Confidentiality) -> str:
        if capture.id in self.gone:
            return "it was withdrawn"
        if capture.embargo and not self.endpoint.is_loopback:
            return "it is under embargo"
        covering = [one for one in self.consents if capture.id in one.captures]
        if not covering and klass >= Confidentiality.C2:
            return f"class {klass.name} needs a consent, and none covers it"
        refused = [why for one in covering if (why := self._not_given(one))]
        return refused[0] if refused else ""

    def _not_given(self, consent: Consent) -> str:
        here = self.endpoint.is_loopback
        purpose = "internal_use" if here else f"share:{self.endpoint.host}"
        if consent.withdrawn:
            return "the consent to it was withdrawn"
        if consent.expiry and consent.expiry[:10] < self.today:
            return "the consent to it has expired"
        if dict(consent.purposes).get(purpose) != "yes":
            return f"its source did not consent to {purpose}"
        return ""
