"""Small files of every kind, made by hand: what they say is invented."""

from __future__ import annotations

import hashlib
import io
import zipfile

import docx

_HEADLINE = "The harbour office reported on Monday that three ferries were late"
_LEAD = (
    "The office said in a statement that the delay was caused by a storm which closed the outer "
    "harbour for two days and broke four lamps on the old pier."
)
_BODY = (
    "Fishermen told the office that at least nine boats had stayed at sea during the storm and "
    "that nobody had warned them before it came."
)
ARTICLE = (_HEADLINE, _LEAD, _BODY)

PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>Three ferries late - Harbour Gazette</title>
<meta property="og:site_name" content="Harbour Gazette">
<meta property="article:published_time" content="2019-05-03T10:00:00-04:00">
<script>var late = "<p>never shown</p>";</script></head>
<body><nav><a href="/">Start page</a> <a href="/sea">Sea</a></nav>
<!-- a comment -->
<article><h1>{0}</h1>
<p>The office said in a statement that the delay was caused by a <b>storm</b> which closed the
outer harbour for two days and broke four lamps on the old pier.</p>
<p>{2}</p>
<figure><img src="http://nowhere.invalid/x.png"><figcaption>The old pier</figcaption></figure>
</article><footer>Contact and imprint</footer></body></html>
""".format(*ARTICLE)


def pdf_bytes(pages: list[list[str]], *, encrypt: bool = False) -> bytes:
    """Return a PDF with lines of text on its pages; an empty page has no text layer."""
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    for i, lines in enumerate(pages):
        shown = " ".join(f"({line}) Tj 0 -14 Td" for line in lines)
        stream = f"BT /F1 11 Tf 60 760 Td {shown} ET".encode("cp1252") if lines else b""
        objects += [
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents {5 + 2 * i} 0 R"
            f"/Resources<</Font<</F1 3 0 R>>>>>>".encode(),
            f"<</Length {len(stream)}>>stream\n".encode() + stream + b"\nendstream",
        ]
    objects.append(b"<</Title(Three ferries)/CreationDate(D:20190503101500Z)>>")
    trailer = f"/Root 1 0 R/Info {len(objects)} 0 R"
    if encrypt:
        user, owner = hashlib.sha256(b"user").digest(), hashlib.sha256(b"owner").digest()
        objects.append(
            f"<</Filter/Standard/V 1/R 2/P -4/O<{owner.hex()}>/U<{user.hex()}>>>".encode()
        )
        trailer += f"/Encrypt {len(objects)} 0 R/ID[<00112233445566778899aabbccddeeff>"
        trailer += "<00112233445566778899aabbccddeeff>]"
    return _assemble(objects, trailer)


def _assemble(objects: list[bytes], trailer: str) -> bytes:
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n".encode() + content + b"\nendobj\n")
    table = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    for place in places:
        out.write(f"{place:010d} 00000 n \n".encode())
    out.write(f"trailer<</Size {len(objects) + 1}{trailer}>>\nstartxref\n{table}\n%%EOF".encode())
    return out.getvalue()


def docx_bytes() -> bytes:
    document = docx.Document()
    document.add_heading(ARTICLE[0], level=1)
    document.add_paragraph(ARTICLE[1])
    table = document.add_table(rows=2, cols=2)
    for row, cells in zip(table.rows, (("harbour", "boats"), ("North pier", "9")), strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    document.add_paragraph(ARTICLE[2])
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def docx_with(body: bytes, *, part: str = "word/document.xml") -> bytes:
    """Return a Word document with one part replaced."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(docx_bytes())) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            target.writestr(entry, body if entry.filename == part else source.read(entry))
    return out.getvalue()


def docx_bomb(size: int = 150_000_000) -> bytes:
    return docx_with(b"<a>" + b" " * size)


def docx_paragraphs(xml: str) -> bytes:
    """Return a Word document whose body holds the given XML (prefix w)."""
    head = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    return docx_with(f"{head}<w:body>{xml}</w:body></w:document>".encode())
