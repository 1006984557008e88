from __future__ import annotations

import codecs
import hashlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hechos.reading.read import Reading, ReadingRules, read_bytes_of, read_text
from hechos.records import SegmentKind, TextSpan

from .conftest import CASE, ReadBytes, capture_of
from .files import ARTICLE, docx_bomb, docx_bytes, docx_with, pdf_bytes


def check_reading(reading: Reading) -> None:
    """Hold what every reading holds: a text or a failure, spans inside the text, quotes true."""
    assert (reading.text is None) == (reading.failure is not None)
    if reading.text is None:
        assert reading.failure is not None
        assert reading.failure.sentence.endswith(".")
        return
    body = reading.text.body
    assert reading.text.hash == hashlib.sha256(body.encode()).hexdigest()
    assert all(0 <= s.start < s.end <= len(body) for s in reading.text.segments)
    starts = [start for start, _ in reading.text.map]
    assert starts == sorted(set(starts))
    assert starts[0] <= len(body)
    for claim in reading.claims:
        for passage in claim.passages:
            if isinstance(passage.selector, TextSpan):
                assert passage.selector.holds_in(body)


def test_plain_text_is_kept_as_it_is(read: ReadBytes) -> None:
    content = "First line\r\n\r\nThe ferry\u00a0was late, the office said.\r\n"
    text = read(content).text
    assert text is not None
    assert text.body == content
    assert text.tool == "plain text (utf-8)"


@pytest.mark.parametrize(
    ("bom", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
    ],
)
def test_byte_order_mark_is_all_that_goes(read: ReadBytes, bom: bytes, encoding: str) -> None:
    content = "El barco llegó tarde 🚢, según la oficina.\n"
    text = read(bom + content.encode(encoding)).text
    assert text is not None
    assert text.body == content
    assert text.map[0] == (0, f"byte:{len(bom)}")


def test_map_leads_to_the_bytes(read: ReadBytes) -> None:
    content = ("Según la oficina del puerto, el barco llegó tarde. 🚢\n" * 300).encode()
    text = read(content).text
    assert text is not None
    assert len(text.map) > 3
    for start, where in text.map:
        byte = int(where.removeprefix("byte:"))
        assert content[byte:].decode().startswith(text.body[start : start + 50])


def test_old_encoding_is_told_and_noted(read: ReadBytes) -> None:
    reading = read("El barco llegó tarde – según la oficina del puerto".encode("cp1252"))
    assert reading.text is not None
    assert reading.text.body.startswith("El barco llegó tarde –")
    assert [w.code for w in reading.warnings] == ["encoding"]


def test_mixed_encodings_keep_the_readable_part(read: ReadBytes) -> None:
    first = "Según la oficina, el barco llegó tarde.\n".encode()
    content = first + "Según ".encode("cp1252") + "la señora Muñoz".encode()
    reading = read(content)
    assert reading.text is not None
    assert reading.text.body.endswith("Seg\ufffdn la señora Muñoz")
    assert [w.code for w in reading.warnings] == ["mixed_encoding"]
    at = reading.text.body.index("\ufffd")
    places = dict(reading.text.map)
    assert content[int(places[at].removeprefix("byte:"))] == 0xFA
    assert content[int(places[at + 1].removeprefix("byte:")) :].startswith(b"n la ")


def test_unnormalised_text_is_told(read: ReadBytes) -> None:
    reading = read("La cancio\u0301n se oyo\u0301 en el puerto")
    assert reading.text is not None
    assert not reading.text.nfc


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"", "a.txt", ("empty", "empty")),
        (b" \r\n\t", "a.txt", ("empty", "empty")),
        (codecs.BOM_UTF8, "a.txt", ("empty", "empty")),
        (b"one\0two", "a.txt", ("binary", "binary")),
        (bytes(range(256)) * 9, "a.txt", ("binary", "binary")),
        (b"\x89PNG\r\n\x1a\n\0\0", "a.png", ("unsupported", "PNG")),
        (b"\xff\xd8\xff\xe0", "a.txt", ("unsupported", "JPEG")),
        (b"{\\rtf1 x}", "a.doc", ("unsupported", "RTF")),
        (b"<?xml version='1.0'?><a/>", "a.xml", ("unsupported", "XML")),
        (b"PK\x03\x04 broken", "a.docx", ("damaged", "damaged")),
        (b"%PDF-1.4 broken", "a.pdf", ("damaged", "damaged")),
        (b"MZ\x90\0\x03", "a.exe", ("unsupported", "program")),
        (b"<html><body> </body></html>", "a.html", ("no_text", "no text")),
        (pdf_bytes([[], []]), "a.pdf", ("no_text", "OCR")),
        (pdf_bytes([["x"]], encrypt=True), "a.pdf", ("encrypted", "password")),
        (docx_bomb(), "a.docx", ("zip_bomb", "unpack")),
        (docx_with(b"<a>" * 100_000), "a.docx", ("damaged", "damaged")),
        (docx_with(b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "a.docx", ("unsafe_xml", "entit")),
        (docx_with(b"no xml", part="[Content_Types].xml"), "a.docx", ("damaged", "damaged")),
    ],
)
def test_bad_file_is_one_sentence(
    read: ReadBytes, content: bytes, name: str, told: tuple[str, str]
) -> None:
    failure = read(content, name).failure
    assert failure is not None
    assert failure.code == told[0]
    assert told[1] in failure.sentence
    assert failure.sentence.count(". ") == 0
    assert (failure.item, failure.stage) == (name, "reading")


