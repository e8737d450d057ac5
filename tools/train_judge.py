"""Train the embedded coach's judges on answers with known verdicts, and say how good each is on topics it never saw.

    python tools/train_judge.py --base FILE --work FOLDER             train what isn't trained yet, and report
    python tools/train_judge.py --base FILE --work FOLDER --only 0    the judge that never sees the topics of group 0
    python tools/train_judge.py --base FILE --work FOLDER --write     then write embedded/data/judge*.onnx

Four are trained, each without a quarter of the topics. The coach asks one that has seen the topic; where it is
measured, the one that never saw the topic speaks. To learn the most of it twice instead of four times, two are trained
without half of the topics first, and each judge goes on from the one of them that never saw its quarter. FILE has the
fp32 weights (`model.safetensors`) of sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0). FOLDER keeps the sentences as
the embedding reads them (800 MB) and a checkpoint an epoch, so an interrupted run goes on where it was. All of it takes
some four hours of one core; two runs with --only, for 0 and 2 and for 1 and 3, can go side by side.

It needs PyTorch, safetensors, onnx and onnxscript, which the coach doesn't: install them beside it (the CPU's build of
PyTorch will do). After --write, run tools/train_scorer.py --write, for the scorer weighs what the judge says, and
`make evals`. What was tried and what it is worth: docs/judge.md.
"""

import argparse
import hashlib
import json
import math
import pickle
import random
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from judge_examples import IGNORED, Answered, Asked, Bank, Maker, technical
from judge_net import Batch, Net, export, total_loss
from safetensors.torch import load_file
from torch import Tensor
from train_scorer import auc, within

from coach.adapters.embedded.judge import GROUPS, LONGEST, group_of, likeness
from coach.adapters.embedded.minilm import DIMENSIONS, MiniLM

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "coach" / "adapters" / "embedded" / "data"
SIZE = 8
"""Answers a step."""
FRESH = 5.0
"""How much faster what starts from nothing learns than what was published."""
WARM_UP = 100
"""Steps until the rate is reached."""
LEFT_OUT = 0.05
"""The share of an answer's tokens that aren't shown in training."""


@dataclass(frozen=True)
class Course:
    """How long and how a judge learns."""

    name: str
    epochs: int
    rate: float
    """Of the published layers; it falls as a cosine."""
    drop: float
    """Of what is ours; of the published layers, half of it."""


HALF = Course("half", epochs=5, rate=1.5e-4, drop=0.1)
"""Without half of the topics."""
WHOLE = Course("judge", epochs=1, rate=7.5e-5, drop=0.2)
"""With half of those."""
STATED = 2
"""How many answers of single statements are made of each question, each epoch."""


def batch(bank: Bank, chosen: Sequence[Answered], pick: random.Random | None = None) -> tuple[Batch, Tensor, Tensor]:
    """The answers side by side, with their verdicts and what is believed. With a `pick`, tokens are left out."""
    heard = [np.concatenate(bank.tokens(one.said))[:LONGEST] for one in chosen]
    if pick is not None:
        heard = [rows[[pick.random() > LEFT_OUT for _ in rows]] if len(rows) > 20 else rows for rows in heard]
    units = [bank.tokens((*one.claims, *one.beliefs)) for one in chosen]
    count, most = len(chosen), max(map(len, units))
    claimed = [np.concatenate(one) for one in units]
    shape = (count, max(map(len, heard)), DIMENSIONS)
    found = Batch(
        heard=torch.zeros(shape),
        is_heard=torch.zeros(shape[:2], dtype=torch.bool),
        claimed=torch.zeros(count, max(map(len, claimed)), DIMENSIONS),
        owner=torch.full((count, max(map(len, claimed))), most),
        wrong=torch.zeros(count, most, dtype=torch.long),
        is_unit=torch.zeros(count, most, dtype=torch.bool),
        likeness=torch.zeros(count, most, 9),
        prompt=torch.from_numpy(bank.vectors([one.prompt for one in chosen])),
    )
    truth, believed = torch.full((2, count, most), IGNORED)
    for at, one in enumerate(chosen):
        claims, beliefs = len(one.claims), len(one.beliefs)
        found.heard[at, : len(heard[at])] = torch.from_numpy(heard[at].astype(np.float32))
        found.is_heard[at, : len(heard[at])] = True
        found.claimed[at, : len(claimed[at])] = torch.from_numpy(claimed[at].astype(np.float32))
        owners = np.repeat(np.arange(len(units[at])), [len(unit) for unit in units[at]])
        found.owner[at, : len(owners)] = torch.from_numpy(owners)
        found.wrong[at, claims : claims + beliefs] = 1
        found.is_unit[at, : claims + beliefs] = True
        found.likeness[at, : claims + beliefs] = torch.from_numpy(
            likeness(
                *(bank.vectors(texts) for texts in (one.claims, one.beliefs)),
                found.prompt[at].numpy(),
                bank.vectors(one.said),
            )
        )
        truth[at, :claims] = torch.tensor(one.truth)
        believed[at, claims : claims + beliefs] = torch.tensor(one.held)
    return found, truth, believed


def batches(examples: Sequence[Answered], pick: random.Random) -> list[list[Answered]]:
    """All examples in random order, those of like length together: first by answer, then by rubric."""
    shuffled = list(examples)
    pick.shuffle(shuffled)
    found = []
    for start in range(0, len(shuffled), SIZE * 36):
        alike = sorted(shuffled[start : start + SIZE * 36], key=lambda one: sum(map(len, one.said)))
        for low in range(0, len(alike), SIZE * 6):
            near = sorted(
                alike[low : low + SIZE * 6], key=lambda one: sum(map(len, one.claims)) + sum(map(len, one.beliefs))
            )
            found += [near[at : at + SIZE] for at in range(0, len(near), SIZE)]
    pick.shuffle(found)
    return found


def train(
    bank: Bank,
    asked: Sequence[Asked],
    course: Course,
    checkpoint: Path,
    told: argparse.Namespace,
    *,
    begun: Net | None = None,
) -> Net:
    """A judge trained on those questions, from the published weights or from where another was left.

    Goes on from the checkpoint where there is one of the same recipe.
    """
    torch.manual_seed(told.seed)
    net = Net(drop=course.drop)
    if begun:
        net.load_state_dict(begun.state_dict())
    else:
        net.begin(load_file(told.base))
    layers = {id(weight) for weight in net.layers.parameters()}
    fresh = [weight for weight in net.parameters() if id(weight) not in layers]
    optimiser = torch.optim.AdamW(
        [
            {"params": list(net.layers.parameters()), "peak": course.rate},
            {"params": fresh, "peak": FRESH * course.rate},
        ],
        weight_decay=0.05,
        betas=(0.9, 0.98),
    )
    content = hashlib.sha256(repr(asked).encode()).hexdigest()
    recipe = {"content": content, "course": asdict(course), "seed": told.seed}
    began = 0
    if checkpoint.exists():
        kept = torch.load(checkpoint, weights_only=False)
        if kept["recipe"] != recipe:
            raise SystemExit(
                f"{checkpoint} is of another recipe or of other answers. Remove it, or take another folder."
            )
        net.load_state_dict(kept["net"])
        optimiser.load_state_dict(kept["optimiser"])
        began = kept["epochs"]
    for epoch in range(began, course.epochs):
        pick = random.Random(f"{told.seed}/{epoch}")  # noqa: S311 - not a secret
        torch.manual_seed(told.seed + epoch)
        loss = one_epoch(bank, Maker(bank, asked, pick, STATED).epoch(), pick, (net, optimiser), (epoch, course))
        kept = {"net": net.state_dict(), "optimiser": optimiser.state_dict(), "epochs": epoch + 1, "recipe": recipe}
        torch.save(kept, checkpoint.with_suffix(".new"))
        checkpoint.with_suffix(".new").replace(checkpoint)
        print(
            f"{checkpoint.stem}: epoch {epoch + 1} of {course.epochs}, loss {loss:.3f}, {time.process_time():.0f} s",
            flush=True,
        )
    return net.eval()


