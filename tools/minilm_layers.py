"""MiniLM's layers in PyTorch, with the published weights: what the search's embedding and the judge train further."""

from collections.abc import Mapping

import torch.nn.functional as F  # noqa: N812 - its usual name
from torch import Tensor, nn

WIDTH, HEADS, LAYERS = 384, 12, 6
NAMES = {
    "attention.self.query": "query",
    "attention.self.key": "key",
    "attention.self.value": "value",
    "attention.output.dense": "out",
    "attention.output.LayerNorm": "first",
    "intermediate.dense": "up",
    "output.dense": "down",
    "output.LayerNorm": "second",
}
"""The checkpoint's names, and ours."""


class Layer(nn.Module):
    """A BERT layer."""

    def __init__(self, drop: float = 0.1) -> None:
        super().__init__()
        self.drop = drop
        self.query, self.key, self.value, self.out = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.up, self.down = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)
        self.first, self.second = nn.LayerNorm(WIDTH, eps=1e-12), nn.LayerNorm(WIDTH, eps=1e-12)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """`mask` is added to the attention's scores."""
        rows, length = states.shape[:2]

        def heads(part: Tensor) -> Tensor:
            return part.view(rows, length, HEADS, WIDTH // HEADS).transpose(1, 2)

        query, key, value = heads(self.query(states)), heads(self.key(states)), heads(self.value(states))
        seen = F.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        seen = seen.transpose(1, 2).reshape(rows, length, WIDTH)
        states = self.first(states + F.dropout(self.out(seen), self.drop, self.training))
        return self.second(states + F.dropout(self.down(F.gelu(self.up(states))), self.drop, self.training))


def published(there: Mapping[str, Tensor], number: int) -> dict[str, Tensor]:
    """The weights of a layer of the checkpoint, as `Layer` names them."""
    return {
        f"{ours}.{end}": there[f"encoder.layer.{number}.{theirs}.{end}"]
        for end in ("weight", "bias")
        for theirs, ours in NAMES.items()
    }
