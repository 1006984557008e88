"""HTML to text: the main text of a page, each part with the number of its text node.

Nothing is rendered or fetched. trafilatura says which blocks of the page are its main text; the
text itself and its order are taken from the DOM, so that every offset leads to a node."""

from __future__ import annotations

import contextlib
import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import lxml.etree
import lxml.html
import trafilatura

from hechos.errors import UnreadableSourceError
from hechos.reading.decode import decode_text
from hechos.reading.rules import Extract, Metadatum, ReadingRules, load_table
from hechos.records import Segment, SegmentKind

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_XML_HEAD = re.compile(r"\s*<\?xml[^>]{0,200}\?>")
_SPACE = re.compile(r"[ \t\n\r\f\v]+")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MARKUP = re.compile(r"\W+")
_JSON_TYPES = {"datePublished": "published", "headline": "title"}
_DATED_WORDS = 20
_NO_TEXT = "The page holds no text."
_WHOLE_PAGE = (
    "The article could not be told from the page around it; the whole text of the page is read."
)


@dataclass(slots=True)
class Block:
    """One block of the page (a paragraph, a heading, a cell): its text with blanks collapsed,
    and (offset, node) pairs for the text nodes inside it."""

    tag: str
    outside: bool
    text: str = ""
    nodes: list[tuple[int, int]] = field(default_factory=list)

    def add(self, piece: str, node: int) -> None:
        collapsed = _SPACE.sub(" ", piece)
        if not self.text or self.text.endswith(" "):
            collapsed = collapsed.removeprefix(" ")
        if collapsed:
            self.nodes.append((len(self.text), node))
            self.text += collapsed


def read_html(data: bytes, rules: ReadingRules) -> Extract:
    """Return the main text of a page with its headline, and what its head says about it."""
    page, note = _decode(data, rules)
    tree, is_whole = _parse(page)
    blocks = [block for block in _blocks(tree) if block.text.strip()]
    chosen, whole = _main_blocks(page, blocks)
    title = _headline(tree, blocks, chosen)
    dated = _dated(blocks, title, chosen)
    body, nodes, marks = _compose(blocks, sorted({*chosen, *dated, *title}), title)
    notes = [note] if note else []
    if not is_whole:
        notes.append(("too_deep", "The page is nested too deeply; what lies deepest is not read."))
    if whole:
        notes.append(("whole_page", _WHOLE_PAGE))
    if not body.strip():
        words = "The page is nested too deeply to be read." if not is_whole else _NO_TEXT
        raise UnreadableSourceError(words, code="no_text" if is_whole else "too_deep")
    return Extract(
        body=body,
        map=nodes,
        tool="html (trafilatura, lxml)",
        tool_version=f"{trafilatura.__version__}, {lxml.etree.__version__}",
        metadata=tuple(_metadata(tree)),
        marks=marks,
        notes=tuple(notes),
    )


def _decode(data: bytes, rules: ReadingRules) -> tuple[str, tuple[str, str] | None]:
    """Return the page as text: by its byte-order mark or as UTF-8, else as it declares."""
    decoded = decode_text(data, rules)
    body, note = decoded.body, (decoded.code, decoded.note) if decoded.code else None
    declared = _CHARSET.search(data[:4096])
    if decoded.code and declared:
        with contextlib.suppress(LookupError, UnicodeError):
            body, note = data.decode(declared[1].decode("ascii"), "replace"), None
    return _XML_HEAD.sub("", body, count=1).replace("\0", ""), note


def _parse(page: str) -> tuple[Any, bool]:
    """Return the tree of the page, and whether all of the page is in it."""
    parser = lxml.html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    try:
        tree = lxml.html.document_fromstring(page, parser=parser)
    except (lxml.etree.ParserError, lxml.etree.XMLSyntaxError) as error:
        raise UnreadableSourceError(_NO_TEXT, code="no_text") from error
    return tree, not any("depth" in entry.message.lower() for entry in parser.error_log)


def _blocks(tree: Any) -> Iterator[Block]:
    """Yield the blocks of the page in its order; text nodes are numbered from 0 as they come:
    the text of an element, then its children, then the text behind it."""
    tags = {
        kind: frozenset(names.split()) for kind, names in load_table("html.toml")["tags"].items()
    }
    block, node, skipping, outside = Block(tag="body", outside=False), 0, 0, 0
    for event, element in lxml.etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        step = 1 if event == "start" else -1
        hidden = tag in tags["skipped"] or _is_hidden(element)
        if hidden and event == "start":
            skipping += 1
        outside += step if tag in tags["outside"] else 0
        if tag in tags["blocks"]:
            yield block
            block = Block(tag=tag if event == "start" else "", outside=outside > 0)
        if tag in tags["cells"] and event == "start" and block.text.strip():
            block.add(" | ", node)
        piece = element.text if event == "start" else element.tail
        if hidden and event == "end":
            skipping -= 1
        if piece:
            if not skipping:
                block.add(piece, node)
            node += 1
    yield block


def _is_hidden(element: Any) -> bool:
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    return bool(_HIDDEN.search(element.get("style") or ""))


