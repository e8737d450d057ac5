"""Make the vectors that come with the coach anew: after notes, or what learners ask, have changed.

    python tools/carry_vectors.py

It writes coach/adapters/chroma/data/vectors.npz, in a minute of two cores. Without it the coach works as well: what has
changed is embedded at the next start, in the background.
"""

from pathlib import Path

from coach.adapters.chroma.asked import examples
from coach.adapters.chroma.carried import FILE, write_carried
from coach.adapters.chroma.corpus import Corpus
from coach.adapters.chroma.everyday import EVERYDAY
from coach.adapters.embedded.minilm import SEARCH, MiniLM
from coach.adapters.files.loader import KnowledgeSource

ROOT = Path(__file__).resolve().parent.parent
PATH = ROOT / "coach" / "adapters" / "chroma" / "data" / FILE


def main() -> None:
    """Embed every text of the search, and write."""
    corpus = Corpus.of(KnowledgeSource(ROOT / "knowledge").knowledge)
    texts = dict.fromkeys([*EVERYDAY, *(one.text for one in examples()), *(piece.text for piece in corpus.pieces)])
    embedding = MiniLM(tuning=SEARCH)
    write_carried(PATH, embedding.id, dict(zip(texts, embedding.array(list(texts)), strict=True)))
    print(f"Wrote {len(texts):,} vectors by {embedding.id}, {PATH.stat().st_size / 1e6:.1f} MB.")


if __name__ == "__main__":
    main()
