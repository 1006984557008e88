"""Claims: voice V asserts P in passage X; and the values their slots hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from hechos.errors import InputError
from hechos.records.base import (
    Basis,
    Bound,
    Confidentiality,
    Factuality,
    PartyKind,
    Polarity,
    Record,
)
from hechos.records.sources import Standard

Number = int | float


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSpan:
    """Code points, end exclusive. Invariant: body[start:end] == quote (`holds_in`)."""

    text: str
    start: int
    end: int
    quote: str
    prefix: str = ""
    suffix: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end or len(self.quote) != self.end - self.start:
            raise InputError(
                f"The passage {self.start}–{self.end} does not fit its quote of "
                f"{len(self.quote)} characters."
            )

    def holds_in(self, body: str) -> bool:
        return body[self.start : self.end] == self.quote


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """The capture as a whole, for what stands in its metadata and not in its text."""

    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell of a spreadsheet; `row` and `column` count from 1, `sheet` is "" where there is one
    table and no name."""

    sheet: str
    row: int
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A rectangle on a page or picture, in shares of its width and height from the top left
    corner; `page` counts from 1."""

    page: int
    x: float
    y: float
    w: float
    h: float

    def __post_init__(self) -> None:
        fits = self.page >= 1 and self.w > 0 and self.h > 0 and self.x >= 0 and self.y >= 0
        if not fits or self.x + self.w > 1.000001 or self.y + self.h > 1.000001:
            raise InputError("The rectangle does not lie on the page.")


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeSpan:
    """A stretch of a recording, in milliseconds from its beginning, end exclusive."""

    from_ms: int
    to_ms: int

    def __post_init__(self) -> None:
        if not 0 <= self.from_ms < self.to_ms:
            raise InputError("The stretch of the recording ends before it begins.")


Selector = TextSpan | Whole | Cell | Region | TimeSpan


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    capture: str
    selector: Selector


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One party as one passage names it. `name` is the fullest form the document gives
    ("Mr. Valinas" → "Marta Valinas"); `low`/`high` the size of a group where stated.
    Offsets are of the text, None where the party is not printed (an outlet's own voice)."""

    verbatim: str
    name: str
    kind: PartyKind = PartyKind.UNKNOWN
    start: int | None = None
    end: int | None = None
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A stated number. `low`/`high` are None where unbounded; `low_open`: above, not from.

    `about n` has a point and no hard interval (R-CNT-3). `unit`: what is counted, from the
    closed list of domain.md §5 or "share" (percent) or the word of the text."""

    verbatim: str
    low: Number | None
    high: Number | None
    point: Number | None
    bound: Bound
    unit: str = ""
    low_open: bool = False
    high_open: bool = False
    start: int | None = None
    end: int | None = None

    def __post_init__(self) -> None:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise InputError(f"The quantity “{self.verbatim}” ends below where it begins.")


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A date as EDTF (ISO 8601-2): 2021-01-06/2021-01-09, 2025-09, 2024-07-28/.., 2018~ ."""

    verbatim: str
    edtf: str
    basis: Basis = Basis.EXPLICIT
    zone: str | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """`path` from the finest known level up: "La Vega, Caracas, Venezuela". `place_id` is the
    gazetteer's; `candidates` are other ids where the name is ambiguous."""

    verbatim: str
    path: str
    place_id: str | None = None
    level: str = "unknown"
    basis: Basis = Basis.EXPLICIT
    candidates: tuple[str, ...] = ()
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceLink:
    """One link of the chain of those who say so. `kind`: outlet, agency, body, person, report,
    witness, unnamed. `stance`: finds, alleges, confirms, denies, disputes, claims, reports,
    calls_for, expresses_concern. `proximity` 0–4 as in domain.md §2.5."""

    speaker: Mention
    kind: str
    verb: str = ""
    stance: str = "reports"
    said_at: When | None = None
    proximity: int = 4
    connection: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """An alleged actor. `degree`: carried_out, ordered, contributed, planned, present, unknown."""

    mention: Mention
    degree: str = "carried_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What every content has. `type` is a code of domain.md §3.2 or a predicate of ours
    (docs/glossary.md); `occasion` the episode in the words of the text ("the July 28
    presidential election"), which fixes who is counted."""

    kind: ClassVar[str] = ""
    type: str
    quantity: Quantity | None = None
    time: When | None = None
    place: Place | None = None
    occasion: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActContent(Content):
    kind: ClassVar[str] = "act"
    actors: tuple[Actor, ...] = ()
    victims: tuple[Mention, ...] = ()
    targets: tuple[Mention, ...] = ()
    weapons: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    stated_reason: str | None = None
    official_attribution: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusContent(Content):
    """Release, exit from detention, transfer, asylum, hors_de_combat …

    `traits` are (what, as stated) pairs that the passage gives of the subjects: of "described" sex,
    age, force, held_at …; of an exit its conditions."""

    kind: ClassVar[str] = "status"
    subjects: tuple[Mention, ...] = ()
    actors: tuple[Actor, ...] = ()
    traits: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureContent(Content):
    """A step before a court or body: investigation, submission, charge, report, validation …

    `stage` is what of it, as stated: where a project stands, the charge brought, the sentence."""

    kind: ClassVar[str] = "procedure"
    forum: Mention | None = None
    stage: str | None = None
    parties: tuple[Mention, ...] = ()
    addressee: Mention | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelContent(Content):
    """A legal label by its owner. `strength`: finding, confirms, might, could, alleged, asserted;
    `subset`: the label is said of some of the acts only."""

    kind: ClassVar[str] = "label"
    label: str = ""
    of: str | None = None
    strength: str = "asserted"
    subset: bool = False
    actors: tuple[Actor, ...] = ()
    rights: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DiplomacyContent(Content):
    """A statement as an act: concern, demand, recommendation, took_note, denial, dialogue …
    `demands` are the items asked for, in the words of the text."""

    kind: ClassVar[str] = "diplomacy"
    addressee: Mention | None = None
    demands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationContent(Content):
    """`subject` stands to `object` as `type` says: ordered, heads, member_of, created_by …"""

    kind: ClassVar[str] = "relation"
    subject: Mention | None = None
    object: Mention | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CountContent(Content):
    """A number with the words that say what it counts, where no act frame fits."""

    kind: ClassVar[str] = "count"
    universe: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteContent(Content):
    kind: ClassVar[str] = "vote"
    contest: str = ""
    candidate: str = ""
    of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentContent(Content):
    """A claim of the file about itself. `type`: publisher, published, title, credit, captured_text,
    demonstration, language, photo (a hash); `value` as printed, for `published` as EDTF."""

    kind: ClassVar[str] = "document"
    value: str = ""


AnyContent = (
    ActContent
    | StatusContent
    | ProcedureContent
    | LabelContent
    | DiplomacyContent
    | RelationContent
    | CountContent
    | VoteContent
    | DocumentContent
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Record):
    """`passages[0]` is the anchor; further ones are repeats inside the same document. `voice` is
    outermost first and never empty but for document claims. `key` is what decisions re-attach
    by: text hash, anchor span, kind, type, ordinal; nothing that a better rule may change.
    `state`: proposed, accepted, rejected, edited. `rule` names the frame that made it and
    `because` says in a sentence why."""

    capture: str
    text: str
    key: str
    passages: tuple[Passage, ...]
    content: AnyContent
    voice: tuple[VoiceLink, ...] = ()
    polarity: Polarity = Polarity.AFFIRMED
    factuality: Factuality = Factuality.ASSERTED
    hedge: str | None = None
    standard: Standard | None = None
    klass: Confidentiality = Confidentiality.C1
    state: str = "proposed"
    rule: str = ""
    because: str = ""

    def __post_init__(self) -> None:
        if not self.passages:
            raise InputError("A claim needs at least one passage.")

    @property
    def anchor(self) -> Passage:
        return self.passages[0]

    @property
    def said_at(self) -> When | None:
        """When it was said, by the innermost link that has a day."""
        return next((link.said_at for link in reversed(self.voice) if link.said_at), None)

    @property
    def quote(self) -> str:
        selector = self.anchor.selector
        return selector.quote if isinstance(selector, TextSpan) else ""
