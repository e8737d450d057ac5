"""The only wiring: from settings to the running coach."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from coach.domain.cards import Card
from coach.domain.document import Document
from coach.domain.fault import Fault
from coach.domain.knowledge import Knowledge
from coach.errors import ModelMisconfigured, SettingsError
from coach.places import knowledge_folder
from coach.ports import Coach, Drafter, Embedding, StarReviewer, Store
from coach.practice.conversation import Conversation
from coach.practice.own_questions import OwnQuestions
from coach.practice.portability import Portability
from coach.practice.speaking import Speaking
from coach.practice.star_review import StarReviews
from coach.practice.tailoring import Tailoring
from coach.practice.today import Today
from coach.practice.worker import Worker
from coach.settings import DEFAULT_MODEL, CoachKind, Settings
from coach.wiring import build_speaking, build_tailoring

if TYPE_CHECKING:
    from coach.adapters.chroma.lazy import LazyRetriever
    from coach.adapters.chroma.server import ChromaServer
    from coach.adapters.embedded.minilm import MiniLM


NO_MODEL = (
    "No model is configured. Set OPENAI_API_KEY for OpenAI, or OPENAI_BASE_URL (and COACH_MODEL) for Ollama, "
    "vLLM, llama.cpp or any compatible server. The embedded coach works now, without either: --coach embedded."
)


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The time, in UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True)
class App:
    """The running coach, its parts by name."""

    settings: Settings
    knowledge: Knowledge
    content_faults: Sequence[Fault]
    store: Store
    retriever: "LazyRetriever"
    coach: Coach
    worker: Worker
    conversation: Conversation
    star: StarReviews
    today: Today
    tailoring: Tailoring
    speaking: Speaking | None
    """Writes down spoken answers; None where nothing can."""
    own_questions: OwnQuestions
    portability: Portability

    def index_words(self) -> str | None:
        """What to say of the notes' index while it isn't whole, or None."""
        status = self.retriever.status
        if status.state == "ready":
            return None
        if status.state == "failed":
            return f"The notes are searched by words alone for now: {status.message}"
        share = f" ({status.done} of {status.total})" if status.total else ""
        return f"Indexing the notes{share}; until that is done they are searched by words alone."

    def document_pdf(self, document: Document) -> bytes:
        """A document as PDF."""
        from coach.adapters.pdf.document import document_pdf

        return document_pdf(document)

    def close(self) -> None:
        """Stop what is being worked on."""
        self.worker.close()
        self.retriever.close()


def build_app(settings: Settings) -> App:
    """The running coach. Raises CoachError: SettingsError, ContentError, StoreError.

    Its notes are searched by words alone until `retriever.start()` has opened the index: whoever shows something first
    calls that afterwards, since building it takes both cores for a while.
    """
    knowledge, faults = _knowledge(settings)
    store = build_store(settings)
    embedding = build_embedding(settings)
    retriever = _lazy_retriever(settings, knowledge, embedding)
    fallback = _embedded_coach()
    coach = build_coach(settings) if settings.uses_model else fallback
    clock = SystemClock()
    worker = Worker(store, clock)
    today = build_today(knowledge, store)
    conversation = Conversation(
        knowledge=knowledge,
        retriever=retriever,
        store=store,
        clock=clock,
        coach=coach,
        fallback=fallback,
        worker=worker,
        priority=today.priority,
    )
    offline = build_star_reviewer(settings, "embedded")
    star = StarReviews(
        store=store,
        clock=clock,
        reviewer=build_star_reviewer(settings) if settings.uses_model else offline,
        fallback=offline,
        worker=worker,
    )
    tailoring, vocabulary_faults = build_tailoring(settings, knowledge, retriever, coach)
    own_questions = OwnQuestions(store=store, clock=clock, retriever=retriever, drafter=build_drafter(settings, coach))
    return App(
        settings=settings,
        knowledge=knowledge,
        content_faults=(*faults, *vocabulary_faults),
        store=store,
        retriever=retriever,
        coach=coach,
        worker=worker,
        conversation=conversation,
        star=star,
        today=today,
        tailoring=tailoring,
        speaking=build_speaking(settings),
        own_questions=own_questions,
        portability=build_portability(store, knowledge),
    )


def build_today(knowledge: Knowledge, store: Store) -> Today:
    """What plans the next sitting from the record."""
    from coach.adapters.fsrs.scheduler import FsrsScheduler

    return Today(knowledge=knowledge, store=store, scheduler=FsrsScheduler(), clock=SystemClock())


def build_knowledge(settings: Settings) -> Knowledge:
    """What is sound enough of the knowledge to be used. ContentError if there is no syllabus."""
    return _knowledge(settings)[0]


def build_store(settings: Settings) -> Store:
    """The record. StoreError or Corrupt if it can't be opened, SettingsError if its address isn't one."""
    from coach.adapters.sql.opening import open_store

    if settings.database_url is not None:
        return open_store(settings.database_url.get_secret_value(), SystemClock())
    return open_store(settings.data / "record.sqlite", SystemClock())


def place_of_record(settings: Settings) -> str:
    """Where the record is kept, without secrets."""
    if settings.database_url is None:
        return str(settings.data / "record.sqlite")
    parts = urlsplit(settings.database_url.get_secret_value())
    return f"{parts.scheme}://{parts.hostname or ''}{parts.path}"


def build_embedding(settings: Settings) -> Embedding:
    """The embedding that the notes are indexed with."""
    if settings.embedding == "minilm":
        return _search_minilm()
    from coach.adapters.openai.embedding import OpenAIEmbedding

    return OpenAIEmbedding(
        settings.embedding.removeprefix("openai:"), base_url=settings.openai_base_url, api_key=_key(settings)
    )


def build_retriever(
    settings: Settings, knowledge: Knowledge, on_progress: Callable[[int, int], None] = lambda _done, _total: None
) -> "LazyRetriever":
    """The retriever, its index whole. RetrievalError if it can't be built."""
    from coach.errors import RetrievalError

    retriever = _lazy_retriever(settings, knowledge, build_embedding(settings))
    retriever.start()
    while (status := retriever.wait(0.1)).state == "building":
        on_progress(status.done, status.total)
    if status.state == "failed":
        raise RetrievalError(status.message)
    return retriever


