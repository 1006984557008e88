"""How a name is found in what leaves the desk, and what is left of a text without it."""

from __future__ import annotations

import pytest

from hechos.app.access.masking import Mask, mask_of
from hechos.errors import InputError
from hechos.records import Binding, Finding, Made, Member, Sentence, Standard, wire

MASK = mask_of((("person 3", ("Osmund Quorvánthe", "Quorvánthe")), ("source 4", ("D'Arvo",))))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Osmund Quorvánthe spoke.", "person 3 spoke."),
        ("OSMUND QUORVANTHE spoke.", "person 3 spoke."),
        ("osmund\n  quorvanthe spoke", "person 3 spoke"),
        ("Quorva\u0301nthe spoke", "person 3 spoke"),
        ("Quor\u00advánthe spoke", "person 3 spoke"),
        ("from osmund_quorvanthe-2.pdf", "from person 3-2.pdf"),
        ("Osmund%20Quorvanthe", "person 3"),
        ("D&#39;Arvo, D’Arvo", "source 4, source 4"),
        ("Osmund alone, Quorvanthes too", "Osmund alone, Quorvanthes too"),
    ],
)
def test_a_name_is_found_however_it_is_written(text: str, left: str) -> None:
    assert MASK.label(text) == left


def test_a_body_keeps_its_length_so_that_passages_keep_their_places() -> None:
    body = "Then Osmund\nQuorvánthe and D'Arvo left."
    left = MASK.fill(body)
    assert len(left) == len(body)
    assert left == "Then person 3█████████ and ██████ left."


def test_a_passage_is_masked_with_the_words_beside_it() -> None:
    span = {
        "start": 9,
        "end": 15,
        "quote": "Osmund",
        "prefix": "vánthe. Then ",
        "suffix": " Quorvánthe left Quor",
    }
    left = MASK._plain(span)
    assert [len(left[k]) for k in ("prefix", "quote", "suffix")] == [13, 6, 21]
    assert "vánthe" not in left["prefix"]
    assert left["quote"] == "person"
    assert "Quor" not in left["suffix"]


def test_a_page_is_masked_across_its_markup() -> None:
    page = '<p>Osmund <mark class="x">Quorvánthe</mark> spoke</p>'
    assert MASK.page(page) == '<p>person 3<mark class="x"></mark> spoke</p>'


def test_an_address_is_masked_though_it_writes_accents_apart() -> None:
    page = '<a href="/x/?named=Osmund+Quorv%C3%A1nthe&amp;view=map">'
    assert MASK.page(page) == '<a href="/x/?named=person+3&amp;view=map">'


def test_what_one_typed_comes_back_as_it_was_typed_and_nothing_else_does() -> None:
    page = (
        '<input name="words" value="Quorvanthe"><input name="a" value="Osmund Quorvanthe">'
        '<textarea name="b">Quorvanthe</textarea><a href="?words=Quorvanthe">x</a>'
        '<option value="Quorvanthe" selected>Quorvanthe</option>'
        '<option value="Quorvanthe">Osmund Quorvanthe</option>'
        "<bdi data-typed>Words: Quorvanthe</bdi><bdi>Words: Quorvanthe</bdi>"
    )
    assert MASK.page(page, ["Quorvanthe"]) == (
        '<input name="words" value="Quorvanthe"><input name="a" value="person 3">'
        '<textarea name="b">Quorvanthe</textarea><a href="?words=Quorvanthe">x</a>'
        '<option value="Quorvanthe" selected>Quorvanthe</option>'
        '<option value="person 3">person 3</option>'
        "<bdi data-typed>Words: Quorvanthe</bdi><bdi>Words: person 3</bdi>"
    )
    assert "uorv" not in MASK.page(page, ["somebody else"])


def test_no_text_passes_itself_off_as_what_its_reader_wrote() -> None:
    own = "<p data-own dir='auto'>Quorvanthe</p>"
    assert MASK.page(own) == own
    for forged in (
        '<a title="x data-own >">Quorvanthe</a>',
        "&lt;p data-own &gt;Quorvanthe",
        "<p data-own><b>Quorvanthe</b></p>",
    ):
        assert "uorv" not in MASK.page(forged)


def test_numbers_stand_for_names_where_a_person_writes_who_sees_numbers() -> None:
    assert MASK.named("person 3; person 33; person 3██") == (
        "Osmund Quorvánthe; person 33; Osmund Quorvánthe"
    )
    with pytest.raises(InputError):
        MASK.named("██████ left")


def test_where_nobody_is_hidden_nothing_is_copied() -> None:
    member = Member(id="m", case="c", made=Made(by="x"), pseudonym="Quorvánthe")
    assert not Mask()
    assert Mask()(member) is member
    assert Mask().loads(wire.dumps(member)) == member
    assert MASK.loads(wire.dumps(member)).pseudonym == "person 3"
    assert Mask().named("person 3") == "person 3"


def test_a_sentence_of_a_finding_keeps_what_it_is_bound_to() -> None:
    words = "Osmund Quorvánthe"
    bound = (Binding(words=words, start=5, kind="name", to="p"),)
    finding = Finding(
        id="f",
        case="c",
        made=Made(by="x"),
        finding="f",
        version=1,
        language="en",
        sentences=(Sentence(text=f"Then {words} left.", bindings=bound),),
        standard=Standard(framework="UN_FFM", code="P1"),
    )
    sentence = MASK(finding).sentences[0]
    one = sentence.bindings[0]
    assert sentence.text[one.start : one.start + len(one.words)] == one.words
    assert "Quorv" not in sentence.text + one.words
