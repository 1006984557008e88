"""Subtitles and transcripts (SRT, WebVTT) to text, with the time at which each cue is said.

Cues that follow each other make one paragraph, so that a sentence cut into cues is one sentence
again; a pause or another speaker begins a new one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hechos.errors import UnreadableSourceError
from hechos.reading.rules import VERSION, Extract

PAUSE_MS = 2500
NAMES = (".srt", ".vtt")
_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{3})"
_TIMES = re.compile(rf"^\s*{_TIME}\s*-->\s*{_TIME}")
_VOICE = re.compile(r"<v(?:\.[^ >]*)?\s+([^>]+)>")
_TAG = re.compile(r"</?[a-zA-Z0-9][^>\n]*>|\{\\[^}\n]*\}")
_BLANK = re.compile(r"\r?\n[ \t]*(?:\r?\n[ \t]*)+")
_DASH = re.compile(r"^\s*[-–—]\s*")


@dataclass(frozen=True, slots=True)
class Cue:
    """One subtitle. `speaker` is empty where none is marked; "–" where only a change is."""

    start: int
    end: int
    words: str
    speaker: str = ""


def is_transcript(body: str, name: str) -> bool:
    """Say whether a text is a list of cues: by its name or its first line, and by what it holds."""
    named = name.lower().endswith(NAMES) or body.startswith("WEBVTT")
    return named and next(cues(body), None) is not None


def read_transcript(body: str) -> Extract:
    """Return what is said, with the time of each cue in the map. Raises UnreadableSourceError
    where no cue holds words."""
    parts: list[str] = []
    starts: list[tuple[int, str]] = []
    at, before = 0, None
    for cue in cues(body):
        between = _between(before, cue)
        if between == "\n\n" and len(cue.speaker) > 1:
            between += f"{cue.speaker}: "
        if before is None:
            between = between.removeprefix("\n\n")
        at += len(between)
        starts.append((at, f"time:{cue.start}"))
        parts += [between, cue.words]
        at += len(cue.words)
        before = cue
    if not parts:
        raise UnreadableSourceError("The transcript holds no words.", code="no_text")
    return Extract(
        body="".join(parts),
        map=tuple(starts),
        tool="transcript (cues)",
        tool_version=VERSION,
        kind="transcript",
    )


def _between(before: Cue | None, cue: Cue) -> str:
    if before is None or cue.start - before.end > PAUSE_MS:
        return "\n\n"
    changed = cue.speaker == "–" or cue.speaker != before.speaker
    return "\n\n" if changed and cue.speaker else " "


def cues(body: str) -> Iterator[Cue]:
    """Yield the cues that hold words, in the order of the file."""
    for block in _BLANK.split(body.strip()):
        lines = block.splitlines()
        at = next((n for n, line in enumerate(lines[:2]) if _TIMES.match(line)), None)
        if at is None:
            continue
        found = _TIMES.match(lines[at])
        if found is None:
            continue
        start, end = _ms(found.groups()[:4]), _ms(found.groups()[4:])
        raw = lines[at + 1 :]
        voice = next((m[1].strip() for line in raw if (m := _VOICE.search(line))), "")
        if not voice and raw and _DASH.match(raw[0]):
            voice = "–"
        words = " ".join(_DASH.sub("", _TAG.sub("", line)).strip() for line in raw)
        words = " ".join(words.split())
        if words:
            yield Cue(start, max(start, end), words, voice)


def _ms(groups: tuple[str | None, ...]) -> int:
    hours, minutes, seconds, rest = (int(value or 0) for value in groups)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest
