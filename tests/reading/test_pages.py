"""Pages and pictures, drawn apart: what is seen of them, and where their letters stand."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from tests.reading.files import pdf_bytes

from hechos.errors import InputError, UnreadableSourceError
from hechos.reading.forms.drawer import draw_apart, letters_apart
from hechos.reading.forms.pages import align, rectangles
from hechos.reading.pdf import join_lines

LINES = ["The harbour office said on Monday that nine", "boats stayed at sea."]


def picture_of(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png))


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    path = tmp_path / "report"
    path.write_bytes(pdf_bytes([LINES, ["Page two."]]))
    return path


def test_a_page_is_drawn_as_wide_as_asked(pdf: Path) -> None:
    drawn = draw_apart(pdf, 1, 600, blurred=False)
    assert drawn.pages == 2
    assert abs(picture_of(drawn.png).width - 600) <= 1
    low, high = picture_of(drawn.png).convert("L").getextrema()
    assert isinstance(low, int)
    assert low < 90  # letters are dark, however thin the letters of the machine
    assert high == 255


def test_nothing_can_be_read_on_a_blurred_page(pdf: Path) -> None:
    drawn = picture_of(draw_apart(pdf, 1, 600, blurred=True).png)
    assert drawn.mode == "L"
    low, high = drawn.getextrema()
    assert isinstance(low, int)
    assert low > 150  # no letter is left, only a grey where lines stand
    assert high == 255


def test_letters_stand_where_the_page_shows_them(pdf: Path) -> None:
    found = letters_apart(pdf, 1)
    text = join_lines(found.letters)
    places = align(found.letters, text)
    assert [found.letters[p] for p in places if p >= 0] == [c for c in text if not c.isspace()]
    start = text.index("on Monday that nine boats stayed")
    span = range(start, start + len("on Monday that nine boats stayed"))
    boxes = rectangles([found.boxes[places[at]] for at in span if places[at] >= 0])
    assert len(boxes) == 2  # it goes over two printed lines
    assert all(x >= 0 and y >= 0 and x + w <= 1 and y + h <= 1 for x, y, w, h in boxes)
    assert boxes[1][1] > boxes[0][1]
    assert boxes[0][0] > boxes[1][0]


@given(st.text("ab -\n", max_size=30))
def test_what_is_joined_of_letters_is_found_among_them_in_order(letters: str) -> None:
    text = join_lines(letters)
    places = [p for p in align(letters, text) if p >= 0]
    assert places == sorted(set(places))
    assert len(places) == sum(not char.isspace() for char in text)


def test_a_picture_is_drawn_upright_without_what_was_hidden_in_it(tmp_path: Path) -> None:
    path = tmp_path / "photo"
    image = Image.new("RGB", (80, 40), (200, 30, 30))
    exif = image.getexif()
    exif[0x0112] = 6  # turned
    exif[0x010E] = "a secret remark"
    image.save(path, "JPEG", exif=exif)
    drawn = draw_apart(path, 1, 600, blurred=False)
    assert picture_of(drawn.png).size == (40, 80)
    assert b"secret" not in drawn.png


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 broken", b"\x89PNG\r\n\x1a\n broken", b"<svg/>"])
def test_what_cannot_be_drawn_is_a_sentence(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "bad"
    path.write_bytes(data)
    with pytest.raises(UnreadableSourceError):
        draw_apart(path, 1, 600, blurred=False)


def test_a_picture_that_is_too_large_is_not_decoded(tmp_path: Path) -> None:
    path = tmp_path / "huge"
    Image.new("1", (30_000, 30_000)).save(path, "PNG")
    with pytest.raises(UnreadableSourceError):
        draw_apart(path, 1, 600, blurred=False)


@pytest.mark.parametrize("page", [0, 3, 99])
def test_a_page_that_is_not_there_is_a_sentence(pdf: Path, page: int) -> None:
    with pytest.raises(InputError):
        letters_apart(pdf, page)
