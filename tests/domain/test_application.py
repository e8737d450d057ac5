"""A document in lines, each with what it is there for."""

import pytest

from coach.domain.application import LONGEST, Kind, Part, read_document

JOB = """\
Senior Backend Engineer

About Acme
We run on Kafka.

What you'll do:
- Build services in Go
- Run Terraform, which is a plus

Requirements
* PostgreSQL
Nice to have:
* GraphQL

Benefits
- A learning budget for Kubernetes
"""


def test_lines_go_by_the_heading_above_them() -> None:
    parts = {line.text: line.part for line in read_document(JOB, Kind.JOB).lines}

    assert parts["Senior Backend Engineer"] is Part.TITLE
    assert parts["We run on Kafka."] is Part.COMPANY
    assert parts["Build services in Go"] is Part.WORK
    assert parts["Run Terraform, which is a plus"] is Part.NICE
    assert parts["PostgreSQL"] is Part.WANTED
    assert parts["GraphQL"] is Part.NICE
    assert parts["A learning budget for Kubernetes"] is Part.OFFERED


def test_every_line_stands_where_it_says() -> None:
    document = read_document(JOB, Kind.JOB)
    for line in document.lines:
        assert document.text[line.start : line.end] == line.text


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_will_do(end: str) -> None:
    document = read_document(JOB.replace("\n", end), Kind.JOB)
    assert len(document.lines) == len(read_document(JOB, Kind.JOB).lines)
    for line in document.lines:
        assert document.text[line.start : line.end] == line.text


def test_an_employer_heads_the_lines_below_and_a_date_does_not() -> None:
    text = "Experience\nParcelo, Backend Developer\n2018 – 2021\n• Built a scheduler.\nSkills\nGo, Kafka, Redis\n"
    lines = {line.text: line for line in read_document(text, Kind.RESUME).lines}
    assert lines["Built a scheduler."].heading == "Parcelo, Backend Developer"
    assert lines["Go, Kafka, Redis"].heading == "Skills"


@pytest.mark.parametrize("text", ["", "\n\n", "•", "x" * (LONGEST + 10), "\x0b\x0c", "# \n## \n", "- " * 500])
def test_odd_texts_do_no_harm(text: str) -> None:
    document = read_document(text, Kind.JOB)
    assert len(document.text) <= LONGEST
    assert all(document.text[line.start : line.end] == line.text for line in document.lines)
