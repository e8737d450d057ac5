"""The judge's network, in PyTorch, and how it becomes ONNX.

Every token of a claim looks for its match among the answer's tokens: four heads, three of which start where the cosine
is highest. What it finds is compared with it (both, their product, their difference; cf. Parikh et al., “A Decomposable
Attention Model”, 2016); a claim is the mean and the maximum of its tokens; then the claims and misconceptions of the
question are read beside one another and beside the answer's mean.
"""

import io
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F  # noqa: N812 - its usual name
from torch import Tensor, nn

TOKEN = 384
LIKENESS = 9
HEADS = (12.0, 8.0, 4.0, 0.0)
"""How much each head starts out caring for the cosine."""
FAR = -1e4


@dataclass(frozen=True)
class Batch:
    """Answers with their rubrics; units are the claims and then the misconceptions of a question."""

    heard: Tensor
    """The answers' tokens: answers × tokens × 384."""
    is_heard: Tensor
    """Which of them are there."""
    claimed: Tensor
    """The units' tokens in a row."""
    owner: Tensor
    """For each of those, its unit; the number of units where there is none."""
    wrong: Tensor
    """For each unit, 1 for a misconception."""
    is_unit: Tensor
    likeness: Tensor
    prompt: Tensor

    def all(self) -> tuple[Tensor, ...]:
        """In the order of `Net.forward`."""
        return (
            self.heard,
            self.is_heard,
            self.claimed,
            self.owner,
            self.wrong,
            self.is_unit,
            self.likeness,
            self.prompt,
        )


class Matching(nn.Module):
    """Each claim's token with what it finds in the answer."""

    def __init__(self, width: int, drop: float) -> None:
        super().__init__()
        self.query = nn.Linear(width, width)
        self.found = nn.Linear(width, 2 * width)
        self.out = nn.Linear(width, width)
        self.nearness = nn.Parameter(torch.tensor(HEADS)[:, None, None])
        wide = width * 3 // 2
        self.compare = nn.Sequential(nn.Linear(4 * width, wide), nn.GELU(), nn.Dropout(drop), nn.Linear(wide, width))
        self.norm = nn.LayerNorm(width)
        self.drop = nn.Dropout(drop)

    def forward(self, claimed: Tensor, heard: Tensor, cosines: Tensor, absent: Tensor) -> Tensor:
        """The claims' tokens anew. `absent` is very low where an answer has no token."""
        count, length, width = claimed.shape
        query = self.query(claimed).view(count, length, len(HEADS), -1).transpose(1, 2)
        key, value = self.found(heard).view(count, heard.shape[1], 2, len(HEADS), -1).permute(2, 0, 3, 1, 4)
        logits = query @ key.transpose(-1, -2) / query.shape[-1] ** 0.5
        odds = logits + self.nearness * cosines[:, None] + absent[:, None, None]
        found = self.out((odds.softmax(-1) @ value).transpose(1, 2).reshape(count, length, width))
        beside = torch.cat([claimed, found, claimed * found, (claimed - found).abs()], -1)
        return self.norm(claimed + self.drop(self.compare(beside)))


class Beside(nn.Module):
    """One layer of a transformer over the answer's mean and the units."""

    def __init__(self, width: int, drop: float) -> None:
        super().__init__()
        self.inner = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.first, self.second = nn.LayerNorm(width), nn.LayerNorm(width)
        self.wide = nn.Sequential(nn.Linear(width, 2 * width), nn.GELU(), nn.Dropout(drop), nn.Linear(2 * width, width))
        self.drop = nn.Dropout(drop)

    def forward(self, rows: Tensor, absent: Tensor) -> Tensor:
        """The rows anew."""
        count, length, width = rows.shape
        query, key, value = self.inner(rows).view(count, length, 3, len(HEADS), -1).permute(2, 0, 3, 1, 4)
        odds = query @ key.transpose(-1, -2) / query.shape[-1] ** 0.5 + absent[:, None, None]
        found = self.out((self.drop(odds.softmax(-1)) @ value).transpose(1, 2).reshape(count, length, width))
        rows = self.first(rows + self.drop(found))
        return self.second(rows + self.drop(self.wide(rows)))


