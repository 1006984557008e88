"""A note that counts, and findings on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.conftest import Cli, write_texts

if TYPE_CHECKING:
    from hechos.app.casework.desk import Desk
    from hechos.app.casework.findings.writing import Draft
    from hechos.records import Finding

TEXT = (
    "PORT LUMEN, 12 August 2031. Harbour Watch counted 27 people killed in Port Lumen after the "
    "strike of 3 August 2031. The police commissioner, Pedro Andrade, said that nobody was killed."
)


def make_port(cli: Cli) -> None:
    """A case with one note that counts, and three members who may sign."""
    _make(cli)
    for name in ("bela", "caio", "dora"):
        cli("members", "port", "add", name, "--role", "investigator")


def make_closed(cli: Cli) -> None:
    """The same note, of class C2, in a case of ana alone."""
    _make(cli, "--class", "C2")


def _make(cli: Cli, *more: str) -> None:
    folder = write_texts(cli.home.parent, note=TEXT)
    cli("new", "port", "--by", "ana")
    cli("add", "port", str(folder), "--by", "ana", *more)
    cli("figures", "port")


def figure_of(finding: Finding) -> str:
    return finding.rests_on[0]


def draft_of(
    desk: Desk,
    text: str = "In all, 27 people were killed.",
    words: str = "27",
    to: str = "",
    **more: Any,
) -> Draft:
    """Return a draft of one sentence, bound to the figure of the note."""
    from hechos.app.casework.findings.writing import Draft
    from hechos.app.register import queries
    from hechos.records import Binding, Figure, Sentence

    to = to or next(f.id for f in queries.linked(desk.head, Figure) if f.quantity.point == 27)
    binding = Binding(words=words, start=text.index(words), kind="number", to=to)
    return Draft(sentences=(Sentence(text=text, bindings=(binding,)),), **more)


def two_signatures(desk: Desk) -> Finding:
    """Return a finding by ana, signed by bela and caio."""
    from hechos.app.casework.findings.writing import sign, submit, write_finding
    from hechos.reporting.findings.standing import hash_of

    found = write_finding(desk, draft_of(desk), by="ana")
    submit(desk, found, by="ana")
    for name in ("bela", "caio"):
        sign(desk, found, by=name, because="every passage read", sha256=hash_of(found))
    return found
