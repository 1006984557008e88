from __future__ import annotations

import pytest

from hechos.lang.letters.casing import read_capitals


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "SOLDIERS KILLED NINE FARMERS NEAR THE OLD MILL.",
            "Soldiers killed nine farmers near the old mill.",
        ),
        ("GENERAL TOMAS ARRIETA LEFT SAN SALVADOR.", "General Tomas Arrieta left San Salvador."),
        ("THE FPN SAID THAT FOUR MEN DIED.", "The FPN said that four men died."),
        (
            "THE NATIONAL FRUIT BOARD [NFB] MET AGAIN.",
            "The National Fruit Board [NFB] met again.",
        ),
        ("POLICE CAME ON 4 MAY. THEY MAY STAY.", "Police came on 4 May. They may stay."),
        ("THE U.S. EMBASSY WAS CLOSED AGAIN TODAY.", "The U.S. embassy was closed again today."),
        ("THE COLOMBIAN ARMY WENT TO LA PAZ.", "The Colombian army went to La Paz."),
    ],
)
def test_capitals_are_read_as_small_letters(text: str, expected: str) -> None:
    read = read_capitals(text, language="en")
    assert len(read) == len(text)
    assert read.casefold() == text.casefold()
    assert read == expected


@pytest.mark.parametrize("text", ["The FMLN and the ELN met.", "UN REPORT", "", "A\n\nB"])
def test_other_text_is_left_alone(text: str) -> None:
    assert read_capitals(text, language="en") is text


def test_a_language_without_a_list_of_words_is_left_alone() -> None:
    text = "LOS SOLDADOS MATARON A NUEVE CAMPESINOS."
    assert read_capitals(text, language="es") is text


def test_only_the_lines_in_capitals_are_read() -> None:
    text = "FARMERS KILLED NEAR OLD MILL\n\nThe FPN denied it."
    assert (
        read_capitals(text, language="en") == "Farmers killed near old mill\n\nThe FPN denied it."
    )
