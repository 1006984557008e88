"""Given: accounts of witnesses, who they are, and translations of passages."""

from __future__ import annotations

from dataclasses import dataclass

from hechos.records.base import Confidentiality, Record
from hechos.records.findings import Stretch


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside(Record):
    """Words kept beside a capture, in the object at `address` (JSON), so that a withdrawal of the
    capture removes them too; the journal's line holds none of them."""

    capture: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement(Beside):
    """Given: one account of a witness. Its words are the capture and are coded as any text; the
    object holds when and where it was taken, and what is known of earlier accounts.

    `witness` and `interpreter` are pseudonyms. `mode`: in_person, remote, phone, written; `form`:
    questions or free. `earlier`: whether others have taken an account (yes, no, unknown); `known`
    are statements of the case that may be by the same person. `minor`: a guardian consented."""

    witness: str
    mode: str
    form: str
    language: str
    consent: str
    interpreter: str | None = None
    earlier: str = "unknown"
    known: tuple[str, ...] = ()
    minor: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity(Beside):
    """Given: who a witness is (name, contact, other names), apart from the statement and always
    C3. It is in no full text, log or job, and a page shows it only to whom it was revealed."""

    statement: str
    witness: str
    klass: Confidentiality = Confidentiality.C3


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation(Beside):
    """Given: a passage in another language, by a person (`made.by`) or a tool (`tool`, version).
    It stands beside the original and is never coded. `checked_by` is another member who compared
    the two; a later translation of the same passage replaces the one it `supersedes`."""

    passage: Stretch
    language: str
    tool: str = ""
    tool_version: str = ""
    checked_by: str | None = None
    supersedes: str | None = None
