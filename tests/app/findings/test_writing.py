"""Findings: written on passages, versioned, signed by two who did not write them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from tests.app.findings.made import draft_of, figure_of, make_port, two_signatures
from tests.conftest import Cli, Prepared

from hechos.app.home import open_home
from hechos.errors import ConflictError, InputError, NotAllowedError

if TYPE_CHECKING:
    from hechos.app.casework.desk import Desk

SLUG = "port"


@contextmanager
def desk_of(cli: Cli) -> Iterator[Desk]:
    home = open_home(cli.home)
    from hechos.app.casework.desk import open_desk

    with open_desk(home, SLUG) as desk:
        yield desk


@pytest.fixture
def port(prepared: Prepared) -> Cli:
    return prepared("port", make_port)


def test_a_finding_keeps_what_it_rests_on(port: Cli) -> None:
    from hechos.app.casework.findings.basis import Basis
    from hechos.app.casework.findings.writing import write_finding

    with desk_of(port) as desk:
        found = write_finding(desk, draft_of(desk), by="ana")
        binding = found.sentences[0].bindings[0]
        basis = Basis(desk, desk.actor)
        assert binding.claims
        assert "27" in basis.quote(binding.passages[0])
        assert found.version == 1
        assert found.finding == found.id
        assert int(found.klass) == 1
        assert found.standard.code == "P1"


def test_a_wrong_number_is_refused_with_why(port: Cli) -> None:
    from hechos.app.casework.findings.writing import RefusedError, write_finding

    with desk_of(port) as desk, pytest.raises(RefusedError, match="says “28”"):
        write_finding(desk, draft_of(desk, text="In all, 28 people died.", words="28"), by="ana")


def test_a_level_above_p1_needs_reasons(port: Cli) -> None:
    from hechos.app.casework.findings.writing import write_finding

    with desk_of(port) as desk:
        with pytest.raises(InputError, match="needs reasons"):
            write_finding(desk, draft_of(desk, level="P2"), by="ana")
        with pytest.raises(InputError, match="no level"):
            write_finding(desk, draft_of(desk, level="P5"), by="ana")
        found = write_finding(
            desk, draft_of(desk, level="P2", level_because="Two lists."), by="ana"
        )
        assert found.standard.code == "P2"


def test_nobody_signs_what_he_or_she_wrote_and_two_have_to(port: Cli) -> None:
    from hechos.app.casework.findings.standing import standing_of
    from hechos.app.casework.findings.writing import sign, submit, write_finding
    from hechos.reporting.findings.standing import hash_of

    with desk_of(port) as desk:
        found = write_finding(desk, draft_of(desk), by="ana")
        said: dict[str, Any] = {"because": "read", "sha256": hash_of(found)}
        with pytest.raises(InputError, match="is a draft"):
            sign(desk, found, by="bela", **said)
        submit(desk, found, by="ana")
        with pytest.raises(NotAllowedError, match="nobody signs"):
            sign(desk, found, by="ana", **said)
        with pytest.raises(ConflictError):
            sign(desk, found, by="bela", because="read", sha256="0" * 64)
        sign(desk, found, by="bela", **said)
        with pytest.raises(InputError, match="signed this version already"):
            sign(desk, found, by="bela", **said)
        assert standing_of(desk.head, found).state == "second_review"
        sign(desk, found, by="caio", **said)
        assert standing_of(desk.head, found).state == "approved"


def test_an_author_of_an_earlier_version_may_not_sign_the_next(port: Cli) -> None:
    from hechos.app.casework.findings.writing import revise, sign, submit, write_finding
    from hechos.reporting.findings.standing import hash_of

    with desk_of(port) as desk:
        first = write_finding(desk, draft_of(desk), by="ana")
        second = revise(desk, first, draft_of(desk), by="bela", because="shorter")
        submit(desk, second, by="bela")
        with pytest.raises(NotAllowedError):
            sign(desk, second, by="ana", because="read", sha256=hash_of(second))


def test_a_new_version_supersedes_and_all_are_kept(port: Cli) -> None:
    from hechos.app.casework.findings.standing import standing_of, versions_of
    from hechos.app.casework.findings.writing import revise

    with desk_of(port) as desk:
        first = two_signatures(desk)
        second = revise(desk, first, draft_of(desk), by="ana", because="a clearer sentence")
        assert [v.version for v in versions_of(desk.head, first.finding)] == [1, 2]
        assert second.supersedes == first.id
        assert standing_of(desk.head, first).state == "revised"
        assert standing_of(desk.head, second).state == "draft"
        with pytest.raises(ConflictError, match="version 2"):
            revise(desk, first, draft_of(desk), by="bela", because="from an old page")


def test_a_rejected_claim_and_a_withdrawn_source_are_told(port: Cli) -> None:
    from hechos.app.casework.decide import decide, withdraw
    from hechos.app.casework.findings.basis import Basis
    from hechos.app.casework.findings.standing import changes_of
    from hechos.app.casework.findings.writing import write_finding
    from hechos.app.register import queries

    with desk_of(port) as desk:
        found = two_signatures(desk)
        assert changes_of(Basis(desk, desk.actor), [found])[found.id] == []
        claim = queries.find(found.claims[0])[1]
        decide(desk, claim, "reject", by="ana", because="misread")
        (first, *_) = changes_of(Basis(desk, desk.actor), [found])[found.id]
        assert "was rejected" in first
        decide(desk, queries.find(found.claims[0])[1], "accept", by="ana", because="read again")
        assert changes_of(Basis(desk, desk.actor), [found])[found.id] == []
        withdraw(desk, found.captures[0], by="ana", because="asked for")
        (first, *_) = changes_of(Basis(desk, desk.actor), [found])[found.id]
        assert "withdrawn" in first
        with pytest.raises(InputError):
            write_finding(desk, draft_of(desk, to=figure_of(found)), by="ana")


def test_nothing_of_a_withdrawn_source_is_left_in_the_journal_of_its_finding(port: Cli) -> None:
    from hechos.records import wire

    with desk_of(port) as desk:
        found = two_signatures(desk)
        assert "Harbour Watch counted" not in wire.dumps(found)


def test_a_withdrawn_finding_is_done_with(port: Cli) -> None:
    from hechos.app.casework.findings.standing import standing_of
    from hechos.app.casework.findings.writing import recall, revise

    with desk_of(port) as desk:
        found = two_signatures(desk)
        recall(desk, found, by="ana", because="superseded by the court")
        assert standing_of(desk.head, found).state == "withdrawn"
        with pytest.raises(InputError, match="withdrawn"):
            revise(desk, found, draft_of(desk), by="ana", because="again")


def test_findings_and_signatures_outlive_the_register(port: Cli) -> None:
    from hechos.app.casework.findings.standing import standing_of, versions_of

    with desk_of(port) as desk:
        found = two_signatures(desk)
    port("rebuild", SLUG)
    with desk_of(port) as desk:
        assert versions_of(desk.head, found.finding) == [found]
        assert standing_of(desk.head, found).state == "approved"


def test_only_signed_findings_are_called_so_in_the_report(port: Cli) -> None:
    from hechos.app.casework.findings.writing import revise
    from hechos.app.casework.publish import report_of

    with desk_of(port) as desk:
        assert not {"section-findings", "section-draft_findings"} & _sections(report_of, desk)
        found = two_signatures(desk)
        assert "section-findings" in _sections(report_of, desk)
        assert "section-draft_findings" not in _sections(report_of, desk)
        revise(desk, found, draft_of(desk), by="ana", because="again")
        assert "section-findings" not in _sections(report_of, desk)
        assert "section-draft_findings" in _sections(report_of, desk)
        public = report_of(desk, audience="public")
        assert "section-draft_findings" not in {s.id for s in public.sections}


def _sections(report_of: Any, desk: Desk) -> set[str]:
    return {section.id for section in report_of(desk, audience="internal").sections}
