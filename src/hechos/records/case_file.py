"""A whole case in memory, as reporting and exports take it."""

from __future__ import annotations

from dataclasses import dataclass

from hechos.records.claims import Claim
from hechos.records.estimates import Estimate
from hechos.records.findings import Finding
from hechos.records.linked import Decision, Links, RuleSet, Weights
from hechos.records.registers import RegisterBalance
from hechos.records.sources import Capture, Case, Consent, Failure, Member, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """Everything a case holds: given, proposed and views; claims in reading order of captures.

    Claims carry their state (decisions applied); `as_of` is the moment it was put together;
    `outdated` are estimates that the case would make from another table now; `registers` what a
    report prints of lists of people held."""

    case: Case
    members: tuple[Member, ...] = ()
    captures: tuple[Capture, ...] = ()
    texts: tuple[Text, ...] = ()
    claims: tuple[Claim, ...] = ()
    links: Links = Links()
    weights: Weights = Weights()
    decisions: tuple[Decision, ...] = ()
    consents: tuple[Consent, ...] = ()
    failures: tuple[Failure, ...] = ()
    findings: tuple[Finding, ...] = ()
    estimates: tuple[Estimate, ...] = ()
    outdated: tuple[str, ...] = ()
    registers: tuple[RegisterBalance, ...] = ()
    rules: tuple[RuleSet, ...] = ()
    as_of: str = ""
