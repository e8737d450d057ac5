"""The judge: a small network that reads every claim beside the whole answer, token by token.

It takes up what the embedding's second layer made of each sentence and each claim, and reads on in four layers of its
own, all of them together. Similarity tells that an answer is about a claim; the judge learned what it says about it.
Its opinions are features among others: `tools/train_scorer.py` weighs them against the similarities. The network, its
training and its figures are described in docs/judge.md; `tools/train_judge.py` builds it.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Protocol

from coach.adapters.embedded.folds import fold_of
from coach.errors import RetrievalError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession

    from coach.adapters.embedded.comparing import Rubric, Said
    from coach.adapters.embedded.minilm import Reading

    Array = NDArray[np.floating[Any]]

GROUPS = 4
"""There are so many judges, each trained without two of the eight folds: without a quarter of the topics."""
LONGEST = 400
"""How many tokens of an answer are read; about 450 words."""
SHIFT, SPREAD = 0.4, 0.2
"""Cosines are about so high and so far apart: with these they come out around 0 and 1."""
NEUTRAL = 0.3
"""Stands for the cosine with a sibling or a misconception where there is none."""


@dataclass(frozen=True)
class Opinion:
    """What the judge makes of an answer."""

    verdicts: "Array"
    """A row a key point, a column a verdict in the order of `VERDICTS`: log-odds around their mean."""
    held: "Array"
    """For each misconception, the log-odds that the answer holds it."""


class Judging(Protocol):
    """Who has an opinion on an answer."""

    def opinion(self, rubric: "Rubric", said: "Said") -> Opinion:
        """Of the answer as a whole, claim by claim."""


class Judge:
    """The network as ONNX. Thread-safe."""

    def __init__(self, weights: bytes, unread: frozenset[int], threads: int = 2) -> None:
        """`unread` are the tokens that carry no meaning of their own, such as a comma or an article."""
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # waiting threads leave the cores be
        self._session: InferenceSession = onnxruntime.InferenceSession(
            weights, options, providers=["CPUExecutionProvider"]
        )
        self._unread = unread

    def opinion(self, rubric: "Rubric", said: "Said") -> Opinion:
        """See `Judging`."""
        import numpy as np

        claims = [self._read(reading) for reading in (*rubric.claims, *rubric.belief_readings)]
        heard = np.concatenate([self._read(reading) for reading in said.readings])[:LONGEST]
        verdicts, held = self._session.run(
            ["verdicts", "held"],
            {
                "heard": heard,
                "claimed": np.concatenate(claims),
                "owner": np.repeat(np.arange(len(claims)), [len(one) for one in claims]),
                "wrong": (np.arange(len(claims)) >= len(rubric.claims)).astype(np.int64),
                "likeness": likeness(rubric.vectors, rubric.beliefs, rubric.prompt, said.vectors),
                "prompt": rubric.prompt,
            },
        )
        count = len(rubric.claims)
        points = verdicts[:count].astype(np.float64)
        return Opinion(points - points.mean(axis=1, keepdims=True), held[count:].astype(np.float64))

    def _read(self, reading: "Reading") -> "Array":
        """The tokens' vectors, those that are left unread taken out."""
        return reading.lower[kept(reading.ids, self._unread)]


def kept(ids: Sequence[int], unread: frozenset[int]) -> list[int]:
    """The places of the tokens that are read; all of them if none would be left."""
    return [at for at, one in enumerate(ids) if one not in unread] or list(range(len(ids)))


def likeness(claims: "Array", beliefs: "Array", prompt: "Array", sentences: "Array") -> "NDArray[np.float32]":
    """How like each claim, then each misconception, the answer's sentences are: nine numbers around 0.

    All arguments are unit rows, `prompt` a single one.
    """
    import numpy as np

    units = np.vstack([claims, beliefs])
    count = len(claims)
    cosines = sentences @ units.T
    best, nearest = cosines.max(axis=0), cosines.argmax(axis=0)
    near_claims = best[:count].mean()
    siblings = [np.flatnonzero(np.arange(count) != at) for at in range(len(units))]
    ahead = [
        float((cosines[:, at] - (cosines[:, others].max(axis=1) if len(others) else NEUTRAL)).max())
        for at, others in enumerate(siblings)
    ]
    wrong = cosines[:, count:].max(axis=1) if len(beliefs) else np.full(len(sentences), NEUTRAL)
    columns = [
        best,
        np.sort(cosines, axis=0)[-2:].mean(axis=0),
        best - near_claims + SHIFT,
        np.array(ahead) + SHIFT,
        best - (sentences @ prompt)[nearest] + SHIFT,
        wrong[nearest] - best + SHIFT,
        np.full(len(units), near_claims),
        np.full(len(units), wrong.max()),
        units @ prompt,
    ]
    return ((np.stack(columns, axis=1) - SHIFT) / SPREAD).astype(np.float32)


def seen(topic: str) -> Judge:
    """A judge that has learned from that topic's answers, where it is one of ours: who is asked in use.

    Judge 0, or judge 1 for the topics that judge 0 never saw: so two are ever loaded, of some 40 MB in memory each.
    RetrievalError if its weights are not the ones that were built.
    """
    return _judge(1 if group_of(topic) == 0 else 0)


def unseen(topic: str) -> Judge:
    """The judge that was trained without that topic, and without the others of its group: who is measured."""
    return _judge(group_of(topic))


def group_of(topic: str) -> int:
    """Which of the groups leaves that topic out: every fourth fold is in one."""
    return fold_of(topic) % GROUPS


@cache
def _judge(group: int) -> Judge:
    name = f"judge-{group}.onnx"
    folder = resources.files("coach.adapters.embedded") / "data"
    about = json.loads((folder / "judge.json").read_text(encoding="utf-8"))
    weights = (folder / name).read_bytes()
    found = hashlib.sha256(weights).hexdigest()
    if found != about["sha256"][name]:
        raise RetrievalError(
            f"The judge's weights in {name} are not the ones that were built (SHA-256 {found[:12]}…, expected "
            f"{about['sha256'][name][:12]}…). Reinstall the coach."
        )
    return Judge(weights, frozenset(about["unread"]))
