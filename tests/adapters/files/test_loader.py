"""From files to knowledge: what is broken is named with file and line, and the rest still works."""

import shutil
from pathlib import Path

import pytest

from coach.adapters.files.lint import lint
from coach.adapters.files.loader import KnowledgeSource
from coach.errors import ContentError
from coach.places import knowledge_folder

BUILT_IN = knowledge_folder()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of knowledge with two sound topics."""
    root = tmp_path / "knowledge"
    (root / "topics").mkdir(parents=True)
    shutil.copy(BUILT_IN / "syllabus.yaml", root)
    for topic in ("caching", "sql"):
        shutil.copytree(BUILT_IN / "topics" / topic, root / "topics" / topic)
    return root


def words(text: str) -> int:
    return len(text.split())


def faults(folder: Path) -> list[str]:
    return [str(fault) for fault in lint(KnowledgeSource(folder), words)]


def change(path: Path, old: str, new: str) -> int:
    """Replace once; the line on which it stood."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {path.name}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_sound_topics_have_no_faults(folder: Path) -> None:
    assert faults(folder) == []


def test_a_broken_topic_leaves_the_others_usable_and_names_the_place(folder: Path) -> None:
    path = folder / "topics" / "caching" / "questions.yaml"
    path.write_text("- id: [unclosed\n  level: mid\n", encoding="utf-8")

    source = KnowledgeSource(folder)

    assert any(str(fault).startswith("topics/caching/questions.yaml:") for fault in source.faults)
    assert not source.knowledge.is_written("caching")
    assert source.knowledge.is_written("sql")
    assert source.knowledge.passage("caching#stampede").heading == "Stampede"


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "questions.yaml",
            "  level: senior\n",
            "  level: wizard\n",
            "level: input should be 'junior', 'mid' or 'senior'",
        ),
        ("questions.yaml", "  hints:\n", "  hnits:\n", "hnits: unknown key"),
        ("questions.yaml", "      weight: 3\n", "      weight: 4\n", "less than or equal to 3"),
        ("questions.yaml", "      see: stampede\n", "      see: nowhere\n", "the note has no such passage"),
        ("questions.yaml", "    - targets: concurrent-misses\n", "    - targets: nobody\n", "which is no key point"),
        ("questions.yaml", "  facet: redis\n", "  facet: cassandra\n", "is not a facet of caching"),
        ("answers.yaml", "held: [", "held: [made-up, ", "holds what is no misconception: made-up"),
        ("answers.yaml", "verdicts: {", "verdicts: {made-up: covered, ", "verdicts on what is no key point: made-up"),
        ("answers.yaml", ": covered", ": brilliant", "'covered', 'partial', 'missing' or 'contradicted'"),
        ("note.md", "## Stampede\n", "### Stampede\n", "Only one H1 and H2s have a place"),
        ("note.md", "reviewed: ", "revewed: ", "revewed: unknown key"),
        (
            "note.md",
            "  - {id: ",
            "  - {id: never-used, title: Nothing}\n  - {id: ",
            "No passage refers to the source “never-used”",
        ),
    ],
    ids=lambda value: value.strip()[:24] if isinstance(value, str) else None,
)
def test_a_fault_is_named_with_its_file_and_line(folder: Path, file: str, old: str, new: str, said: str) -> None:
    line = change(folder / "topics" / "caching" / file, old, new)

    found = [fault for fault in faults(folder) if said in fault]

    assert found, faults(folder)
    name, number = found[0].split(":")[:2]
    assert name == f"topics/caching/{file}"
    assert abs(int(number) - line) <= 16, f"{found[0]} should be near line {line}"


def test_every_fault_is_told_at_once(folder: Path) -> None:
    change(folder / "topics" / "caching" / "questions.yaml", "      see: stampede\n", "      see: nowhere\n")
    change(folder / "topics" / "sql" / "questions.yaml", "  level: senior\n", "  level: wizard\n")
    change(folder / "topics" / "caching" / "note.md", "# Caching strategies", "# Caching strategies\nLost words.")

    told = "\n".join(faults(folder))

    assert "no such passage" in told
    assert "wizard" not in told
    assert "level" in told
    assert "text before the first H2" in told


def test_duplicate_keys_and_duplicate_ids_are_refused(folder: Path) -> None:
    path = folder / "topics" / "caching" / "questions.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("  level: senior\n", "  level: senior\n  level: junior\n", 1), encoding="utf-8")
    assert any("The key “level” stands here twice" in fault for fault in faults(folder))

    first = text[: text.index("\n- id:") + 1]
    path.write_text(text + "\n" + first, encoding="utf-8")
    assert any("is taken" in fault for fault in faults(folder))


def test_near_duplicate_questions_are_found_across_topics(folder: Path) -> None:
    source = KnowledgeSource(folder).knowledge
    prompt = source.questions["caching-stampede"].prompt
    other = next(iter(source.questions_on("sql"))).prompt
    text = (folder / "topics" / "sql" / "questions.yaml").read_text(encoding="utf-8")
    head = other.split("```")[0].split(".")[0][:30]
    at = text.index(head)
    line_start = text.rindex("\n", 0, at) + 1
    line_end = text.index("  key_points:", at)
    changed = text[:line_start] + f"  prompt: {prompt}\n" + text[line_end:]
    if "prompt: |" in text[line_start - 20 : at] or "prompt: >-" in text[line_start - 20 : at]:
        changed = text[: text.rindex("  prompt:", 0, at)] + f"  prompt: {prompt}\n" + text[line_end:]
    (folder / "topics" / "sql" / "questions.yaml").write_text(changed, encoding="utf-8")

    assert any("asks nearly what" in fault for fault in faults(folder))


def test_a_folder_that_is_not_in_the_syllabus_is_told(folder: Path) -> None:
    shutil.copytree(folder / "topics" / "sql", folder / "topics" / "fortran")
    assert any("“fortran” is not in the syllabus" in fault for fault in faults(folder))


def test_no_syllabus_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="COACH_KNOWLEDGE"):
        KnowledgeSource(tmp_path)


def test_a_file_that_is_not_utf8_is_named(folder: Path) -> None:
    (folder / "topics" / "caching" / "note.md").write_bytes(b"---\nsummary: caf\xe9\n---\n")
    told = faults(folder)
    assert any(fault.startswith("topics/caching/note.md") and "UTF-8" in fault for fault in told)
