"""Find copies among edited wires and large made corpora: recall, false pairs, seconds, memory.

usage: python bench/reprints.py [--seed 3] [--articles 100000] [--outlets 12]

Seeds and 200 wires are edited in eleven ways and looked for among the rest, beside a plain peer:
documents that share a fifth of their five-word shingles (and datasketch where it is installed).
Then corpora of --articles texts, drawn word by word and told by bench/_articles.py, are searched
once, in CPU seconds; and --outlets papers tell of one statement, which must count once. Exits with
1 where a figure of reprints.toml is missed.
"""

from __future__ import annotations

import argparse
import importlib.util
import resource
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from _articles import _text as text_of
from _articles import articles as told
from _copies import DATA, EDITS, KINDS, WORD, Edited, corpus, drawn
from _outlets import origins_of, papers

from hechos.linking.copies.reprints import Collection, Item
from hechos.linking.facts import Joined
from hechos.linking.rules import LinkingRules

RULES = LinkingRules.load().reprints
Search = Callable[[str], set[str]]
"""A text to look for, and the names of the documents it is found to share matter with."""


def ours(documents: list[tuple[str, str]]) -> Search:
    collection = Collection(RULES)
    collection.add(Item((at,), [(0, text)]) for at, (_, text) in enumerate(documents))

    def find(text: str) -> set[str]:
        edges = collection.look_up(Item((len(documents),), [(0, text)]))
        return {documents[min(edge.left, edge.right)][0] for edge in edges}

    return find


def _shingles(text: str) -> set[int]:
    words = WORD.findall(text.lower())
    return {hash(tuple(words[i : i + 5])) for i in range(max(1, len(words) - 4))}


def jaccard(documents: list[tuple[str, str]], least: float = 0.2) -> Search:
    """Exact Jaccard over five-word shingles: what MinHash only estimates."""
    sizes: dict[str, int] = {}
    holders: dict[int, list[str]] = defaultdict(list)
    for name, text in documents:
        shingles = _shingles(text)
        sizes[name] = len(shingles)
        for one in shingles:
            holders[one].append(name)

    def find(text: str) -> set[str]:
        own = _shingles(text)
        shared = Counter(name for one in own for name in holders.get(one, ()))
        return {name for name, n in shared.items() if n >= least * (len(own) + sizes[name] - n)}

    return find


def minhash(documents: list[tuple[str, str]]) -> Search:
    from datasketch import MinHash, MinHashLSH

    def sketch(text: str) -> MinHash:
        made = MinHash(num_perm=128, seed=1)
        made.update_batch([str(one).encode() for one in _shingles(text)])
        return made

    index = MinHashLSH(threshold=0.2, num_perm=128)
    for name, text in documents:
        index.insert(name, sketch(text))
    return lambda text: set(index.query(sketch(text)))


def recall(find: Search, queries: list[Edited]) -> tuple[dict[str, float], int]:
    """Return the recall of each edit, and how many other documents were found in all."""
    hits, asked, others = Counter[str](), Counter[str](), 0
    for query in queries:
        found = find(query.text)
        asked[query.edit] += 1
        hits[query.edit] += query.source in found
        others += len(found - {query.source})
    return {edit: hits[edit] / asked[edit] for edit in EDITS}, others


def edits(seed: int) -> int:
    """Print recall by edit beside bars and peers; return how many floors were missed."""
    documents, queries = corpus(seed)
    mine, false = recall(ours(documents), queries)
    peers = {"Jaccard .2": jaccard}
    if importlib.util.find_spec("datasketch"):
        peers["datasketch .2"] = minhash
    theirs = {name: recall(make(documents), queries) for name, make in peers.items()}
    print(f"{len(documents)} documents, {len(queries)} edited texts, seed {seed}")
    print(f"{'recall':14} {'now':>7} {'bar':>7} " + " ".join(f"{name:>14}" for name in theirs))
    missed = 0
    for edit in EDITS:
        limit = DATA["edits"][edit]
        cells = " ".join(f"{found[edit]:14.3f}" for found, _ in theirs.values())
        print(f"{edit:14} {mine[edit]:7.3f} {limit['bar']:7.2f} {cells}")
        missed += mine[edit] < limit["floor"]
    cells = " ".join(f"{others:14}" for _, others in theirs.values())
    print(f"{'false pairs':14} {false:7} {DATA['limits']['false_pairs']['bar']:7} {cells}")
    return missed + _over("false_pairs", false)


def _over(name: str, value: float) -> int:
    limit = DATA["limits"][name]
    fell = value > limit["floor"]
    print(f"{name}: {value:.0f} (bar {limit['bar']}){'  FELL' if fell else ''}")
    return int(fell)


def scale(which: str, count: int) -> int:
    """Search one large corpus in this process; return how many floors were missed."""
    made = drawn(count, 1) if which == "drawn" else None
    if made:
        items = [Item((at,), [(0, text)]) for at, text in enumerate(made.texts)]
    else:
        items = [
            Item((one.published, at), [(0, text_of(one))], one.published)
            for at, one in enumerate(told(count, 7))
        ]
    begun = time.process_time()
    collection = Collection(RULES)
    collection.add(items)
    found = collection.edges()
    seconds = time.process_time() - begun
    kinds = dict(sorted(Counter(edge.kind for edge in found).items()))
    print(f"{count} texts {which}: {len(found)} edges {kinds}, {seconds:.0f} CPU seconds")
    missed = 0
    if made:
        joined: Joined[int] = Joined()
        for edge in found:
            joined.join(edge.left, edge.right)
        hits = Counter(kind for a, b, kind in made.copies if joined.find(a) == joined.find(b))
        asked = Counter(kind for *_, kind in made.copies)
        print("recall", {kind: round(hits[kind] / asked[kind], 3) for kind in KINDS})
    missed += _over(f"{which}_seconds", seconds * 100_000 / count)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return missed + _over("megabytes", megabytes)


def outlets(number: int, seed: int) -> int:
    """Print how many origins so many papers over one statement have; return 1 where not one."""
    texts, dead = papers(number, seed)
    origins, claims = origins_of(texts, dead)
    print(f"{number} papers over one statement, seed {seed}: {claims} claims found")
    return _over("origins_of_outlets", origins) or int(claims < 1)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--outlets", type=int, default=12)
    parser.add_argument("--scale", choices=("drawn", "articles"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.scale:
        return scale(given.scale, given.articles)
    missed = edits(given.seed) + outlets(given.outlets, given.seed)
    for which in ("drawn", "articles"):  # each in a process of its own: its peak is its own
        command = [sys.executable, __file__, "--scale", which, "--articles", str(given.articles)]
        sys.stdout.flush()
        missed += subprocess.run(command, check=False).returncode
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
