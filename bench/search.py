"""Search: how long 100,000 documents take to be indexed and a question to be answered.

uv run python bench/search.py [DOCUMENTS]

The documents are made: words of one to four of 3,000 Chinese characters, drawn by Zipf's law, 200 to 400 characters
each with some English and figures. Questions are very common words, words in the middle, rare ones and several at once.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from liandong.search import Document, SearchIndex

WORDS, SEED = 20_000, 20_251
LATIN = ["customs", "port", "TRS", "2025", "98", "bonded", "refund", "zone"]


def vocabulary(random: np.random.Generator) -> list[str]:
    """Words by rank, the commonest first; every fiftieth one is English or a figure."""
    lengths = random.choice([1, 2, 3, 4], size=WORDS, p=[0.1, 0.65, 0.15, 0.1])
    words = ["".join(map(chr, 0x4E00 + random.integers(0, 3000, n))) for n in lengths]
    words[::50] = [f" {LATIN[place % len(LATIN)]} " for place in range(len(words[::50]))]
    return words


def documents(n: int, words: list[str], random: np.random.Generator) -> list[Document]:
    """Documents with a title of five words and a text of 200 to 400 characters."""
    chances = 1 / np.arange(1, WORDS + 1)
    chances /= chances.sum()
    drawn = random.choice(WORDS, size=(n, 155), p=chances)
    lengths = random.integers(200, 401, n)
    return [_document(number, [words[k] for k in drawn[number]], int(lengths[number])) for number in range(n)]


def _document(number: int, words: list[str], length: int) -> Document:
    text = "，".join("".join(words[k : k + 8]) for k in range(5, len(words), 8))[:length]
    return Document(number, {"title": "".join(words[:5]), "text": text}, number % 50, f"kind{number % 5}")


def questions(words: list[str], random: np.random.Generator) -> list[str]:
    """300 questions of each sort."""
    common, middle, rare = words[:30], words[100:1000], words[5000:]
    pick = random.choice
    return [
        *("".join(pick(common, 1)) for _ in range(300)),
        *("".join(pick(middle, 1)) for _ in range(300)),
        *("".join(pick(rare, 1)) for _ in range(300)),
        *(" ".join([*pick(common, 3), *pick(middle, 2)]) for _ in range(300)),
    ]


def timed(work: Callable[[], object]) -> tuple[float, object]:
    before = time.perf_counter()
    result = work()
    return time.perf_counter() - before, result


def main(n: int) -> None:
    random = np.random.default_rng(SEED)
    words = vocabulary(random)
    made = documents(n, words, random)
    mean = sum(len("".join(document.texts.values())) for document in made) / n
    spent, index = timed(lambda: SearchIndex.build(made))
    print(f"{n:,} documents of {mean:.0f} characters indexed in {spent:.1f} s, peak {_peak():.0f} MB")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "index"
        saving, _ = timed(lambda: index.save(path))
        opening, opened = timed(lambda: SearchIndex.open(path))
        print(
            f"saved in {saving:.2f} s, {path.stat().st_size / 1e6:.0f} MB; opened in {opening * 1000:.1f} ms"
        )
        _ask(opened, questions(words, random))
        print(f"one document changed in {timed(lambda: opened.updated(made[:1]))[0] * 1000:.1f} ms")


def _ask(index: SearchIndex, asked: list[str]) -> None:
    for match in ("all", "any"):
        for groups in (None, set(range(25))):
            search = partial(index.search, match=match, groups=groups)
            times = [timed(partial(search, query))[0] * 1000 for query in asked]
            low, high = np.percentile(times, [50, 95])
            which = "all groups" if groups is None else "half of the groups"
            print(
                f"{match} of the words, {which}: p50 {low:.1f} ms, p95 {high:.1f} ms, most {max(times):.1f} ms"
            )


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
