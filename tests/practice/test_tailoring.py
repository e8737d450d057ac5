"""Whole documents through the whole thing: the real knowledge, the real table, a real record; and how well it reads."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from coach.adapters.files.loader import KnowledgeSource
from coach.adapters.files.vocabulary import NAME, read_vocabulary
from coach.domain.application import Document, Kind
from coach.domain.evidence import find_quote
from coach.domain.expecting import behavioural, phrased
from coach.domain.knowledge import Knowledge
from coach.domain.preparation import Mark
from coach.domain.tailoring import Expected, Proposal, Reason, TopicWeight, Weight
from coach.errors import ModelUnavailable, RetrievalError
from coach.places import knowledge_folder
from coach.ports import Advice, AdviceTask, Hit, Store
from coach.practice.preparing import preparation_of, prepare
from coach.practice.tailoring import (
    EMPTY,
    NOTHING,
    Tailoring,
    apply,
    clear,
    forget_document,
    keep_document,
    kept_document,
    read,
)
from tests.practice.conftest import WordRetriever

DATA = Path(__file__).parents[1] / "data" / "tailoring"
JOBS: list[dict[str, Any]] = yaml.safe_load((DATA / "jobs.yaml").read_text(encoding="utf-8"))
RESUME = (DATA / "resume.txt").read_text(encoding="utf-8")
FLOORS = {"tuning": (0.94, 0.94), "held-out": (0.94, 0.90)}
"""Precision and recall of topics weighed more, with words alone. Measured: .97/.97 and .98/.94; the notes' index lifts
the held-out recall to .97."""


class Nothing:
    """A retriever that finds nothing: the words alone decide."""

    def search(self, text: str, *, topic: str | None = None, k: int = 5) -> list[Hit]:
        return []


class Broken:
    def search(self, text: str, *, topic: str | None = None, k: int = 5) -> list[Hit]:
        raise RetrievalError("The index is gone.")


class Model:
    """An adviser that says what it is told to."""

    name = "openai:scripted"

    def __init__(self, advice: Advice | Exception) -> None:
        self.advice = advice
        self.tasks: list[AdviceTask] = []

    def advise(self, task: AdviceTask) -> Advice:
        self.tasks.append(task)
        if isinstance(self.advice, Exception):
            raise self.advice
        return self.advice


@pytest.fixture(scope="module")
def everything() -> Knowledge:
    return KnowledgeSource(knowledge_folder()).knowledge


@pytest.fixture(scope="module")
def tailoring(everything: Knowledge) -> Tailoring:
    return Tailoring(
        knowledge=everything,
        retriever=Nothing(),
        vocabulary=read_vocabulary(knowledge_folder())[0],
        text_of=bytes.decode,
    )


def with_model(everything: Knowledge, model: Model) -> Tailoring:
    vocabulary, _ = read_vocabulary(knowledge_folder())
    return Tailoring(
        knowledge=everything, retriever=Nothing(), vocabulary=vocabulary, text_of=bytes.decode, adviser=model
    )


def more(proposal: Proposal) -> set[str]:
    return {one.topic for one in proposal.topics if one.weight is Weight.MORE}


@pytest.mark.parametrize("half", FLOORS)
def test_topics_are_read_from_job_descriptions_well_enough(tailoring: Tailoring, half: str) -> None:
    hits = wrong = missed = 0
    for job in (one for one in JOBS if one["half"] == half):
        found, expected = more(tailoring.propose(read(job["text"], Kind.JOB))), set(job["expected"])
        hits += len(found & expected)
        wrong += len(found - expected - set(job["either"]))
        missed += len(expected - found)
    precision, recall = hits / (hits + wrong), hits / (hits + missed)
    floor = FLOORS[half]
    assert (precision, recall) >= floor, f"{half}: precision {precision:.3f}, recall {recall:.3f}"
    assert recall >= floor[1], f"{half}: recall {recall:.3f}"


def test_the_labels_are_topics_of_the_syllabus(everything: Knowledge) -> None:
    known = {topic.id for topic in everything.syllabus.topics()}
    for job in JOBS:
        assert set(job["expected"]) <= known
        assert set(job["either"]) <= known
        assert not set(job["expected"]) & set(job["either"])


@pytest.mark.parametrize("job", JOBS, ids=lambda one: str(one["id"]))
def test_every_weight_and_question_rests_on_words_of_the_document(tailoring: Tailoring, job: dict[str, Any]) -> None:
    document = read(job["text"], Kind.JOB)
    proposal = tailoring.propose(document)
    assert proposal.topics
    assert all(one.reasons for one in proposal.topics)
    for quote in [reason.quote for one in proposal.topics for reason in one.reasons] + [
        one.quote for one in proposal.expected
    ]:
        assert quote in document.text


def test_a_resumes_projects_are_asked_about_by_their_own_names(tailoring: Tailoring, everything: Knowledge) -> None:
    proposal = tailoring.propose(read(RESUME, Kind.RESUME))
    by_project = {(one.project, one.question) for one in proposal.expected}

    assert ("Lindenpay", "debugging-stories-slow-system") in by_project
    assert ("Ledgerline", "past-projects-proud-of") in by_project
    assert ("Dock Planner", "past-projects-measured-impact") in by_project
    assert ("Parcelo", "debugging-stories-hardest-bug") in by_project
    prompts = behavioural(everything)
    for one in proposal.expected:
        assert one.quote in RESUME
        assert one.project in RESUME
        asked = phrased(one, prompts[one.question], Kind.RESUME)
        assert asked.startswith(f"{one.project}: you write “{one.quote}”.")
        assert asked.endswith(prompts[one.question])
    assert len({one.question for one in proposal.expected}) == len(proposal.expected)


def test_the_table_is_sound(everything: Knowledge) -> None:
    vocabulary, faults = read_vocabulary(knowledge_folder())
    assert not faults
    known = {topic.id for topic in everything.syllabus.topics()}
    assert set(vocabulary.topics) == known
    assert {topic for group in vocabulary.alternatives for topic in group} <= known
    lost = {claim.question for claim in vocabulary.claims} - behavioural(everything).keys()
    assert not lost, "claims lead to questions that are not in the bank"


def test_a_broken_table_is_told_and_titles_are_still_read(tmp_path: Path, everything: Knowledge) -> None:
    (tmp_path / NAME).write_text("topics:\n  go: {nmaes: [golang]}\n", encoding="utf-8")
    vocabulary, faults = read_vocabulary(tmp_path, knowledge_folder())
    assert any("nmaes" in str(fault) and f"{NAME}:2" in str(fault) for fault in faults)
    tailoring = Tailoring(knowledge=everything, retriever=Nothing(), vocabulary=vocabulary, text_of=bytes.decode)
    assert "load-balancing" in more(tailoring.propose(read("Requirements\n- Load balancing", Kind.JOB)))


def test_what_no_word_names_is_looked_up_in_the_notes(knowledge: Knowledge) -> None:
    vocabulary, _ = read_vocabulary(knowledge_folder())
    tailoring = Tailoring(
        knowledge=knowledge, retriever=WordRetriever(knowledge), vocabulary=vocabulary, text_of=bytes.decode
    )
    proposal = tailoring.propose(read("Tasks\n- Prevent a stampede upon one hot entry at noon", Kind.JOB))
    assert [reason.by for one in proposal.topics if one.topic == "caching" for reason in one.reasons] == ["notes"]


def test_without_an_index_the_words_still_count(everything: Knowledge) -> None:
    vocabulary, _ = read_vocabulary(knowledge_folder())
    tailoring = Tailoring(knowledge=everything, retriever=Broken(), vocabulary=vocabulary, text_of=bytes.decode)
    job = JOBS[0]
    assert "java" in more(tailoring.propose(read(job["text"], Kind.JOB)))


def test_nothing_found_is_said(tailoring: Tailoring) -> None:
    assert tailoring.propose(read("We bake bread and sell it on Sundays.", Kind.JOB)).notice == NOTHING


@pytest.mark.parametrize("text", ["", "  \n\t"])
def test_an_empty_document_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="nothing to read"):
        read(text, Kind.JOB)
    assert EMPTY.startswith("There is nothing to read.")


# -- with a model -----------------------------------------------------------------------------------------------------


def weight(topic: str, how: Weight, quote: str) -> TopicWeight:
    return TopicWeight(topic=topic, weight=how, reasons=(Reason(quote=quote, words=quote, by=Model.name),))


def document() -> Document:
    return read(JOBS[0]["text"], Kind.JOB)


def test_what_the_model_says_goes_first_and_what_it_passed_over_stays(everything: Knowledge) -> None:
    said = Advice(
        topics=(weight("kubernetes", Weight.MORE, "Kubernetes, Terraform"), weight("java", Weight.LESS, "Java")),
        expected=(Expected(question="trade-offs-technical-choice", quote="You explain trade-offs", by=Model.name),),
        by=Model.name,
    )
    model = Model(said)
    tailoring = with_model(everything, model)
    offline = tailoring.propose(document())
    assert "kubernetes" not in more(offline)

    joined = tailoring.consult(document(), offline)

    assert joined.weight_of("kubernetes") is Weight.MORE
    assert joined.weight_of("java") is Weight.LESS
    assert more(joined) >= more(offline) - {"java"}
    assert joined.by == Model.name
    assert joined.expected[0].question == "trade-offs-technical-choice"
    assert len({one.question for one in joined.expected}) == len(joined.expected)
    assert model.tasks[0].questions == behavioural(everything)


def test_a_model_that_fails_leaves_what_the_words_say_and_tells_why(everything: Knowledge) -> None:
    tailoring = with_model(everything, Model(ModelUnavailable("The model is in trouble (503).")))
    offline = tailoring.propose(document())

    after = tailoring.consult(document(), offline)

    assert (after.topics, after.expected, after.by) == (offline.topics, offline.expected, "words")
    assert after.notice == "The model is in trouble (503). This is what the words alone say."


# -- the record -------------------------------------------------------------------------------------------------------


def test_weights_are_the_learners_and_nobody_elses(store: Store) -> None:
    prepare(store, "me", lambda one: one.model_copy(update={"marks": {"caching": Mark.DONE}}))

    apply(store, "me", {"java": Weight.MORE, "go": Weight.LEAVE_OUT})

    assert preparation_of(store, "me").focus == {"java": 2.0, "go": 0.0}
    assert preparation_of(store, "me").marks == {"caching": Mark.DONE}
    assert preparation_of(store, "you").focus == {}
    clear(store, "me")
    assert preparation_of(store, "me").focus == {}
    assert preparation_of(store, "me").marks == {"caching": Mark.DONE}


def test_a_document_is_kept_only_when_said_and_forgotten_when_said(store: Store, tailoring: Tailoring) -> None:
    mine = read(RESUME, Kind.RESUME)
    tailoring.propose(mine)
    assert kept_document(store, "me") is None

    keep_document(store, "me", mine)
    assert kept_document(store, "me") == mine
    assert kept_document(store, "you") is None

    forget_document(store, "me")
    assert kept_document(store, "me") is None
    assert not any("Okafor" in (store.preference("me", key) or "") for key in ("tailoring", "preparation"))


def test_quotes_are_found_as_evidence_is(tailoring: Tailoring) -> None:
    for one in tailoring.propose(document()).topics:
        assert all(find_quote(document().text, reason.quote) for reason in one.reasons)
