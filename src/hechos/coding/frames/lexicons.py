"""The rule data of one language: act words, function words, sentence frames, looked up by word."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from hechos.coding.frames.cues import voice_cues, voice_tables
from hechos.errors import LexiconError
from hechos.lang.folding import fold_same_length
from hechos.lang.lexicon import load_toml

WORD = re.compile(r"\w+(?:-\w+)*|['’]s\b|\.\.\.|--|[^\w\s]")


@dataclass(frozen=True, slots=True, kw_only=True)
class ActEntry:
    """One act in one word family; the fields are told in acts.en.toml."""

    id: str
    type: str
    examples: tuple[str, ...]
    kind: str = "act"
    unit: str = "persons"
    counted: str = "persons"
    verbs: tuple[str, ...] = ()
    finite: tuple[str, ...] = ()
    participles: tuple[str, ...] = ()
    gerunds: tuple[str, ...] = ()
    intransitive: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    victims: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    objects: str = "persons"
    specific: bool = False
    of_people: bool = False
    people_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ShapeFrame:
    """Where the number, the trigger and the parties stand, as a pattern over word classes.

    Groups: n number, t trigger. `cost` ranks frames that fit the same number."""

    id: str
    pattern: str
    examples: tuple[str, ...]
    cost: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form of an entry: `roles` are finite, participle, gerund, intransitive, noun, victim."""

    entry: ActEntry
    roles: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceFrame:
    """A statement read by a pattern over the words of one sentence; see frames.en.toml."""

    id: str
    type: str
    kind: str
    cues: tuple[str, ...]
    pattern: str
    examples: tuple[str, ...]
    label: str = ""
    strength: str = ""
    stance: str = ""
    polarity: str = ""
    unless: str = ""
    each: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentWords:
    """Words of one kind that tell who did what; the kinds are told in agents.en.toml."""

    id: str
    kind: str
    words: tuple[str, ...]
    example: str
    actor: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class CompiledFrame:
    entry: SentenceFrame
    regex: re.Pattern[str]
    unless: re.Pattern[str] | None


