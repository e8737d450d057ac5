"""From words to weights."""

import pytest

from coach.domain.application import Kind, read_document
from coach.domain.knowledge import Knowledge
from coach.domain.preparation import Mark, Preparation
from coach.domain.syllabus import Facet, Section, Syllabus, Topic
from coach.domain.tailoring import MOST, TopicWeight, Weight, focus_of, unnamed_lines, weigh, weights_of
from coach.domain.vocabulary import Term, TopicWords, Vocabulary, pattern_of, terms_of

SYLLABUS = Syllabus(
    sections=(
        Section(
            id="all",
            title="All",
            topics=(
                Topic(id="kubernetes", title="Kubernetes basics"),
                Topic(id="go", title="Go", facets=(Facet(id="channels", title="Channels"),)),
                Topic(id="java", title="Java"),
                Topic(id="async", title="Asynchronous processing", facets=(Facet(id="queues", title="Queues"),)),
                Topic(id="lists", title="Data structures", facets=(Facet(id="queues", title="Queues"),)),
                Topic(id="streams", title="WebSockets, gRPC", facets=(Facet(id="grpc", title="gRPC"),)),
            ),
        ),
    )
)
VOCABULARY = Vocabulary(
    topics={
        "kubernetes": TopicWords(names=("k8s", "Helm"), hints=("pods", "container*")),
        "go": TopicWords(names=("golang", "in Go")),
        "java": TopicWords(names=("Java", "Spring")),
        "no-such-topic": TopicWords(names=("nonsense",)),
    },
    generic=("go", "channels"),
    alternatives=(("go", "java"),),
)
TERMS = terms_of(VOCABULARY, Knowledge(syllabus=SYLLABUS))


def weighed(text: str, found: tuple[tuple[int, str], ...] = ()) -> dict[str, TopicWeight]:
    return {one.topic: one for one in weigh(read_document(text, Kind.JOB), TERMS, VOCABULARY, found)}


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("k8s", "We use K8S.", True),
        ("k8s", "xk8s", False),
        ("Java", "JavaScript", False),
        ("Java", "java", False),
        ("event driven", "Event-driven design", True),
        ("event driven", "event\n driven", True),
        ("microservice", "microservices", True),
        ("normali*", "Normalisation", True),
        ("SLO*", "slow", False),
        ("CI/CD", "CI/CD pipelines", True),
        ("Go,", "Java, Go, Rust", True),
        ("C++", "C++ and C", True),
        (".NET", "ASP.NET", True),
    ],
)
def test_phrases_are_whole_words(phrase: str, text: str, found: bool) -> None:
    assert bool(pattern_of(phrase).search(text)) is found


def test_terms_come_from_the_table_titles_and_facets_but_not_from_generic_or_shared_ones() -> None:
    words = {(term.topic, term.words) for term in TERMS}
    assert ("kubernetes", "k8s") in words
    assert ("lists", "data structures") in words
    assert ("streams", "gRPC") in words
    assert not any(term.words.lower() in {"go", "channels", "queues", "nonsense"} for term in TERMS)


def test_a_name_weighs_more_and_says_why_in_the_documents_own_words() -> None:
    topic = weighed("Requirements\n- You have run K8s for years.")["kubernetes"]
    assert topic.weight is Weight.MORE
    assert topic.reasons[0].quote == "You have run K8s for years."
    assert topic.reasons[0].words == "K8s"


def test_one_hint_is_not_enough_and_two_are() -> None:
    assert weighed("Tasks:\n- Mind the pods")["kubernetes"].weight is Weight.USUAL
    assert weighed("Tasks:\n- Mind the pods and containers")["kubernetes"].weight is Weight.MORE


def test_the_same_word_twice_counts_once() -> None:
    assert weighed("Tasks:\n- Mind the pods\n- and the pods again")["kubernetes"].weight is Weight.USUAL


def test_what_is_nice_to_have_stays_as_usual_and_is_told() -> None:
    topic = weighed("Nice to have:\n- Helm")["kubernetes"]
    assert topic.weight is Weight.USUAL
    assert topic.reasons[0].nice


@pytest.mark.parametrize("text", ["Benefits\n- a K8s course", "We are an equal opportunity employer, golang or not"])
def test_what_is_offered_or_wanted_by_law_says_nothing(text: str) -> None:
    assert weighed(text) == {}


@pytest.mark.parametrize("said", ["no k8s needed", "you needn't know k8s", "without any k8s", "You don’t need k8s"])
def test_what_is_taken_back_says_nothing(said: str) -> None:
    assert "kubernetes" not in weighed(f"Requirements\n- {said}")


def test_of_alternatives_the_unnamed_ones_weigh_less() -> None:
    found = weighed("Requirements\n- Services in Go")
    assert found["go"].weight is Weight.MORE
    assert found["java"].weight is Weight.LESS
    assert found["java"].reasons[0].instead
    assert found["java"].reasons[0].quote == "Services in Go"
    assert weighed("Requirements\n- Golang or Spring")["java"].weight is Weight.MORE
    assert "java" not in weighed("Requirements\n- Rust")


def test_lines_that_the_notes_bear_on_are_hints() -> None:
    text = "Tasks:\n- Keep what runs in the cluster healthy at night\n- Move pods about"
    document = read_document(text, Kind.JOB)
    assert unnamed_lines(document, TERMS) == [1]
    topic = weighed(text, ((1, "kubernetes"),))["kubernetes"]
    assert topic.weight is Weight.MORE
    assert {reason.by for reason in topic.reasons} == {"words", "notes"}


def test_not_everything_can_weigh_more() -> None:
    terms = tuple(Term(topic=f"topic-{one}", words=f"word{one}x", strength="name") for one in range(MOST + 5))
    text = "Requirements\n" + "\n".join(f"- {term.words}" for term in terms)
    found = weigh(read_document(text, Kind.JOB), terms, Vocabulary())
    assert sum(one.weight is Weight.MORE for one in found) == MOST
    assert len(found) == MOST + 5


def test_weights_become_the_focus_and_come_back() -> None:
    weights = {"go": Weight.MORE, "java": Weight.LEAVE_OUT, "kubernetes": Weight.LESS, "lists": Weight.USUAL}
    preparation = Preparation(marks={"async": Mark.DONE}, minutes=45, focus={"streams": 2.0})

    changed = focus_of(preparation, weights)

    assert changed.focus == {"go": 2.0, "java": 0.0, "kubernetes": 0.5}
    assert changed.marks == preparation.marks
    assert changed.minutes == 45
    assert weights_of(changed) == {one: weight for one, weight in weights.items() if weight is not Weight.USUAL}
    assert changed.weight("go") > changed.weight("lists") > changed.weight("kubernetes") > changed.weight("java") == 0
