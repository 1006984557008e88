"""Durable preserving against `sha256sum + cp -a + sync -f`, in turns, on this disk.

Bar: at most 2.0 times its CPU seconds and its wall time (minimum over the rounds). Both sides
read the same files, which the page cache holds, and end with everything flushed. Ours also writes
the journal and the custody log. What a round wrote stays until the end: ext4 avoids the inodes of
files deleted a moment ago, and looking for others would be most of what is measured.

    python bench/archive.py [--files 5000] [--size 20000] [--large 100] [--rounds 3] [--dir DIR]
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BAR = 2.0
OURS = """
import sys
from pathlib import Path
from hechos.archive.store import BATCH, CaseArchive, Incoming, Preserved, SystemClock
from hechos.records import ids

source, folder = Path(sys.argv[1]), Path(sys.argv[2])
incoming = [
    Incoming(path=path, name=path.name, origin=str(path), how="added from a folder")
    for path in sorted(source.rglob("*")) if path.is_file()
]
with CaseArchive.open(folder, clock=SystemClock()) as archive:
    for start in range(0, len(incoming), BATCH):
        batch = incoming[start : start + BATCH]
        results = archive.preserve(batch, case_id="c", actor="bench", ids=ids.mint)
        assert all(isinstance(one, Preserved) for one in results)
"""


def make_set(folder: Path, files: int, size: int, large: int) -> None:
    generator = random.Random(1)
    for number in range(files):
        path = folder / f"{number // 500:03}" / f"{number:06}.bin"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(generator.randbytes(size))
    with (folder / "large.bin").open("wb") as stream:
        for _ in range(large):
            stream.write(generator.randbytes(1_000_000))


def timed(command: list[str]) -> tuple[float, float]:
    """Run a command and return its CPU seconds (with its children) and its wall seconds."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, wall


def peer(source: Path, target: Path) -> list[str]:
    script = (
        'find "$1" -type f -print0 | xargs -0 sha256sum > "$2.sums"; cp -a "$1" "$2"; sync -f "$2"'
    )
    return ["sh", "-ec", script, "sh", str(source), str(target)]


def ours(source: Path, target: Path) -> list[str]:
    return [sys.executable, "-c", OURS, str(source), str(target)]


def settle(folder: Path) -> None:
    """Let the disk come to rest, outside the measured time."""
    subprocess.run(["sync", "-f", str(folder)], check=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--files", type=int, default=5_000)
    parser.add_argument("--size", type=int, default=20_000)
    parser.add_argument("--large", type=int, default=100, help="megabytes of the one large file")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--dir", type=Path, default=None, help="a folder on the disk to measure")
    given = parser.parse_args()
    measured: dict[str, list[tuple[float, float]]] = {"peer": [], "ours": []}
    with tempfile.TemporaryDirectory(dir=given.dir) as scratch:
        source = Path(scratch, "source")
        make_set(source, given.files, given.size, given.large)
        settle(source)
        for number in range(given.rounds):
            order = [("peer", peer), ("ours", ours)]
            for name, command in order if number % 2 == 0 else order[::-1]:
                cpu, wall = timed(command(source, Path(scratch, f"{name}-{number}")))
                measured[name].append((cpu, wall))
                print(f"round {number} {name}: {cpu:.2f} CPU s, {wall:.2f} s wall")
                settle(source)
    return report(measured)


def report(measured: dict[str, list[tuple[float, float]]]) -> int:
    ratios = []
    for place, what in enumerate(("CPU", "wall")):
        peer_best, our_best = (min(run[place] for run in measured[n]) for n in ("peer", "ours"))
        ratios.append(our_best / peer_best)
        print(
            f"{what}: {our_best:.2f} s against {peer_best:.2f} s = {ratios[-1]:.2f} x (bar {BAR})"
        )
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"peak memory of the largest process: {peak:.0f} MB")
    return 0 if max(ratios) <= BAR else 1


if __name__ == "__main__":
    sys.exit(main())
