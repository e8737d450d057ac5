"""A folder of one's own on top of the built-in one."""

from pathlib import Path

import pytest

from coach.adapters.files.lint import lint
from coach.adapters.files.loader import KnowledgeSource
from coach.bootstrap import build_knowledge
from coach.errors import ContentError
from coach.places import knowledge_folder
from coach.settings import Settings

BUILT_IN = knowledge_folder()

NOTE = """---
summary: What a vector database is for.
sources:
  - {id: hnsw, title: "Malkov, Yashunin, HNSW (2016)"}
reviewed: null
---
# Vector databases

## Nearest neighbours
An index such as HNSW finds near vectors without looking at all of them.[^hnsw]
"""
QUESTIONS = """
- id: {id}
  level: mid
  prompt: What does an approximate index give up, and what for?
  key_points:
    - id: recall
      claim: It gives up some recall in exchange for speed.
      see: nearest-neighbours
"""
SYLLABUS = """
sections:
  - id: databases
    title: Data
    topics:
      - {id: vector-databases, title: Vector databases, facets: [{id: hnsw, title: HNSW}]}
      - {id: sql, title: Relational databases, facets: [{id: window-functions, title: Window functions}]}
  - id: mine
    title: What my team asks
    topics:
      - {id: our-stack, title: Our stack}
      - {id: caching, title: Caching, done: false}
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    root = tmp_path / "own"
    put(root, "syllabus.yaml", SYLLABUS)
    put(root, "topics/vector-databases/note.md", NOTE)
    put(root, "topics/vector-databases/questions.yaml", QUESTIONS.format(id="vector-databases-recall"))
    return root


def put(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def layered(root: Path) -> KnowledgeSource:
    return KnowledgeSource(root, base=BUILT_IN)


def test_what_is_new_is_added_and_what_is_there_stays(own: Path) -> None:
    built_in, found = KnowledgeSource(BUILT_IN).knowledge, layered(own).knowledge

    assert found.is_written("vector-databases")
    assert found.passage("vector-databases#nearest-neighbours").heading == "Nearest neighbours"
    assert found.questions.keys() - built_in.questions.keys() == {"vector-databases-recall"}
    assert found.notes.items() >= built_in.notes.items()
    topics = {topic.id for topic in built_in.syllabus.topics()}
    assert {topic.id for topic in found.syllabus.topics()} == topics | {"vector-databases", "our-stack"}


def test_the_syllabus_is_merged_by_id(own: Path) -> None:
    syllabus = layered(own).knowledge.syllabus

    section = syllabus.section("databases")
    assert section.title == "Data"
    assert [topic.id for topic in section.topics][-1] == "vector-databases"
    assert syllabus.topic("sql").title == "Relational databases"
    facets = [facet.id for facet in syllabus.topic("sql").facets]
    assert {"joins", "window-functions"} <= set(facets)
    assert "PostgreSQL" in syllabus.topic("sql").aliases
    assert [section.id for section in syllabus.sections][-1] == "mine"
    # A topic keeps its place, wherever one's own syllabus names it.
    assert [topic.id for topic in syllabus.section("mine").topics] == ["our-stack"]
    assert (syllabus.topic("caching").title, syllabus.topic("caching").done) == ("Caching", False)


def test_each_file_takes_the_place_of_the_built_in_one(own: Path) -> None:
    put(
        own,
        "topics/caching/questions.yaml",
        QUESTIONS.format(id="caching-mine").replace("nearest-neighbours", "stampede"),
    )
    put(own, "topics/sql/note.md", NOTE)

    built_in, found = KnowledgeSource(BUILT_IN).knowledge, layered(own).knowledge

    assert [question.id for question in found.questions_on("caching")] == ["caching-mine"]
    assert found.notes["caching"] == built_in.notes["caching"]
    assert [passage.id for passage in found.notes["sql"].passages] == ["sql#nearest-neighbours"]
    assert found.questions_on("sql") == built_in.questions_on("sql")


def test_no_syllabus_of_its_own_is_needed(own: Path) -> None:
    (own / "syllabus.yaml").unlink()
    put(own, "topics/caching/note.md", NOTE)

    source = layered(own)

    assert [passage.id for passage in source.knowledge.notes["caching"].passages] == ["caching#nearest-neighbours"]
    assert [str(fault) for fault in source.faults] == [
        (
            "topics/vector-databases:1: “vector-databases” is not in the syllabus. "
            "Add it to syllabus.yaml, or rename the folder."
        )
    ]


def test_replaces_true_stands_alone(own: Path) -> None:
    put(own, "syllabus.yaml", f"{SYLLABUS}replaces: true\n")
    found = layered(own).knowledge
    assert [topic.id for topic in found.syllabus.topics()] == ["vector-databases", "sql", "our-stack", "caching"]
    assert list(found.notes) == ["vector-databases"]


def test_it_is_linted_with_the_same_messages_and_alone(own: Path) -> None:
    put(own, "topics/vector-databases/questions.yaml", QUESTIONS.format(id="x").replace("see: near", "see: no-such"))

    faults = lint(layered(own), lambda text: len(text.split()))

    assert faults
    assert {fault.topic for fault in faults} == {"vector-databases"}
    assert any("no-such" in fault.what for fault in faults)
    assert any("At least 12 questions; there are 1." in fault.what for fault in faults)


def test_a_question_that_repeats_a_built_in_one_is_told(own: Path) -> None:
    known = next(iter(KnowledgeSource(BUILT_IN, only=["caching"]).knowledge.questions.values()))
    again = QUESTIONS.format(id="again").replace("What does an approximate index give up, and what for?", ">")
    put(own, "topics/vector-databases/questions.yaml", again.replace("prompt: >", f"prompt: >\n    {known.prompt}"))

    faults = lint(layered(own), lambda text: len(text.split()))

    assert any(f"“again” asks nearly what “{known.id}” does" in fault.what for fault in faults)


def test_the_app_reads_it_by_its_setting(own: Path) -> None:
    found = build_knowledge(Settings(knowledge=own))
    assert found.is_written("vector-databases")
    assert found.is_written("caching")


def test_a_folder_with_nothing_in_it_is_told(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"neither syllabus\.yaml nor topics/.*COACH_KNOWLEDGE"):
        layered(tmp_path)
    with pytest.raises(ContentError, match="COACH_KNOWLEDGE"):
        layered(tmp_path / "nowhere")


def test_a_broken_syllabus_is_named_by_line(own: Path) -> None:
    put(own, "syllabus.yaml", "sections:\n  - id: mine\n    titel: Mine\n    topics: []\n")
    with pytest.raises(ContentError, match=r"syllabus\.yaml:3: .*titel"):
        layered(own)