class Net(nn.Module):
    """The judge."""

    def __init__(self, width: int = 128, drop: float = 0.2) -> None:
        super().__init__()
        self.enter = nn.Linear(TOKEN, width)
        self.norm = nn.LayerNorm(width)
        self.sort = nn.Embedding(2, width)
        self.matching = Matching(width, drop)
        self.pool = nn.Linear(2 * width + 2 + LIKENESS, width)
        self.whole = nn.Linear(width, width)
        self.asked = nn.Linear(TOKEN, width)
        self.beside = Beside(width, drop)
        self.verdict = nn.Linear(width, 4)
        self.held = nn.Linear(width, 1)
        self.drop = nn.Dropout(drop)

    def forward(  # noqa: PLR0917 - as they are exported
        self,
        heard: Tensor,
        is_heard: Tensor,
        claimed: Tensor,
        owner: Tensor,
        wrong: Tensor,
        is_unit: Tensor,
        likeness: Tensor,
        prompt: Tensor,
    ) -> tuple[Tensor, Tensor]:
        """For each unit, the log-odds of the four verdicts, and of being held."""
        cosines = F.normalize(claimed, dim=-1) @ F.normalize(heard, dim=-1).transpose(1, 2)
        absent = torch.where(is_heard, 0.0, FAR)
        nearest = (cosines + absent[:, None]).amax(-1)[..., None]
        answer = self.drop(self.norm(self.enter(heard)))
        mine = (owner[..., None] == torch.arange(wrong.shape[1])).float()
        tokens = self.drop(self.norm(self.enter(claimed) + mine @ self.sort(wrong)))
        tokens = torch.cat([self.matching(tokens, answer, cosines, absent), nearest], -1)
        mean = mine.transpose(1, 2) @ tokens / mine.sum(1).clamp(min=1)[..., None]
        most = (tokens[:, :, None] + (mine[..., None] - 1) * -FAR).amax(1).clamp(min=-50)
        units = self.drop(F.gelu(self.pool(torch.cat([mean, most, likeness], -1)))) + self.asked(prompt)[:, None]
        whole = (answer * is_heard[..., None]).sum(1) / is_heard.sum(1).clamp(min=1)[:, None]
        rows = torch.cat([self.whole(whole)[:, None], units], 1)
        there = torch.cat([torch.ones_like(is_unit[:, :1]), is_unit], 1)
        seen = self.beside(rows, torch.where(there, 0.0, FAR))[:, 1:]
        return self.verdict(seen), self.held(seen)[..., 0]


class _Alone(nn.Module):
    """One answer at a time, everything there: what is exported."""

    def __init__(self, net: Net) -> None:
        super().__init__()
        self.net = net

    def forward(  # noqa: PLR0917 - as they are exported
        self, heard: Tensor, claimed: Tensor, owner: Tensor, wrong: Tensor, likeness: Tensor, prompt: Tensor
    ) -> tuple[Tensor, Tensor]:
        verdicts, held = self.net(
            heard[None],
            torch.ones_like(heard[None, :, 0], dtype=torch.bool),
            claimed[None],
            owner[None],
            wrong[None],
            torch.ones_like(wrong[None], dtype=torch.bool),
            likeness[None],
            prompt[None],
        )
        return verdicts[0], held[0]


def export(net: Net, target: Path) -> None:
    """Write the network as ONNX. Its large weights are kept as 16-bit floats, which halves the file."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    sample = (
        torch.randn(70, TOKEN),
        torch.randn(50, TOKEN),
        torch.arange(50) // 10,
        torch.tensor([0, 0, 0, 1, 1]),
        torch.randn(5, LIKENESS),
        torch.randn(TOKEN),
    )
    names = ["heard", "claimed", "owner", "wrong", "likeness", "prompt"]
    sizes = {"heard": "said", "claimed": "asked", "owner": "asked", "wrong": "units", "likeness": "units"}
    written = io.BytesIO()
    torch.onnx.export(
        _Alone(net).eval(),
        sample,
        written,
        input_names=names,
        output_names=["verdicts", "held"],
        dynamic_axes={
            **{name: {0: size} for name, size in sizes.items()},
            "verdicts": {0: "units"},
            "held": {0: "units"},
        },
        dynamo=False,  # the newer exporter takes a minute for each
        opset_version=17,
    )
    model = onnx.load_model_from_string(written.getvalue())
    nodes: list[onnx.NodeProto] = []
    for weight in model.graph.initializer:
        if weight.data_type == TensorProto.FLOAT and len(weight.dims) == 2:
            name = weight.name
            weight.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(weight).astype("float16"), f"{name}.half"))
            nodes.append(helper.make_node("Cast", [f"{name}.half"], [name], to=TensorProto.FLOAT))
    kept = list(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend([*nodes, *kept])
    onnx.checker.check_model(model)
    target.write_bytes(model.SerializeToString(deterministic=True))


def total_loss(
    verdicts: Tensor, held: Tensor, truth: Tensor, believed: Tensor, weights: Tensor, *, ignored: int
) -> Tensor:
    """Cross-entropy of the verdicts, and half that of the misconceptions, a key point on average."""
    points = F.cross_entropy(
        verdicts.reshape(-1, 4), truth.reshape(-1), ignore_index=ignored, reduction="none", label_smoothing=0.05
    ).view(truth.shape)
    beliefs = F.binary_cross_entropy_with_logits(held, believed.clamp(min=0).float(), reduction="none")
    beliefs = beliefs * (believed != ignored)
    counted = (weights[:, None] * (truth != ignored)).sum().clamp(min=1)
    return ((points + 0.5 * beliefs) * weights[:, None]).sum() / counted