def _main_blocks(page: str, blocks: Sequence[Block]) -> tuple[set[int], bool]:
    """Return the blocks of the main text, and whether that is the whole page for want of better."""
    main = trafilatura.extract(
        page, include_comments=False, include_tables=True, with_metadata=False, output_format="txt"
    )
    chosen = _aligned((main or "").split("\n"), blocks)
    if chosen:
        return chosen, False
    inside = {i for i, block in enumerate(blocks) if not block.outside}
    return inside or set(range(len(blocks))), True


def _aligned(paragraphs: Sequence[str], blocks: Sequence[Block]) -> set[int]:
    """Return the blocks that hold the paragraphs: letters are compared, in the page's order
    first, and a block counts when at least half of its letters are held."""
    letters = [_MARKUP.sub("", block.text) for block in blocks]
    starts, total = [], 0
    for word in letters:
        starts.append(total)
        total += len(word)
    joined, at, held = "".join(letters), 0, [0] * len(blocks)
    for paragraph in paragraphs:
        sought = _MARKUP.sub("", paragraph)
        found = joined.find(sought, at) if sought else -1
        if sought and found < 0:
            found = joined.find(sought)
        if found < 0:
            continue
        at = found + len(sought)
        for i in range(bisect_right(starts, found) - 1, len(blocks)):
            if starts[i] >= at:
                break
            held[i] += min(at, starts[i] + len(letters[i])) - max(found, starts[i])
    return {i for i, count in enumerate(held) if count and 2 * count >= len(letters[i])}


def _headline(tree: Any, blocks: Sequence[Block], chosen: set[int]) -> list[int]:
    """Return the block of the headline: the first heading 1 in the main text, else the heading 1
    before it that the title of the page repeats, else the only one."""
    first = min(chosen, default=0)
    headings = [i for i, block in enumerate(blocks) if block.tag == "h1"]
    inside = [i for i in headings if i in chosen and i <= first + 3]
    if inside:
        return inside[:1]
    titles = _MARKUP.sub(
        "", " ".join(tree.xpath("//title/text()|//meta[@property='og:title']/@content"))
    )
    named = [i for i in headings if i < first and _MARKUP.sub("", blocks[i].text) in titles]
    before = [i for i in headings if i < first]
    return named[-1:] or (before if len(before) == 1 else [])


def _dated(blocks: Sequence[Block], title: list[int], chosen: set[int]) -> list[int]:
    """Return the short blocks between headline and main text that print a year: the date line."""
    if not title:
        return []
    first = min((i for i in chosen if i > title[0]), default=title[0])
    return [
        i
        for i in range(title[0] + 1, first)
        if len(blocks[i].text.split()) <= _DATED_WORDS
        and re.search(r"\b[12]\d{3}\b", blocks[i].text)
    ]


def _compose(
    blocks: Sequence[Block], order: list[int], title: list[int]
) -> tuple[str, tuple[tuple[int, str], ...], tuple[Segment, ...]]:
    """Return the text of the blocks a blank line apart, its map to nodes, and the headings."""
    parts: list[str] = []
    nodes: list[tuple[int, str]] = []
    marks: list[Segment] = []
    at = 0
    for i in order:
        block, text = blocks[i], blocks[i].text.rstrip(" ")
        nodes += [(at + start, f"node:{node}") for start, node in block.nodes if start < len(text)]
        kind = _mark(block, is_title=i in title)
        if kind is not None and text.strip():
            marks.append(Segment(kind=kind, start=at, end=at + len(text)))
        parts.append(text)
        at += len(text) + 2
    return "\n\n".join(parts), tuple(nodes), tuple(marks)


def _mark(block: Block, *, is_title: bool) -> SegmentKind | None:
    if is_title or block.tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
        return SegmentKind.TITLE
    return SegmentKind.CAPTION if block.tag == "figcaption" else None


def _metadata(tree: Any) -> Iterator[Metadatum]:
    """Yield what the head of the page says about it: meta tags, linked data, the time element."""
    for entry in load_table("html.toml")["metadatum"]:
        for value in tree.xpath(entry["path"])[:1]:
            if str(value).strip():
                yield Metadatum(type=entry["type"], value=str(value).strip(), where=entry["name"])
                break
    for script in tree.xpath("//script[@type='application/ld+json']/text()")[:5]:
        yield from _linked_data(str(script))


def _linked_data(script: str) -> Iterator[Metadatum]:
    try:
        plain = json.loads(script)
    except (ValueError, RecursionError):
        return
    items = plain.get("@graph", [plain]) if isinstance(plain, dict) else plain
    for item in items if isinstance(items, list) else []:
        if not isinstance(item, dict):
            continue
        for key, kind in _JSON_TYPES.items():
            if isinstance(item.get(key), str) and item[key].strip():
                yield Metadatum(type=kind, value=item[key].strip(), where=f"linked data {key}")
        publisher = item.get("publisher")
        name = publisher.get("name") if isinstance(publisher, dict) else None
        if isinstance(name, str) and name.strip():
            yield Metadatum(type="publisher", value=name.strip(), where="linked data publisher")
