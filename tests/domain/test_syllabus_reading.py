"""Lists of topics as people keep them, read against the real syllabus."""

from functools import cache
from pathlib import Path
from textwrap import dedent

import pytest

from coach.adapters.files.loader import KnowledgeSource
from coach.domain.preparation import Mark, Preparation
from coach.domain.syllabus import Syllabus
from coach.domain.syllabus_reading import SyllabusReading, read_syllabus, with_list
from coach.places import knowledge_folder

GIVEN = Path(__file__).parents[1] / "data" / "syllabus.txt"


@cache
def syllabus() -> Syllabus:
    return KnowledgeSource(knowledge_folder(), only=()).syllabus


def read(text: str) -> SyllabusReading:
    return read_syllabus(dedent(text), syllabus())


def done(reading: SyllabusReading) -> list[str | None]:
    return [topic.topic for topic in reading.done]


def test_the_list_that_the_coach_was_made_for() -> None:
    reading = read(GIVEN.read_text(encoding="utf-8").replace("â€™", "'"))

    assert reading.words() == "9 sections, 48 topics, 6 done, 0 unknown"
    assert [section.section for section in reading.sections] == [section.id for section in syllabus().sections]
    assert [topic.topic for topic in reading.topics] == [topic.id for topic in syllabus().topics()]
    assert set(done(reading)) == {topic.id for topic in syllabus().topics() if topic.done}
    assert reading.remarks == ("Make sure you're solid in your backend language of choice. For example:",)
    sql = next(topic for topic in reading.topics if topic.topic == "sql")
    assert sql.facets == ("joins", "indexing", "transactions", "isolation levels")


MARKDOWN = """
    # My backend prep

    ## System Design
    - [x] **Caching** strategies
      - Redis
      - Memcached
    - [ ] Rate limits
    - [Load balancers](https://example.org/lb)
    - ~~Message queues~~

    ## Databases
    * SQL ✓
    * NoSQL databases
    * Vector databases

    ### Things I like
    1) K8s
    2) Haskell
"""


def test_markdown_with_boxes_links_strokes_and_nested_facets() -> None:
    reading = read(MARKDOWN)

    assert reading.words() == "3 sections, 9 topics, 3 done, 2 unknown"
    assert [section.section for section in reading.sections] == ["system-design", "databases", None]
    assert done(reading) == ["caching", "async-processing", "sql"]
    assert [topic.title for topic in reading.unknown] == ["Vector databases", "Haskell"]
    assert reading.topics[0].facets == ("Redis", "Memcached")
    assert reading.remarks == ("My backend prep",)