def one_epoch(
    bank: Bank,
    examples: Sequence[Answered],
    pick: random.Random,
    learner: tuple[Net, torch.optim.Optimizer],
    progress: tuple[int, Course],
) -> float:
    """Learn from all examples once; the mean loss. The rate rises over the first steps and falls as a cosine."""
    (net, optimiser), (epoch, course) = learner, progress
    net.train()
    steps = batches(examples, pick)
    losses = []
    for at, chosen in enumerate(steps):
        done = (epoch + at / len(steps)) / course.epochs
        warm = min(1.0, (epoch * len(steps) + at + 1) / WARM_UP)
        for group in optimiser.param_groups:
            group["lr"] = group["peak"] * warm * (0.5 + 0.5 * math.cos(math.pi * done)) + 1e-6
        inputs, truth, believed = batch(bank, chosen, pick)
        weights = torch.tensor([one.weight for one in chosen])
        loss = total_loss(*net(*inputs.all()), truth, believed, weights, ignored=IGNORED)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        losses.append(loss.item())
    return float(np.mean(losses))


def report(title: str, bank: Bank, net: Net, asked: Sequence[Asked], *, mixed: bool = False) -> None:
    """Print how good a judge alone is on the graded answers to those questions, or on the mixed ones."""
    truth, chances = [], []
    with torch.no_grad():
        for one in asked:
            answers = one.mixed if mixed else one.answers
            verdicts, _ = net(*batch(bank, answers)[0].all()) if answers else ((), ())
            for answer, logits in zip(answers, verdicts, strict=True):
                truth.append(np.array(answer.truth))
                chances.append(logits[: len(answer.truth)].softmax(-1).numpy())
    if not truth:
        return
    told, sure = np.concatenate(truth), np.concatenate(chances)
    told, sure = told[told != IGNORED], sure[told != IGNORED]
    guess, made = sure.argmax(axis=1), sure[:, :2].sum(axis=1)
    shared = [
        2 * ((guess == at) & (told == at)).sum() / max(1, (guess == at).sum() + (told == at).sum()) for at in range(4)
    ]
    pairs = [((one < 2)[one >= 0], rows[one >= 0, :2].sum(axis=1)) for one, rows in zip(truth, chances, strict=True)]
    print(
        f"{title}: accuracy {(guess == told).mean():.3f}  macro-F1 {np.mean(shared):.3f}  "
        f"AUC pooled {auc(told < 2, made):.3f}  within {within(pairs):.3f}  of {len(told)} points",
        flush=True,
    )


def write(nets: Sequence[Net], unread: frozenset[int]) -> None:
    """Write the judges, and their SHA-256."""
    hashes = {}
    for at, net in enumerate(nets):
        target = DATA / f"judge-{at}.onnx"
        export(net, target)
        hashes[target.name] = hashlib.sha256(target.read_bytes()).hexdigest()
    about = {"sha256": hashes, "unread": sorted(unread)}
    (DATA / "judge.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    print(f"Wrote {', '.join(hashes)} and judge.json.")


def main() -> None:
    """Train, report, and write if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True, help="a folder for what is kept between runs")
    parser.add_argument("--knowledge", type=Path, default=ROOT / "knowledge")
    parser.add_argument("--only", type=int, choices=range(GROUPS), help="one judge")
    parser.add_argument("--base", type=Path, required=True, help="MiniLM's published weights, as safetensors")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--write", action="store_true", help="write all judges where the coach finds them")
    told = parser.parse_args()
    torch.set_num_threads(told.threads)
    told.work.mkdir(parents=True, exist_ok=True)
    kept = told.work / "bank.pickle"
    before: Bank | None = pickle.loads(kept.read_bytes()) if kept.exists() else None  # noqa: S301 - written below
    bank = Bank(technical(told.knowledge), MiniLM(threads=told.threads), before)
    if before is None or before.asked != bank.asked:
        kept.with_suffix(".new").write_bytes(pickle.dumps(bank))
        kept.with_suffix(".new").replace(kept)
    nets = []
    for group in range(GROUPS) if told.only is None else [told.only]:
        half = [one for one in bank.asked if group_of(one.topic) % 2 != group % 2]
        begun = train(bank, half, HALF, told.work / f"half-{group % 2}.pt", told)
        seen = [one for one in bank.asked if group_of(one.topic) != group]
        net = train(bank, seen, WHOLE, told.work / f"judge-{group}.pt", told, begun=begun)
        left_out = [one for one in bank.asked if group_of(one.topic) == group]
        title = f"Judge {group}, alone, on {len(left_out)} questions that it never saw"
        report(f"{title}, graded answers", bank, net, left_out)
        report(f"{title}, mixed answers", bank, net, left_out, mixed=True)
        nets.append(net)
    if told.write and told.only is None:
        write(nets, bank.unread)


if __name__ == "__main__":
    main()