_PERSONS = ("persons", "things", "ones", "agents", "fractions")
_THINGS = ("objects", "weapons", "found")
Phrase = tuple[tuple[str, ...], str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Everything one language needs. `phrases` is keyed by first word, longest phrase first;
    `classes` by word with its accents; `frames` by id."""

    language: str
    acts: tuple[ActEntry, ...]
    phrases: dict[str, tuple[Phrase, ...]]
    classes: dict[str, str]
    words: dict[str, frozenset[str]]
    person_endings: tuple[str, ...]
    participle_endings: tuple[str, ...]
    gerund_endings: tuple[str, ...]
    verb_endings: tuple[str, ...]
    shapes: tuple[tuple[ShapeFrame, re.Pattern[str]], ...]
    frames: dict[str, CompiledFrame]
    openers: frozenset[str]
    frame_cues: dict[str, tuple[tuple[tuple[str, ...], str], ...]]
    cues: dict[str, Any]
    speakers: dict[str, frozenset[str]] = field(default_factory=dict)
    tables: dict[str, Any] = field(default_factory=dict)


_PLACING = ("against", "distance", "taken_to", "talks")


def data(name: str) -> Traversable:
    return files("hechos.coding") / "data" / name


def words_of(phrase: str) -> tuple[str, ...]:
    return tuple(m.group() for m in WORD.finditer(fold_same_length(phrase)))


def file_names(language: str) -> tuple[str, ...]:
    kinds = ("acts", "agents", "cues", "frames", "grammar", "manners", "occasions", "persons")
    return tuple(f"{kind}.{language}.toml" for kind in (*kinds, "standards"))


@functools.cache
def load_lexicon(language: str) -> Lexicon:
    """Return the lexicon of a language, read and checked once in a process."""
    grammar = load_toml(data(f"grammar.{language}.toml"))
    shapes = load_toml(data(f"grammar.{language}.toml"), entry=ShapeFrame)
    acts = load_toml(data(f"acts.{language}.toml"), entry=ActEntry)
    frames = load_toml(data(f"frames.{language}.toml"), entry=SentenceFrame)
    cues = load_toml(data(f"cues.{language}.toml"))
    persons = load_toml(data(f"persons.{language}.toml"))
    agents = load_toml(data(f"agents.{language}.toml"))
    makers = load_toml(data(f"agents.{language}.toml"), entry=AgentWords)
    phrases: dict[tuple[str, ...], tuple[str, Any]] = {}
    classes: dict[str, str] = {}
    for letter, words in grammar["classes"].items():
        for word in words:
            parts = words_of(word)
            if len(parts) == 1:
                classes.setdefault(word, letter)
            else:
                phrases.setdefault(parts, (letter, None))
    occasions = load_toml(data(f"occasions.{language}.toml"))
    compiled = {frame.id: _compile(frame, grammar.get("macros", {})) for frame in frames}
    _add_acts(phrases, acts, grammar["paradigms"]["rules"])
    by_first = _by_first(phrases)
    manners = load_toml(data(f"manners.{language}.toml"))
    frame_cues = _cues_of((*_named(frames, cues, occasions, makers), *_manners(manners)))
    standards = _standards(language)
    return Lexicon(
        language=language,
        openers=frozenset((*by_first, *frame_cues)),
        acts=acts,
        phrases=by_first,
        classes=classes,
        words=_word_sets(cues, persons, grammar, manners)
        | _agent_words(agents, makers, cues["speakers"], persons),
        person_endings=tuple(persons["person_endings"]),
        participle_endings=tuple(agents["participles"]),
        gerund_endings=tuple(agents["gerunds"]),
        verb_endings=tuple(agents["verbs"]),
        shapes=tuple((shape, _shape(shape, grammar.get("shapes", {}))) for shape in shapes),
        frames=compiled,
        frame_cues=frame_cues,
        cues=cues,
        speakers={k: frozenset(map(fold_same_length, v)) for k, v in cues["speakers"].items()},
        tables=_tables(cues, occasions, standards, grammar)
        | _agent_tables(agents, makers)
        | {"rights": _rights(language)},
    )


def _tables(
    cues: dict[str, Any],
    occasions: dict[str, Any],
    standards: tuple[tuple[dict[str, Any], re.Pattern[str]], ...],
    grammar: dict[str, Any],
) -> dict[str, Any]:
    """Return what the rules of voice and setting ask for, by name."""
    return {
        **voice_tables(cues),
        "standards": standards,
        "accidents": _optional_words(grammar.get("accidents", {}).get("causes")),
        "any_standard": re.compile("|".join(pattern.pattern for _, pattern in standards)),
        "hearsay": _optional(cues.get("hearsay", {}).get("pattern")),
        "occasions": {
            relation: tuple(map(fold_same_length, occasions[relation]))
            for relation in ("after", "inside")
        },
        "joined": _joined(cues["around"]["joined"]),
        **{key: re.compile(cues[key]["pattern"]) for key in (*_PATTERNS, *_PLACING)},
        **{key: _words_pattern(cues[key]["words"]) for key in _WORDINGS},
        "lifts": _words_pattern(cues["negation"]["lifts"]),
        "under": _words_pattern(cues["around"]["under"]),
    }


_PATTERNS = ("asides", "content", "items", "onset", "reasons")
_WORDINGS = ("apart", "cuts", "issued", "telling")
_AGENT_SETS = (
    *("articles", "between", "between_verb", "joins", "later", "links", "results", "then"),
)


def _agent_tables(agents: dict[str, Any], makers: Iterable[AgentWords]) -> dict[str, Any]:
    """Return what the rules of actors ask for, by name."""
    return {
        "agents": {key: frozenset(map(fold_same_length, agents[key])) for key in _AGENT_SETS},
        "naming": {
            fold_same_length(word): entry.name or word
            for entry in makers
            if entry.kind == "naming"
            for word in entry.words
        },
    }


def _word_sets(
    cues: dict[str, Any],
    persons: dict[str, Any],
    grammar: dict[str, Any],
    manners: dict[str, Any],
) -> dict[str, frozenset[str]]:
    """Return the lists of words that frames ask for by name; some languages lack some."""
    return {
        "none": frozenset(map(fold_same_length, cues["negation"]["nobody"])),
        "plain": frozenset(map(fold_same_length, manners["calamity"]["plain"])),
        **{key: frozenset(map(fold_same_length, persons[key])) for key in _PERSONS},
        **{key: frozenset(map(fold_same_length, persons.get(key, ()))) for key in _THINGS},
        "weapon_starts": frozenset(
            fold_same_length(word).split()[0] for word in persons.get("weapons", ())
        ),
        "aims": frozenset(grammar.get("aims", {}).get("words", ())),
        "including": frozenset(grammar.get("including", {}).get("words", ())),
        "mild": frozenset(grammar.get("accidents", {}).get("mild", ())),
    }


def _standards(language: str) -> tuple[tuple[dict[str, Any], re.Pattern[str]], ...]:
    rows = load_toml(data(f"standards.{language}.toml")).get("entry", [])
    return tuple((row, _words_pattern(row["words"])) for row in rows)


def _rights(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    rows = load_toml(data(f"standards.{language}.toml")).get("right", [])
    return tuple((row["id"], _words_pattern(row["words"])) for row in rows)


def _words_pattern(words: str | list[str]) -> re.Pattern[str]:
    """Whole words only, blanks as any white space; several wordings of one thing."""
    several = [words] if isinstance(words, str) else words
    parts = ("\\s+".join(map(re.escape, fold_same_length(one).split())) for one in several)
    return re.compile(rf"\b(?:{'|'.join(parts)})\b")


def _optional_words(words: list[str] | None) -> re.Pattern[str] | None:
    return _words_pattern(words) if words else None


def _joined(words: list[str]) -> re.Pattern[str]:
    """Read what stands after a name and joins others to it: a possessive, a comma, “and”."""
    return re.compile(
        rf"['’]s\b|['’]\s|,?\s+(?:{'|'.join(map(re.escape, words))})\b|,\s", re.IGNORECASE
    )


def _optional(pattern: str | None) -> re.Pattern[str] | None:
    return _regex("hearsay", _blanks(pattern), 0) if pattern else None


def _shape(shape: ShapeFrame, macros: dict[str, str]) -> re.Pattern[str]:
    return _regex(shape.id, _expand(shape.pattern, macros), 0)


def _compile(frame: SentenceFrame, macros: dict[str, str]) -> CompiledFrame:
    pattern = _expand(frame.pattern, macros)
    unless = _expand(frame.unless, macros)
    return CompiledFrame(
        entry=frame,
        regex=_regex(frame.id, _blanks(pattern), 0),
        unless=_regex(frame.id, _blanks(unless), 0) if unless else None,
    )


def _blanks(pattern: str) -> str:
    """Read a blank as any white space; an optional blank as at most one."""
    return pattern.replace(" ?", r"\s?").replace(" ", r"\s+")


def _expand(pattern: str, macros: dict[str, str]) -> str:
    for _ in range(3):
        for name, value in macros.items():
            pattern = pattern.replace(f"<{name}>", value)
    return pattern


def _regex(name: str, pattern: str, flags: int) -> re.Pattern[str]:
    try:
        return re.compile(pattern, flags)
    except re.error as error:
        raise LexiconError(f"The pattern of frame “{name}” cannot be read: {error}.") from error


def _add_acts(
    phrases: dict[tuple[str, ...], tuple[str, Any]],
    acts: Iterable[ActEntry],
    paradigms: list[dict[str, Any]],
) -> None:
    roles: dict[tuple[str, ...], tuple[ActEntry, set[str]]] = {}
    for entry in acts:
        for form, role in _forms(entry, paradigms):
            owner, known = roles.setdefault(words_of(form), (entry, set()))
            if owner is entry:
                known.add(role)
    for words, (entry, known) in roles.items():
        phrases[words] = (letter_of(known), Form(entry=entry, roles=frozenset(known)))


def letter_of(roles: Iterable[str]) -> str:
    """Return the class letter of an act word that can stand in these roles."""
    known = set(roles)
    for letter, needed in _LETTERS:
        if needed <= known:
            return letter
    return "n"


_LETTERS = (
    ("d", {"intransitive"}),
    ("o", {"finite", "noun"}),
    ("q", {"participle", "victim"}),
    ("b", {"finite", "participle"}),
    ("m", {"gerund", "noun"}),
    ("p", {"participle"}),
    ("a", {"finite"}),
    ("g", {"gerund"}),
    ("v", {"victim"}),
)


def _forms(entry: ActEntry, paradigms: list[dict[str, Any]]) -> Iterable[tuple[str, str]]:
    for role, forms in (
        ("finite", entry.finite),
        ("participle", entry.participles),
        ("gerund", entry.gerunds),
        ("intransitive", entry.intransitive),
        ("noun", entry.nouns),
        ("victim", entry.victims),
    ):
        yield from ((form, role) for form in forms)
    for verb in entry.verbs:
        yield from _inflected(verb, paradigms)


def _inflected(verb: str, paradigms: list[dict[str, Any]]) -> Iterable[tuple[str, str]]:
    head, _, rest = verb.partition(" ")
    rule = next((p for p in paradigms if head.endswith(p["ending"])), None)
    if rule is None:
        raise LexiconError(f"No paradigm fits the verb “{verb}”.")
    stem = head[: len(head) - rule["cut"]]
    tail = f" {rest}" if rest else ""
    for role in ("finite", "participle", "gerund"):
        yield from ((stem + ending + tail, role) for ending in rule[role])


_EVENTS = ("at", "of", "with")
_BARE_KINDS = ("naming", "suffered")


def _agent_words(
    agents: dict[str, Any],
    makers: Iterable[AgentWords],
    speakers: dict[str, Any],
    persons: dict[str, Any],
) -> dict[str, frozenset[str]]:
    """Return the sets of words that the rules of actors ask for, by name."""
    found = {key: agents[key] for key in ("definite", "nobody", "stops", "they")}
    for kind in _BARE_KINDS:
        found[kind] = [word for entry in makers if entry.kind == kind for word in entry.words]
    found["events"] = [
        word for entry in makers if entry.kind in _EVENTS for word in entry.words if " " not in word
    ]
    found["actors"] = [*agents["doers"], *persons["agents"], *speakers["person"], *speakers["body"]]
    return {key: frozenset(map(fold_same_length, words)) for key, words in found.items()}


def _named(
    frames: Iterable[SentenceFrame],
    cues: dict[str, Any],
    occasions: dict[str, Any],
    makers: Iterable[AgentWords],
) -> Iterable[tuple[str, str]]:
    """Words and what they call: a sentence frame's id, or “says/STANCE”, “according/” and
    “hedge/FACTUALITY”, which are told apart by their slash."""
    pairs = [(cue, frame.id) for frame in frames for cue in frame.cues]
    pairs += voice_cues(cues)
    pairs += [(word, f"hedge/{kind}") for kind, words in cues["hedges"].items() for word in words]
    pairs += [(word, "goes-on/") for word in cues["continues"]["words"]]
    pairs += [(word, f"did/{degree}") for degree, words in cues["did"].items() for word in words]
    pairs += [(word, "nothing/") for word in cues["nothing"]["words"]]
    pairs += [(word, "occasion/") for word in occasions["nouns"]]
    pairs += [
        (word, f"event/{entry.kind}" if entry.kind in _EVENTS else f"agent/{entry.kind}")
        for entry in makers
        if entry.kind not in _BARE_KINDS
        for word in entry.words
    ]
    pairs += [(word, "nobody/") for word in cues["negation"]["nobody"]]
    pairs += [(word, "not/") for word in cues["negation"]["words"]]
    return pairs


def _manners(manners: dict[str, Any]) -> Iterable[tuple[str, str]]:
    """Words of manner call “manner/PLAIN>TOLD”, those of accident and of force their kind."""
    for row in manners["manner"]:
        yield from ((word, f"manner/{row['of']}>{row['type']}") for word in row["words"])
    for kind in ("calamity", "force"):
        yield from ((word, f"{kind}/") for word in manners[kind]["words"])
    yield from ((word, "calamity/opening") for word in manners["calamity"]["opening"])


def _cues_of(
    pairs: Iterable[tuple[str, str]],
) -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """Return what each word or phrase calls, by its first word, longest first."""
    table: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for cue, called in pairs:
        words = words_of(cue)
        table.setdefault(words[0], []).append((words, called))
    return {
        first: tuple(sorted(rows, key=lambda row: -len(row[0]))) for first, rows in table.items()
    }


def _by_first(
    phrases: dict[tuple[str, ...], tuple[str, Any]],
) -> dict[str, tuple[Phrase, ...]]:
    table: dict[str, list[Phrase]] = {}
    for words, (letter, payload) in sorted(phrases.items(), key=lambda pair: pair[0]):
        table.setdefault(words[0], []).append((words, letter, payload))
    return {
        first: tuple(sorted(rows, key=lambda row: -len(row[0]))) for first, rows in table.items()
    }
