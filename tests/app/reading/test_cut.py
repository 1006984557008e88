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


def test_a_cell_or_a_stretch_of_time_is_marked_where_its_words_stand() -> None:
    from dataclasses import replace

    from hechos.app.web.reading.cut import rows
    from hechos.records import Cell, TimeSpan

    body = "place\twhat\n\nNorvik\t12 people were killed"
    table = replace(
        text_with(body),
        segments=(),
        map=((0, "cell:1:1:A"), (6, "cell:1:2:A"), (12, "cell:2:1:A"), (19, "cell:2:2:A")),
    )
    said = replace(
        table, map=((0, "time:0"), (6, "time:900"), (12, "time:2000"), (19, "time:2500"))
    )

    def marked(text: Text, selector: Cell | TimeSpan) -> str:
        claim = replace(
            claim_on("k", body, [(0, 1)]), passages=(Passage(capture="c", selector=selector),)
        )
        pieces = [piece for row in rows(text, [claim]) for piece in row.pieces]
        return "".join(piece.text for piece in pieces if piece.claims)

    assert marked(table, Cell(sheet="A", row=2, column=2)) == "12 people were killed"
    assert marked(table, Cell(sheet="", row=2, column=1)) == "Norvik"
    assert marked(table, Cell(sheet="B", row=2, column=1)) == ""
    assert marked(said, TimeSpan(from_ms=2000, to_ms=3000)) == "Norvik\t12 people were killed"
    assert marked(said, TimeSpan(from_ms=3000, to_ms=4000)) == ""
