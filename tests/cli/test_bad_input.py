from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest
from tests.conftest import Cli

GOOD = (
    "Published: 3 May 2024\n\nThe office said that 7 people were killed in Norvik on 2 May 2024.\n"
)


def bomb(path: Path) -> None:
    """A .docx of a few kilobytes that unpacks to hundreds of megabytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("word/document.xml", b"\0" * 300_000_000)


def mixed(path: Path) -> None:
    path.write_bytes("Año nuevo\n".encode() + "Año viejo\n".encode("latin-1") + GOOD.encode())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "good.txt").write_text(GOOD, encoding="utf-8")
    (folder / "zz-good.txt").write_text(GOOD.replace("Norvik", "Sandal"), encoding="utf-8")
    return folder


def failures(cli: Cli) -> dict[str, tuple[str, str]]:
    row = cli.rows("status", "c")[0]
    return {item: (code, sentence) for item, code, sentence in row["failed"]}


def check_others_went_on(cli: Cli) -> None:
    names = {c["capture"]["name"] for c in cli.rows("claims", "c")}
    assert {"good.txt", "zz-good.txt"} <= names


def test_each_kind_of_trouble_is_one_sentence_and_the_others_go_on(cli: Cli, folder: Path) -> None:
    (folder / "empty.txt").write_bytes(b"")
    (folder / "binary.bin").write_bytes(os.urandom(4000))
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + os.urandom(400))
    (folder / "broken-link.txt").symlink_to(folder / "nowhere.txt")
    bomb(folder / "bomb.docx")
    mixed(folder / "mixed.txt")
    (folder / "locked.pdf").write_bytes(encrypted_pdf())
    (folder / "scan.pdf").write_bytes(scanned_pdf())
    (folder / "rubbish.pdf").write_bytes(b"%PDF-1.7 rubbish")
    cli("new", "c")
    result = cli("add", "c", str(folder), str(folder / "missing.txt"), code=4)
    found = failures(cli)
    for name in (
        "empty.txt",
        "binary.bin",
        "picture.png",
        "broken-link.txt",
        "bomb.docx",
        "locked.pdf",
        "scan.pdf",
        "rubbish.pdf",
    ):
        code, sentence = found[name]
        assert code
        assert sentence.endswith(".")
        assert "\n" not in sentence
        assert name in result.stderr
    assert "OCR" in found["scan.pdf"][1]
    assert "missing.txt" in result.stderr
    assert "Traceback" not in result.output
    check_others_went_on(cli)
    cli("verify", "--deep")


def test_a_text_of_200_megabytes_is_kept_and_not_read(cli: Cli, folder: Path) -> None:
    with (folder / "huge.txt").open("wb") as file:
        for _ in range(200):
            file.write(b"All quiet in the town of Norvik today. " * 26_214)
    cli("new", "c")
    cli("add", "c", str(folder), code=4)
    code, sentence = failures(cli)["huge.txt"]
    assert code == "too_large"
    assert "204,469,200 bytes" in sentence
    check_others_went_on(cli)


def test_nothing_but_a_missing_path_is_nothing_done(cli: Cli, tmp_path: Path) -> None:
    cli("new", "c")
    result = cli("add", "c", str(tmp_path / "nowhere"), code=1)
    assert "no such file" in result.stderr


def test_an_address_on_the_network_says_that_it_waits(cli: Cli) -> None:
    cli("new", "c")
    result = cli("add", "c", "https://example.org/page", code=1)
    assert "cannot fetch" in result.stderr


def test_standard_input_is_a_source(cli: Cli) -> None:
    cli("new", "c")
    cli("add", "c", "-", stdin=GOOD)
    assert cli.rows("claims", "c")


@pytest.mark.parametrize(
    "words",
    [
        ("claims", "nowhere"),
        ("new", "Not A Name"),
        ("show", "0123"),
        ("report", "nowhere"),
        ("import", "nowhere.tar"),
        ("new", "x", "--pack", "nowhere"),
        ("new", "x", "--standard", "a hunch"),
    ],
    ids=" ".join,
)
def test_wrong_names_end_in_a_sentence(cli: Cli, words: tuple[str, ...]) -> None:
    cli("new", "c")
    result = cli(*words, code=1)
    assert result.stderr.startswith("hechos: ")
    assert "Traceback" not in result.output


def pdf(objects: list[bytes], trailer: bytes = b"") -> bytes:
    """Write the objects as a PDF with a right cross-reference table."""
    out, offsets = io.BytesIO(), []
    out.write(b"%PDF-1.4\n")
    for number, body in enumerate(objects, 1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for offset in offsets:
        out.write(b"%010d 00000 n \n" % offset)
    out.write(
        b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, trailer, start)
    )
    return out.getvalue()


PAGES = [
    b"<< /Type /Catalog /Pages 2 0 R >>",
    b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R /Resources << >> >>",
    b"<< /Length 16 >>\nstream\n0 0 100 100 re f\nendstream",
]


def scanned_pdf() -> bytes:
    return pdf(PAGES)


def encrypted_pdf() -> bytes:
    locked = (
        b"<< /Filter /Standard /V 1 /R 2 /P -44 /O <"
        b"28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A"
        b"> /U <" + b"AA" * 32 + b"> >>"
    )
    ids = b"/Encrypt 5 0 R /ID [<%s> <%s>]" % (b"0123456789ABCDEF" * 2, b"0123456789ABCDEF" * 2)
    return pdf([*PAGES, locked], ids)
