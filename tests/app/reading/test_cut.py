"""A text cut into rows and pieces is still the whole text, with every passage marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from hechos.records import Claim, CountContent, Made, Passage, Segment, SegmentKind, Text, TextSpan

MADE = Made(by="test")
Spans = Sequence[tuple[int, int]]


def text_with(body: str) -> Text:
    return Text(
        id="t",
        case="k",
        made=MADE,
        capture="c",
        kind="original",
        tool="test",
        tool_version="1",
        language="en",
        body=body,
        hash="",
        nfc=True,
        segments=(Segment(kind=SegmentKind.TITLE, start=0, end=len(body) // 2),),
    )


def claim_on(name: str, body: str, spans: Spans) -> Claim:
    return Claim(
        id=name,
        case="k",
        made=MADE,
        capture="c",
        text="t",
        key=name,
        content=CountContent(type="deaths"),
        passages=tuple(
            Passage(capture="c", selector=TextSpan(text="t", start=a, end=b, quote=body[a:b]))
            for a, b in spans
        ),
    )


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, list[Spans]]:
    body = draw(st.text(alphabet="ab \n<&", min_size=1, max_size=80))
    start = st.integers(0, len(body) - 1)
    span = start.flatmap(lambda a: st.tuples(st.just(a), st.integers(a + 1, len(body))))
    spans = draw(st.lists(st.lists(span, min_size=1, max_size=3), max_size=5))
    return body, [list(s) for s in spans]


@given(marked_texts())
def test_rows_and_pieces_are_the_whole_text_with_every_passage_covered(
    marked: tuple[str, list[Spans]],
) -> None:
    from hechos.app.web.reading.cut import row_of, rows

    body, spans = marked
    claims = [claim_on(f"k{n}", body, s) for n, s in enumerate(spans)]
    found = rows(text_with(body), claims)
    at = 0
    covered: dict[str, set[int]] = defaultdict(set)
    opened: dict[tuple[str, int], int] = {}
    for row in found:
        for piece in row.pieces:
            for key in piece.opens:
                assert key not in opened
                opened[key] = at
            for claim in piece.claims:
                covered[claim] |= set(range(at, at + len(piece.text)))
            assert body.startswith(piece.text, at)
            at += len(piece.text)
    assert at == len(body)
    assert sorted(c.id for row in found for c in row.claims) == sorted(c.id for c in claims)
    for claim, own in zip(claims, spans, strict=True):
        assert covered[claim.id] == {i for a, b in own for i in range(a, b)}
        assert [opened[claim.id, n] for n in range(len(own))] == [a for a, _ in own]
        assert row_of(found, claim.id, 0) is not None


def test_an_endless_line_is_cut_into_rows_that_lose_nothing() -> None:
    from hechos.app.web.reading.cut import rows

    for body in ("x" * 30000, "word " * 5000, "line\n" * 5000, ""):
        found = rows(text_with(body), [])
        assert "".join(p.text for row in found for p in row.pieces) == body
        assert all(sum(len(p.text) for p in row.pieces) <= 4000 for row in found)
