"""Bare claims, for tests of what counts them."""

from __future__ import annotations

from typing import Any

from hechos.records import Claim, Made, Passage, When, Whole

MADE = Made(by="test", at="2025-01-01T00:00:00Z")


def claim(id_: str, content: Any, **slots: Any) -> Claim:
    return Claim(
        id=id_,
        case="case",
        made=MADE,
        capture="capture",
        text="text",
        key=id_,
        passages=(Passage(capture="capture", selector=Whole()),),
        content=content,
        **slots,
    )


def when(edtf: str) -> When:
    return When(verbatim=edtf, edtf=edtf)
