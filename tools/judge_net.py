"""The judge's network, in PyTorch, and how it becomes ONNX.

MiniLM's four upper layers, which start from the published weights, read the rubric and the answer together; its two
lower ones have read every sentence and every claim alone, and stay as they are (cf. Cao et al., “DeFormer: Decomposing
Pre-trained Transformers for Faster Question Answering”, 2020). A token of the answer sees everything; a token of a
claim sees the answer and its own claim. A claim is the mean and the maximum of its tokens; then the claims and
misconceptions of the question are read beside one another and beside the answer's mean.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - its usual name
from minilm_layers import LAYERS, WIDTH, Layer, published
from torch import Tensor, nn

READ_ALONE = 2
"""So many of MiniLM's layers read each text by itself."""
LIKENESS = 9
NARROW, HEADS = 128, 4
"""Width and heads of the layer in which claims are read beside one another."""
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
        query, key, value = self.inner(rows).view(count, length, 3, HEADS, -1).permute(2, 0, 3, 1, 4)
        odds = query @ key.transpose(-1, -2) / query.shape[-1] ** 0.5 + absent[:, None, None]
        found = self.out((self.drop(odds.softmax(-1)) @ value).transpose(1, 2).reshape(count, length, width))
        rows = self.first(rows + self.drop(found))
        return self.second(rows + self.drop(self.wide(rows)))


class Net(nn.Module):
    """The judge."""

    def __init__(self, width: int = NARROW, drop: float = 0.1) -> None:
        super().__init__()
        self.layers = nn.ModuleList(Layer(drop / 2) for _ in range(READ_ALONE, LAYERS))
        self.sort = nn.Embedding(3, WIDTH)
        nn.init.normal_(self.sort.weight, std=0.02)
        self.pool = nn.Linear(2 * WIDTH + 2 + LIKENESS, width)
        self.whole = nn.Linear(WIDTH, width)
        self.asked = nn.Linear(WIDTH, width)
        self.beside = Beside(width, drop)
        self.verdict = nn.Linear(width, 4)
        self.held = nn.Linear(width, 1)
        self.drop = nn.Dropout(drop)

    def begin(self, checkpoint: Mapping[str, Tensor]) -> None:
        """Start from MiniLM's published weights."""
        for number, layer in enumerate(self.layers, start=READ_ALONE):
            layer.load_state_dict(published(checkpoint, number))

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
        absent = torch.where(is_heard, 0.0, FAR)
        cosines = F.normalize(claimed, dim=-1) @ F.normalize(heard, dim=-1).transpose(1, 2) + absent[:, None]
        nearest = cosines.amax(-1)[..., None]
        mine = (owner[..., None] == torch.arange(wrong.shape[1])).float()
        sorts = mine @ self.sort(1 + wrong)
        states = torch.cat([heard + self.sort.weight[0], claimed + sorts], 1)
        mask = self._mask(absent, owner, mine)
        for layer in self.layers:
            states = layer(states, mask)
        answer, tokens = states[:, : heard.shape[1]], torch.cat([states[:, heard.shape[1] :], nearest], -1)
        mean = mine.transpose(1, 2) @ tokens / mine.sum(1).clamp(min=1)[..., None]
        most = (tokens[:, :, None] + (mine[..., None] - 1) * -FAR).amax(1).clamp(min=-50)
        units = self.drop(F.gelu(self.pool(torch.cat([mean, most, likeness], -1)))) + self.asked(prompt)[:, None]
        whole = (answer * is_heard[..., None]).sum(1) / is_heard.sum(1).clamp(min=1)[:, None]
        rows = torch.cat([self.whole(whole)[:, None], units], 1)
        there = torch.cat([torch.ones_like(is_unit[:, :1]), is_unit], 1)
        seen = self.beside(rows, torch.where(there, 0.0, FAR))[:, 1:]
        return self.verdict(seen), self.held(seen)[..., 0]

    @staticmethod
    def _mask(absent: Tensor, owner: Tensor, mine: Tensor) -> Tensor:
        """Who sees whom: answers × 1 × tokens × tokens, to be added to the scores."""
        said, asked = absent.shape[1], owner.shape[1]
        theirs = (1 - mine.sum(-1)) * FAR
        apart = torch.where(owner[:, :, None] == owner[:, None, :], 0.0, FAR)
        of_answer = torch.cat([absent, theirs], 1)[:, None].expand(-1, said, -1)
        of_claims = torch.cat([absent[:, None].expand(-1, asked, -1), apart], 2)
        return torch.cat([of_answer, of_claims], 1)[:, None]


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
    """Write the network as ONNX. Its large weights are kept as 8-bit integers, with a scale a column."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    sample = (
        torch.randn(70, WIDTH),
        torch.randn(50, WIDTH),
        torch.arange(50) // 10,
        torch.tensor([0, 0, 0, 1, 1]),
        torch.randn(5, LIKENESS),
        torch.randn(WIDTH),
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
    for weight in list(model.graph.initializer):
        if weight.data_type == TensorProto.FLOAT and len(weight.dims) == 2 and min(weight.dims) > 1:
            name, array = weight.name, numpy_helper.to_array(weight)
            scale = np.maximum(np.abs(array).max(axis=0, keepdims=True) / 127, 1e-9).astype(np.float32)
            weight.CopyFrom(numpy_helper.from_array(np.rint(array / scale).astype(np.int8), f"{name}.whole"))
            model.graph.initializer.append(numpy_helper.from_array(scale, f"{name}.scale"))
            nodes.append(helper.make_node("Cast", [f"{name}.whole"], [f"{name}.float"], to=TensorProto.FLOAT))
            nodes.append(helper.make_node("Mul", [f"{name}.float", f"{name}.scale"], [name]))
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
