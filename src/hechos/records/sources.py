"""Given records: the case, its members, the preserved bytes and the fixed readings of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hechos.records.base import LANGUAGES, Confidentiality, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """Scope of a case; each part may be open (None). `start` and `end` are EDTF days or less."""

    start: str | None = None
    end: str | None = None
    territory: str | None = None
    matter: str | None = None
    persons: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """A standard of proof: the same words in two frameworks are not equal (R-STD-1)."""

    framework: str
    code: str
    verbatim: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case(Record):
    """`seed` is drawn once: ids of proposals are drawn from it, so a rebuild mints them again."""

    slug: str
    title: str
    mandate: Mandate = Mandate()
    standard: Standard = Standard(framework="UN_FFM", code="P2")
    recipe: str = "1"
    pack: str | None = None
    languages: tuple[str, ...] = LANGUAGES
    default_class: Confidentiality = Confidentiality.C1
    seed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member(Record):
    """A person who decides, by pseudonym; named in each decision."""

    pseudonym: str
    roles: tuple[str, ...] = ("analyst",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(Record):
    """A person or body that knows or publishes. It starts ungraded (F); grades are decisions.
    `claims` are those in whose chain of voices it stands."""

    name: str
    kind: str = "unknown"
    owner: str | None = None
    language: str | None = None
    interest: str | None = None
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Object(Record):
    """Stored bytes. `address` is the sha256 of the stored bytes (hex); `plain` of the bytes
    as received; the custody log commits to sha256(salt ‖ plain), so it leaks nothing."""

    address: str
    plain: str
    salt: str
    size: int
    media_type: str


class Integrity(StrEnum):
    UNALTERED = "unaltered"
    UNVERIFIED_VISUAL = "unverified_visual"
    ALTERED = "altered"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture(Record):
    """One receipt of an object. `name` is the path under what the user added, with "/";
    `origin` where it came from (a path, "-" for standard input). Publisher and publication
    date are claims of the file, not fields."""

    object: str
    address: str
    name: str
    origin: str
    how: str
    tool: str
    size: int
    media_type: str
    klass: Confidentiality = Confidentiality.C1
    embargo: str | None = None
    parent: str | None = None
    role: str | None = None
    sender: str | None = None
    demonstration: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent(Record):
    """Permissions of a source or party over captures and parties, by purpose; unknown is no.

    `captures` and `parties` name what it covers; values: yes, no, ask_again, unknown."""

    given_by: str
    captures: tuple[str, ...]
    parties: tuple[str, ...] = ()
    purposes: tuple[tuple[str, str], ...] = ()
    form: str = "unknown"
    language: str = ""
    explained_by: str = ""
    guardian: str | None = None
    expiry: str | None = None
    withdrawn: str | None = None


class SegmentKind(StrEnum):
    TITLE = "title"
    DATELINE = "dateline"
    LEAD = "lead"
    BODY = "body"
    CAPTION = "caption"
    QUOTATION = "quotation"
    BOILERPLATE = "boilerplate"
    NAVIGATION = "navigation"
    CELL = "cell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch of a text, code points, end exclusive. `language` where it is not the text's."""

    kind: SegmentKind
    start: int
    end: int
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Record):
    """One fixed reading of a capture.

    `body` is what offsets count in (code points). For a plain-text file it is the decoded
    file, untouched: `nfc` says whether that is in Unicode NFC. `hash` is sha256 of its UTF-8
    bytes. `address` is the object that holds the record with its body and the document claims
    (the journal's line leaves body, segments and map empty, so that a withdrawal removes them).
    `map` leads back into the bytes: (start, where) pairs, where is "byte:N" for text,
    "page:N" for PDF, "par:N" for docx, "node:N" for HTML, "cell:ROW:COLUMN:SHEET" for tables
    (column 0: the whole row); a pair holds until the next start.
    """

    capture: str
    kind: str
    tool: str
    tool_version: str
    language: str
    body: str
    hash: str
    nfc: bool
    segments: tuple[Segment, ...] = ()
    map: tuple[tuple[int, str], ...] = ()
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelOutput(Record):
    """What a model answered about `body[start:end]` of a text: kept, never remade.

    `coder` is the maker of the claims that follow from it ("model:HOST/MODEL", "spacy:NAME");
    `prompt` the hash of what the model was told; `request` the hash by which an equal question is
    found again; `address` the object that holds the answer, so that a withdrawal removes it."""

    capture: str
    text: str
    coder: str
    prompt: str
    request: str
    start: int
    end: int
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure(Record):
    """What could not be done: the item, at which stage, why (a stable code and a sentence).
    `klass` is that of an item that never became a capture."""

    item: str
    stage: str
    code: str
    sentence: str
    capture: str | None = None
    klass: Confidentiality | None = None
