"""The coach that a language model is."""

import logging
from collections.abc import Callable, MutableMapping, Sequence
from pathlib import Path

from coach.adapters.openai.budget import Budget, Fitted
from coach.adapters.openai.capabilities import Format
from coach.adapters.openai.client import ChatClient, Completion, Limits
from coach.adapters.openai.opinions import Opinion, Watcher, several
from coach.adapters.openai.pace import Pace
from coach.adapters.openai.partial import Unreadable, so_far, whole
from coach.adapters.openai.price import priced
from coach.adapters.openai.reading import without_thinking
from coach.domain.assessment import Judgement, Line, Usage
from coach.domain.opinions import majority
from coach.errors import CannotGrade, ModelUnavailable
from coach.ports import GradingTask, Judged, Reply, ReplyTask
from coach.prompts import clarifying, grading, replying
from coach.prompts.message import Message

_log = logging.getLogger(__name__)
_ELIDED = "Your answer was longer than this model can read, so its middle was left out of this grading."
_LONGEST_REPAIR = 8_000
_LONGEST_LINE = 40_000
"""Characters of one message that are kept on record."""
WARM = 0.7
"""The temperature of second opinions: at none, a model only repeats itself."""


class OpenAICoach:
    """Any model that speaks OpenAI's Chat Completions. Thread-safe.

    `context` and `reply` are in tokens: what the model can read and write in all, and what of it a reply may take.
    `ranks` is a folder that tiktoken's ranks may be unpacked into. `kept` remembers, for longer than the process if it
    is such a mapping, what each server can do; `first_format` is tried first where that isn't known. `every` is the
    least number of seconds between two calls of a watch. `samples` is how many opinions a grading asks for.
    """

    suggests = False

    def __init__(
        self,
        model: str,
        *,
        ranks: Path,
        base_url: str | None = None,
        api_key: str | None = None,
        context: int = 16_000,
        reply: int = 4_000,
        limits: Limits | None = None,
        kept: MutableMapping[str, str] | None = None,
        first_format: Format = "json_schema",
        every: float = 0.1,
        samples: int = 1,
    ) -> None:
        self.name = f"openai:{model}"
        self._client = ChatClient(
            model, base_url=base_url, api_key=api_key, limits=limits, kept=kept, first_format=first_format
        )
        self._budget = Budget(model, context=context, reply=reply, ranks=ranks)
        self._reply = reply
        self._every = every
        self._samples = samples

    def judge(self, task: GradingTask, watch: Callable[[Judgement], None]) -> Judged:
        """Judge an answer; one that can't be read is asked for once more. Raises ModelError or CannotGrade.

        With several samples, the first is the one that is watched, the others are asked meanwhile, and the verdict of
        most counts. One that fails doesn't count; only if all fail, the first one's failure is raised.
        """
        fitted = self._budget.fit(task, grading.messages)
        self._note(fitted)
        pace = Pace(watch, Judgement(), self._every)
        if self._samples == 1:
            opinions = [self._opinion(fitted, pace)]
        else:
            opinions = several(
                self._samples,
                lambda mine: self._opinion(fitted, pace if mine.number == 0 else mine, warm=mine.number > 0),
                waiting=lambda: pace.tell(lambda: None),
            )
        judgement = opinions[0].judgement
        if len(opinions) > 1:
            judgement = majority(task.question, task.answer, [one.judgement for one in opinions])
        if fitted.elided:
            judgement = judgement.model_copy(update={"feedback": f"{judgement.feedback} {_ELIDED}".strip()})
        pace.end(judgement)
        return Judged(
            judgement=judgement,
            graded_by=self.name,
            prompt_version=grading.VERSION,
            usage=self._priced([usage for one in opinions for usage in one.usages]),
            exchange=_exchange(fitted.messages, opinions),
        )

    def _opinion(self, fitted: Fitted[GradingTask], watcher: Watcher, *, warm: bool = False) -> Opinion:
        task = fitted.task
        first = self._grade(fitted.messages, task, watcher, warm=warm)
        usages, replies = [first.usage], [first.text]
        try:
            judgement = _read(first, task)
        except Unreadable as problem:
            _log.info("%s: the reply can't be used: %s", self.name, problem)
            again = grading.repair(task, first.text[:_LONGEST_REPAIR], str(problem))
            second = self._grade(again, task, watcher, warm=warm)
            usages.append(second.usage)
            replies.append(second.text)
            try:
                judgement = _read(second, task)
            except Unreadable as still:
                raise CannotGrade(
                    f"The model replied twice without a grade that can be used: {still} Your answer is kept and not "
                    "graded. Try again, or grade it offline."
                ) from None
        return Opinion(judgement, usages, replies)

    def reply(self, task: ReplyTask, watch: Callable[[str], None]) -> Reply:
        """Answer a learner's question from the passages. Raises ModelError."""
        fitted = self._budget.fit(task, clarifying.messages if task.clarify else replying.messages)
        self._note(fitted)
        sent = {passage.id for passage in fitted.task.passages}
        pace = Pace(watch, "", self._every)
        completion = self._client.complete(
            fitted.messages,
            lambda text: pace.tell(lambda: replying.cited_so_far(without_thinking(text), sent).lstrip()),
            limit=self._reply,
            temperature=0.3,
        )
        if completion.cut:
            raise ModelUnavailable(completion.cut)
        text, citations = replying.cited(without_thinking(completion.text).strip(), sent)
        if not text:
            raise ModelUnavailable("The model sent an empty reply. What you wrote is kept. Try again.")
        if completion.finish == "length":
            text += " …"
        pace.end(text)
        return Reply(text=text, citations=citations, by=self.name, usage=self._priced([completion.usage]))

    def _grade(self, messages: list[Message], task: GradingTask, watcher: Watcher, *, warm: bool) -> Completion:
        return self._client.complete(
            messages,
            lambda text: watcher.tell(lambda: so_far(text, task.question)),
            limit=self._reply,
            temperature=WARM if warm else 0.0,
            schema=grading.schema(),
        )

    def _note(self, fitted: Fitted[GradingTask] | Fitted[ReplyTask]) -> None:
        if fitted.left_out:
            _log.warning("%s: to fit the context, left out %s", self.name, ", ".join(fitted.left_out))

    def _priced(self, usages: list[Usage | None]) -> Usage | None:
        """The sum, priced; None if any of the calls wasn't reported, for half a sum would look like a whole."""
        total = Usage()
        for usage in usages:
            if usage is None:
                return None
            total += usage
        return priced(total, self._client.model, self._client.base_url)


def _exchange(messages: Sequence[Message], opinions: Sequence[Opinion]) -> tuple[Line, ...]:
    """The prompt, then each opinion's replies; the wish for a better one, between two replies, is left out."""
    sent = [Line(role=message.role, content=message.content[:_LONGEST_LINE]) for message in messages]
    replies = [Line(role="assistant", content=reply[:_LONGEST_LINE]) for one in opinions for reply in one.replies]
    return (*sent, *replies)


def _read(completion: Completion, task: GradingTask) -> Judgement:
    try:
        return whole(completion.text, task.question)
    except Unreadable:
        if completion.cut:
            raise ModelUnavailable(completion.cut) from None
        if completion.finish == "length":
            raise CannotGrade(
                "The model's reply was cut at its length limit, before the grade was whole. Your answer is kept and "
                "not graded. Allow longer replies, or grade it offline."
            ) from None
        raise
