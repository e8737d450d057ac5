"""Fit the weights of the search's ranking on the tuning half of tests/data/retrieval, and say how good it is.

    python tools/fit_ranking.py                 fit on the tuning half, print the weights and the figures of both halves
    python tools/fit_ranking.py --tuning-only   the same without a look at the held-out half

The weights, four numbers, go into `coach/adapters/chroma/ranking.py` by hand, and the threshold of refusal into
`retriever.py`. The held-out half is measured and never fitted on. Vectors and index are kept in --cache between runs.
"""

import argparse
import json
import math
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coach.adapters.chroma.corpus import Corpus
from coach.adapters.chroma.lazy import open_retriever
from coach.adapters.chroma.ranking import WEIGHTS
from coach.adapters.chroma.retriever import GATE, HybridRetriever
from coach.adapters.embedded.minilm import SEARCH, MiniLM
from coach.adapters.files.loader import KnowledgeSource

Array = NDArray[np.float64]

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "tests" / "data" / "retrieval"
RIDGE = 1.0
"""On weights of standardised evidence."""
STEPS = 400
THRESHOLDS = (0.08, 0.12, 0.16, 0.2, 0.24, 0.28)


def rows(name: str, half: str) -> list[dict[str, Any]]:
    """The questions of one half."""
    lines = (DATA / f"{name}_syllabus.jsonl").read_text(encoding="utf-8").splitlines()
    return [row for row in map(json.loads, lines) if row["half"] == half]


def fit(retriever: HybridRetriever, asked: Sequence[dict[str, Any]]) -> Array:
    """The weights of a multinomial logit over the topics; any right topic of a question will do."""
    evidence, right = [], []
    for row in asked:
        topics, table = retriever.evidence(row["query"])
        evidence.append(table)
        right.append([topic in row["topics"] for topic in topics])
    spread = np.stack(evidence).std(axis=1).mean(axis=0)
    tables, marks = np.stack(evidence) / spread, np.array(right, dtype=np.float64)
    weights = np.full(tables.shape[2], 0.5)
    for step in range(STEPS):
        scores = tables @ weights
        odds = np.exp(scores - scores.max(axis=1, keepdims=True))
        likely = odds / odds.sum(axis=1, keepdims=True)
        wanted = odds * marks / (odds * marks).sum(axis=1, keepdims=True)
        slope = ((likely - wanted)[:, :, None] * tables).sum(axis=(0, 1)) + RIDGE * weights
        weights = weights - 2.0 / len(asked) * slope * (1 if step < STEPS // 2 else 0.3)
    fitted: Array = weights / spread
    return fitted


def thresholds(retriever: HybridRetriever) -> None:
    """Print what share of the tuning half's questions, of ours and of others, each threshold would refuse."""
    ours, others = (
        np.array([retriever.relevance(row["query"]) for row in rows(name, "tuning")]) for name in ("on", "off")
    )
    for gate in THRESHOLDS:
        print(
            f"threshold {gate:.2f}: refuses {(ours < gate).mean():.3f} of ours, {(others < gate).mean():.3f} of others"
        )


def share(outcomes: Sequence[bool]) -> str:
    """A share with its 95 % interval (Wilson)."""
    size, z = len(outcomes), 1.96
    part = sum(outcomes) / size
    middle = (part + z * z / 2 / size) / (1 + z * z / size)
    width = z * math.sqrt(part * (1 - part) / size + z * z / 4 / size / size) / (1 + z * z / size)
    return f"{part:.3f} [{middle - width:.3f}, {middle + width:.3f}] of {size}"


def report(retriever: HybridRetriever, half: str) -> None:
    """Print what the half's questions find, as the learner would see it."""
    asked, off = rows("on", half), rows("off", half)
    began = time.perf_counter()
    found = [[hit.passage.topic for hit in retriever.search(row["query"], k=3)] for row in asked]
    took = (time.perf_counter() - began) / len(asked)
    pairs = list(zip(found, asked, strict=True))
    print(f"{half}: {took * 1000:.0f} ms a question")
    print("  a right topic first      ", share([bool(set(topics[:1]) & set(row["topics"])) for topics, row in pairs]))
    print("  the first label first    ", share([topics[:1] == row["topics"][:1] for topics, row in pairs]))
    print("  a right topic in three   ", share([bool(set(topics) & set(row["topics"])) for topics, row in pairs]))
    print("  refused                  ", share([not topics for topics in found]))
    print("  off the syllabus, refused", share([not retriever.search(row["query"]) for row in off]))


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tuning-only", action="store_true", help="leave the held-out half alone")
    parser.add_argument("--cache", type=Path, default=ROOT / ".pytest_cache" / "d" / "notes-index")
    args = parser.parse_args()
    cache = args.cache
    knowledge = KnowledgeSource(ROOT / "knowledge").knowledge
    retriever = open_retriever(Corpus.of(knowledge), MiniLM(tuning=SEARCH), cache)
    print("in use:", WEIGHTS)
    print("threshold in use:", GATE)
    thresholds(retriever)
    print("fitted:", type(WEIGHTS)(*(round(float(weight), 2) for weight in fit(retriever, rows("on", "tuning")))))
    for half in ("tuning",) if args.tuning_only else ("tuning", "held-out"):
        report(retriever, half)


if __name__ == "__main__":
    main()