def build_coach(settings: Settings, kind: CoachKind = "auto") -> Coach:
    """Who coaches, by the settings or by name. ModelMisconfigured if a model is asked for and none is configured."""
    if kind == "embedded" or (kind == "auto" and not settings.uses_model):
        return _embedded_coach()
    if not settings.has_model:
        raise ModelMisconfigured(NO_MODEL)
    from coach.adapters.openai.client import Limits
    from coach.adapters.openai.coach import OpenAICoach

    return OpenAICoach(
        settings.model or _offered_model(settings),
        ranks=settings.data / "tiktoken",
        base_url=settings.openai_base_url,
        api_key=_key(settings),
        context=settings.context_tokens,
        samples=settings.grade_samples,
        first_format="json_schema" if settings.json_mode == "auto" else settings.json_mode,
        limits=Limits(read=settings.timeout, whole=max(Limits().whole, 6 * settings.timeout)),
    )


def build_star_reviewer(settings: Settings, kind: CoachKind = "auto") -> StarReviewer:
    """Who reviews behavioural answers, by the settings or by name; as `build_coach`."""
    if kind == "embedded" or (kind == "auto" and not settings.uses_model):
        from coach.adapters.embedded.star import EmbeddedStarReviewer

        return EmbeddedStarReviewer(minilm())
    if not settings.has_model:
        raise ModelMisconfigured(NO_MODEL)
    from coach.adapters.openai.client import Limits
    from coach.adapters.openai.star import OpenAIStarReviewer

    return OpenAIStarReviewer(
        settings.model or _offered_model(settings),
        ranks=settings.data / "tiktoken",
        base_url=settings.openai_base_url,
        api_key=_key(settings),
        context=settings.context_tokens,
        first_format="json_schema" if settings.json_mode == "auto" else settings.json_mode,
        limits=Limits(read=settings.timeout, whole=max(Limits().whole, 6 * settings.timeout)),
    )