ODD = {
    "roman numbers, letters, tabs, Windows line ends": (
        (
            "I. Programming Fundamentals\r\n\tA. Data structures\r\n\tB. Algorithms (done)\r\n"
            "II. Security\r\n\tA. TLS/SSL - done\r\n\tB. Web vulnerabilites\r\n"
        ),
        "2 sections, 4 topics, 2 done, 0 unknown",
        ["data-structures", "algorithms", "tls", "injection-xss-csrf"],
    ),
    "no numbers, no sections, lower case, a duplicate": (
        "caching done\nsql\ngolang\nk8s\nmicroservices\ntdd\nquantum computing\ncaching\n",
        "0 sections, 7 topics, 1 done, 1 unknown",
        ["caching", "sql", "go", "kubernetes", "microservices", "tdd", None],
    ),
    "numbers with dots": (
        "1 Security\n1.1 RBAC\n1.2 Password hashing DONE\n2 Testing\n2.1 Mocks\n",
        "2 sections, 3 topics, 1 done, 0 unknown",
        ["rbac", "password-storage", "mocking"],
    ),
    "a table": (
        "| Topic | Status |\n|---|---|\n| Caching | Done |\n| Rate limiting | Not started |\n| Monads | Done |\n",
        "0 sections, 3 topics, 2 done, 1 unknown",
        ["caching", "rate-limiting", None],
    ),
    "bullets of every kind, indented by four": (
        (
            "- Backend stuff\n    - Caching [done]\n    - Message queues\n- Testing\n    – Unit tests\n"
            "    — Integration tests\n• Kubernetes\n●Docker\n"
        ),
        "2 sections, 6 topics, 1 done, 0 unknown",
        ["caching", "async-processing", "unit-testing", "integration-testing", "kubernetes", "docker"],
    ),
    "underlined headings, boxes drawn": (
        "Security\n========\n☑ TLS\n☐ Access control\n\nTesting\n-------\n✅ TDD\n",
        "2 sections, 3 topics, 2 done, 0 unknown",
        ["tls", "rbac", "tdd"],
    ),
    "sections in brackets, titles misspelt": (
        "(1) Databses\n(a) Qeury optimisation\n(b) ORM\n(2) Securty\n(a) SQL injecton, XSS\n",
        "2 sections, 3 topics, 0 done, 0 unknown",
        ["query-optimization", "orms", "injection-xss-csrf"],
    ),
    "sections by a colon": (
        "Languages I use:\n- Go\n- Python: generators, asyncio\n\nOther things:\n- Terraform\n- Cobol\n",
        "2 sections, 4 topics, 0 done, 1 unknown",
        ["go", "python", "infrastructure-as-code", None],
    ),
    "no blank lines": (
        "Databases\nSQL\nNoSQL\nSecurity\nHTTPS and TLS\nRole-based access control\n",
        "2 sections, 4 topics, 0 done, 0 unknown",
        ["sql", "nosql", "tls", "rbac"],
    ),
    "not done is not done": (
        "- CI/CD (not done)\n- Docker: todo\n- K8s [pending]\n- IaC done!\n",
        "0 sections, 4 topics, 1 done, 0 unknown",
        ["ci-cd", "docker", "kubernetes", "infrastructure-as-code"],
    ),
    "only unknown": ("Knitting\nSailing\n", "0 sections, 2 topics, 0 done, 2 unknown", [None, None]),
    "nothing": ("\n \n---\n***\n", "0 sections, 0 topics, 0 done, 0 unknown", []),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_lists(name: str) -> None:
    text, words, topics = ODD[name]
    reading = read_syllabus(text, syllabus())
    assert (reading.words(), [topic.topic for topic in reading.topics]) == (words, topics)


def test_every_title_alias_and_topic_finds_its_own_topic() -> None:
    for topic in syllabus().topics():
        for name in (topic.title, topic.title.upper(), f"7) {topic.title} — done", *topic.aliases):
            (found,) = read_syllabus(name, syllabus()).topics
            assert (found.topic, found.part) == (topic.id, False), name


def test_a_facet_alone_is_part_of_its_topic_and_marks_nothing() -> None:
    reading = read("Redis done\nIsolation levels done\n")

    assert [(topic.topic, topic.part) for topic in reading.topics] == [("caching", True), ("sql", True)]
    assert reading.known == {}
    assert with_list(Preparation(), reading, syllabus()).marks == {}


def test_a_topic_named_twice_counts_once_and_is_done_if_either_is() -> None:
    reading = read("1. System Design\nCaching\n2. Databases\nSQL\nCaches done\n")

    assert reading.words() == "2 sections, 2 topics, 1 done, 0 unknown"
    assert (done(reading), reading.twice) == (["caching"], ("Caches",))


def test_prose_and_code_are_not_taken_for_topics_of_ours() -> None:
    text = (knowledge_folder().parent / "coach" / "domain" / "scoring.py").read_text(encoding="utf-8")
    assert not read_syllabus(text, syllabus()).done


def test_a_thousand_lines_are_read_and_what_is_beyond_is_told() -> None:
    reading = read_syllabus("\n".join(f"- Thing {number}" for number in range(3_000)), syllabus())
    assert (len(reading.topics), reading.unread) == (2_000, 1_000)


def test_taking_a_list_over_leaves_alone_what_it_does_not_name() -> None:
    before = Preparation(marks={"go": Mark.DONE, "tls": Mark.HIDDEN}, listed=("Knitting",))

    after = with_list(before, read("Caching done\nSQL [done]\nCobol\nKnitting\n"), syllabus())

    assert after.marks == {"go": Mark.DONE, "tls": Mark.HIDDEN, "caching": Mark.DONE, "sql": Mark.DONE}
    assert after.listed == ("Knitting", "Cobol")


def test_a_list_with_marks_says_that_the_others_are_to_do_and_one_without_says_nothing() -> None:
    before = Preparation(marks={"go": Mark.DONE})

    marked = with_list(before, read("Go\nCaching\nSQL done\n"), syllabus())
    assert marked.marks == {"go": Mark.TO_DO, "caching": Mark.TO_DO, "sql": Mark.DONE}

    assert with_list(before, read("Go\nCaching\nSQL\n"), syllabus()) == before


def test_the_others_are_hidden_when_asked_and_what_is_named_comes_back() -> None:
    before = Preparation(marks={"go": Mark.HIDDEN, "caching": Mark.HIDDEN})

    after = with_list(before, read("Go\nRedis\nSQL done\n"), syllabus(), hide_others=True)

    shown = {topic.id for topic in syllabus().topics() if after.weight(topic.id)}
    assert shown == {"go", "caching", "sql"}


def test_taking_the_same_list_over_again_changes_nothing() -> None:
    reading = read(MARKDOWN)
    once = with_list(Preparation(), reading, syllabus(), hide_others=True)
    assert with_list(once, reading, syllabus(), hide_others=True) == once
