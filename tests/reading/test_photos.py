"""Pictures of files by a hash that survives scaling, noise and saving again."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pypdfium2
import pytest

from hechos.reading.photos import difference_hash, photo_of_jpeg, photos_of_pdf


def scene(seed: int) -> npt.NDArray[np.float64]:
    rng = np.random.default_rng(seed)
    return np.kron(rng.integers(0, 255, (12, 16)).astype(float), np.ones((20, 20)))


def differ(a: str | None, b: str | None) -> int:
    assert a
    assert b
    return (int(a, 16) ^ int(b, 16)).bit_count()


def test_a_smaller_noisier_darker_copy_has_nearly_the_same_hash() -> None:
    whole = scene(1)
    noise = np.random.default_rng(2).normal(0, 3, whole[::2, ::2].shape)
    assert differ(difference_hash(whole), difference_hash(whole[::2, ::2] * 0.8 + noise)) <= 4


def test_other_pictures_and_colours_are_told_apart() -> None:
    assert differ(difference_hash(scene(1)), difference_hash(scene(2))) > 12
    grey = scene(3)
    assert difference_hash(np.stack([grey] * 3, axis=2)) == difference_hash(grey)


@pytest.mark.parametrize("pixels", [np.full((200, 200), 7.0), np.zeros((4, 4))])
def test_a_plain_or_tiny_picture_has_no_hash(pixels: npt.NDArray[np.float64]) -> None:
    assert difference_hash(pixels) is None


@pytest.mark.parametrize("data", [b"", b"\x89PNG", b"\xff\xd8\xff\xe0 no picture"])
def test_what_is_no_jpeg_has_no_hash(data: bytes) -> None:
    assert photo_of_jpeg(data) is None


def test_a_picture_in_a_pdf_is_read_with_its_page() -> None:
    document = pypdfium2.PdfDocument.new()
    document.new_page(300, 300)
    page = document.new_page(300, 300)
    grey = scene(1).astype(np.uint8)
    bitmap = pypdfium2.PdfBitmap.new_native(grey.shape[1], grey.shape[0], 3)
    bitmap.to_numpy()[...] = np.stack([grey] * bitmap.n_channels, axis=2)
    image = pypdfium2.PdfImage.new(document)
    image.set_bitmap(bitmap)
    image.set_matrix(pypdfium2.PdfMatrix().scale(200, 150))
    page.insert_obj(image)
    page.gen_content()
    (found,) = photos_of_pdf(document)
    assert (found.type, found.where) == ("photo", "picture on page 2")
    assert differ(found.value, difference_hash(scene(1))) <= 1