def test_text_that_speaks_of_formats_is_text(read: ReadBytes) -> None:
    reading = read("The clerk wrote that %PDF-1.4 and <html> are the first words of such files.")
    assert reading.failure is None


def test_too_large_file_is_not_opened(tmp_path: Path, rules: ReadingRules) -> None:
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    reading = read_bytes_of(path, capture_of("large.txt"), rules=rules, case=CASE)
    assert reading.failure is not None
    assert reading.failure.code == "too_large"


def test_missing_file_is_one_sentence(tmp_path: Path, rules: ReadingRules) -> None:
    reading = read_bytes_of(tmp_path / "none", capture_of("a.txt"), rules=rules, case=CASE)
    assert reading.failure is not None
    assert reading.failure.code == "missing"


def test_ids_repeat(read: ReadBytes) -> None:
    content = "Published: 12 March 2024\n\n" + "\n\n".join(ARTICLE)
    assert read(content) == read(content)


def test_text_from_memory_is_the_same_reading(read: ReadBytes) -> None:
    content = "\n\n".join(ARTICLE)
    assert read_text(content, capture=capture_of("note.txt"), case=CASE) == read(content)


def test_rules_print_their_files(rules: ReadingRules) -> None:
    names = [ruleset.name for ruleset in rules.rulesets]
    assert {"limits.toml", "document.toml", "segments.es.toml"} <= set(names)
    assert all(len(ruleset.hash) == 64 for ruleset in rules.rulesets)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The office said that the ferry was late and that nobody had been told of it.", "en"),
        ("La oficina dijo que el barco llegó tarde y que nadie había sido avisado de ello.", "es"),
        ("O escritório disse que o barco chegou tarde e que ninguém tinha sido avisado.", "pt"),
        ("Le bureau du port a dit que le bateau est en retard et que les cafés sont pleins.", "fr"),
        ("Das Amt sagte, dass die Fähre zu spät kam und dass niemand davon wusste.", "de"),
        ("Barco tarde", None),
        ("12 345", "und"),
    ],
)  # fmt: skip
def test_language(read: ReadBytes, text: str, language: str | None) -> None:
    found = read(text).text
    assert found is not None
    assert found.language == (language or found.language)
    assert language is not None or found.language in ("en", "es", "pt")


def test_notice_in_another_language_does_not_decide(read: ReadBytes) -> None:
    notice = "Demonstration text written for hechos; facts from the report of a council, 3 May 2019"
    reading = read(f"{notice}\n\nLa oficina dijo que el barco llegó tarde el lunes y que espera.")
    assert reading.text is not None
    assert reading.text.language == "es"
    assert reading.text.segments[0].kind is SegmentKind.BOILERPLATE


_MAGIC = st.sampled_from(
    [b"", b"%PDF-1.4\n", b"PK\x03\x04", b"<html><body>", b"\xff\xfe", codecs.BOM_UTF8, b" date "]
)
_SOUND = [docx_bytes(), pdf_bytes([list(ARTICLE)])]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(head=_MAGIC, rest=st.binary(max_size=300), name=st.sampled_from(["a.txt", "a.html"]))
def test_any_bytes_give_a_reading(read: ReadBytes, head: bytes, rest: bytes, name: str) -> None:
    check_reading(read(head + rest, name))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_damaged_documents_give_a_reading(read: ReadBytes, data: st.DataObject) -> None:
    sound = bytearray(data.draw(st.sampled_from(_SOUND)))
    for _ in range(data.draw(st.integers(1, 12))):
        sound[data.draw(st.integers(0, len(sound) - 1))] = data.draw(st.integers(0, 255))
    check_reading(read(bytes(sound), "a.bin"))


_PIECES = st.sampled_from(
    ["“", "”", '"', "«", "»", "\n", "\r\n", "\n\n", " ", "PHOTO A B, C D", "Related stories",
     "–ABC/DEF", "Yesterday 10:00", "Friday, May 3, 2019", "Perfil", "[et]", "ends", "\u2028",
     " date 2019-05-03", "PORT (A B / C D - 3rd May, 2019) ", "word word word.", "–", "Ábc"]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(_PIECES | st.text(max_size=12), max_size=24).map("".join))
def test_any_text_gives_a_sound_reading(body: str) -> None:
    if body.strip() and body.isprintable() | ("\n" in body):
        body = body.encode("utf-8", "replace").decode()
        check_reading(read_text(body, capture=capture_of("a.txt"), case=CASE))