def build_drafter(settings: Settings, coach: Coach) -> Drafter | None:
    """Who drafts marking schemes for a learner's own questions: the coach's model; None without one."""
    if coach.suggests:
        return None
    from coach.adapters.openai.client import ChatClient, Limits
    from coach.adapters.openai.drafting import OpenAIDrafter

    client = ChatClient(
        coach.name.removeprefix("openai:"),
        base_url=settings.openai_base_url,
        api_key=_key(settings),
        limits=Limits(read=settings.timeout),
        first_format="json_schema" if settings.json_mode == "auto" else settings.json_mode,
    )
    return OpenAIDrafter(client)


def build_portability(store: Store, knowledge: Knowledge) -> Portability:
    """Taking a record away, bringing it back, deleting it."""
    return Portability(store=store, knowledge=knowledge, clock=SystemClock())


def anki_package(cards: Sequence[Card]) -> bytes:
    """The cards as a file for Anki."""
    from coach.adapters.anki.deck import package

    return package(cards, SystemClock().now())


def _knowledge(settings: Settings) -> tuple[Knowledge, Sequence[Fault]]:
    from coach.adapters.files.loader import KnowledgeSource

    source = KnowledgeSource(settings.knowledge, base=knowledge_folder())
    return source.knowledge, tuple(source.faults)


def _lazy_retriever(settings: Settings, knowledge: Knowledge, embedding: Embedding) -> "LazyRetriever":
    from coach.adapters.chroma.corpus import Corpus
    from coach.adapters.chroma.lazy import LazyRetriever

    connect = (lambda: _chroma_server(settings)) if settings.chroma_url else None
    return LazyRetriever(Corpus.of(knowledge), embedding, settings.data, connect=connect)


def _chroma_server(settings: Settings) -> "ChromaServer":
    from coach.adapters.chroma.server import connect

    token = settings.chroma_api_key.get_secret_value() if settings.chroma_api_key else None
    tenant, database = settings.chroma_tenant, settings.chroma_database
    if settings.chroma_url == "cloud":
        if not (token and tenant and database):
            raise SettingsError(
                "Chroma Cloud needs COACH_CHROMA_API_KEY, COACH_CHROMA_TENANT and COACH_CHROMA_DATABASE."
            )
        return connect("api.trychroma.com", 443, ssl=True, token=token, tenant=tenant, database=database)
    parts = urlsplit(settings.chroma_url or "")
    ssl = parts.scheme == "https"
    return connect(
        parts.hostname or "",
        parts.port or (443 if ssl else 8000),
        ssl=ssl,
        token=token,
        tenant=tenant or "default_tenant",
        database=database or "default_database",
    )


def _offered_model(settings: Settings) -> str:
    """The model's name where none is set: OpenAI's default, or the first that the given server offers."""
    if settings.openai_base_url is None:
        return DEFAULT_MODEL
    from coach.adapters.openai.models import offered_models

    names = offered_models(settings.openai_base_url, _key(settings))
    return DEFAULT_MODEL if not names or DEFAULT_MODEL in names else names[0]


def _key(settings: Settings) -> str | None:
    return settings.openai_api_key.get_secret_value() if settings.openai_api_key else None


@cache
def minilm() -> "MiniLM":
    """The one MiniLM of the process: its weights are 23 MB, and loading them takes a moment."""
    from coach.adapters.embedded.minilm import MiniLM

    return MiniLM()


@cache
def _search_minilm() -> "MiniLM":
    """The one that the notes are searched with: another 23 MB."""
    from coach.adapters.embedded.minilm import SEARCH, MiniLM

    return MiniLM(tuning=SEARCH)


def _embedded_coach() -> Coach:
    from coach.adapters.embedded.coach import EmbeddedCoach

    return EmbeddedCoach(minilm())


def embedded_coach_unseen(topic: str) -> Coach:
    """An embedded coach that was trained without that topic: what the embedded coach is measured by."""
    from coach.adapters.embedded.coach import EmbeddedCoach
    from coach.adapters.embedded.judge import unseen as unseen_judge
    from coach.adapters.embedded.scorer import unseen

    return EmbeddedCoach(minilm(), unseen(topic), unseen_judge(topic))
