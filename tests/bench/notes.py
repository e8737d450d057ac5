"""Knowledge, index and search."""

import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from coach.bootstrap import build_knowledge, build_retriever
from coach.settings import Settings
from tests.bench.measuring import once, p50_p95, times

ASKED = [
    "why does jitter help against a stampede?",
    "what does READ COMMITTED not protect me from",
    "my pod keeps restarting, where do I look",
    "how do generators release a connection",
    "is an ETag strong or weak by default",
]


def rows(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Index and search figures."""
    settings = Settings(data=folder / "notes")
    knowledge = build_knowledge(settings)
    passages = len(list(knowledge.passages()))
    yield (
        "load the knowledge",
        f"{once(lambda: build_knowledge(settings)):.2f} s",
        f"{len(knowledge.questions)} questions",
    )
    build = once(lambda: build_retriever(settings, knowledge))
    yield "build the index, nothing cached", f"{build:.1f} s", f"{passages} passages, weights loaded on the way"
    yield "reopen it, nothing changed", f"{once(lambda: build_retriever(settings, knowledge)):.2f} s", ""
    shutil.rmtree(folder / "notes" / "index")
    again = once(lambda: build_retriever(settings, knowledge))
    yield "build it from cached vectors", f"{again:.2f} s", "what a changed note costs, but for its own passages"
    retriever = build_retriever(settings, knowledge)
    retriever.search(ASKED[0])
    seconds = [second for asked in ASKED for second in times(partial(retriever.search, asked), 20)]
    yield "search, p50 / p95", p50_p95(seconds), "hybrid, embedding of the query included"
