"""Which behavioural questions to expect about these projects: the document's own words, tied to questions of the bank.

Nothing is invented: a project's name and a claim stand in the document, letter for letter.
"""

import re
from collections.abc import Sequence

from coach.domain.application import Document, Kind, Line, Part
from coach.domain.knowledge import Knowledge
from coach.domain.question import QuestionKind
from coach.domain.tailoring import Expected
from coach.domain.vocabulary import Term, Vocabulary

MOST = 8
PER_PROJECT = 3
_LONGEST = 220
_DEED = re.compile(
    r"(?i)^(?:i |we |successfully |also |then )*"
    r"(?:led|built|designed|created|owned|launched|migrated|rewrote|replaced|reduced|cut|improved|developed|introduced|"
    r"implemented|wrote|architected|engineered|delivered|shipped|mentored|coached|automated|scaled|split|moved|drove|"
    r"maintained|operated|refactored|optimi[sz]ed|debugged|fixed|investigated|established|set up|ran|managed|"
    r"coordinated|decomposed|integrated|saved|increased|decreased|halved|doubled|resolved|started|took over|"
    r"responsible for|contributed|moderni[sz]ed|planned|prototyped|evaluated|extracted|handled)\b"
)
_OBJECT = re.compile(
    r"(?:the |a |an |our |my |its )?(?:new |legacy |internal |migration of |rewrite of |the |our )*"
    r"([A-Z][\w.&+-]*[\w+](?: (?:[A-Z][\w.&+-]*|\d+)){0,7})"
)
_QUOTED = re.compile(r"[“\"]([^”\"]{2,40})[”\"]")
_NUMBER = re.compile(r"\d")
_NAME_ENDS = re.compile(r"\s+[-–—|·]\s+|\s*[:(|]|,\s|\t|\s{3,}")
_DATES = re.compile(r"(?i)\b(19|20)\d\d\b|\bpresent\b|\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b")


def expected_questions(
    document: Document, vocabulary: Vocabulary, knowledge: Knowledge, terms: tuple[Term, ...]
) -> tuple[Expected, ...]:
    """Questions of the bank that the document leads to, each once; claims with a number first."""
    found: list[tuple[tuple[bool, int], Expected]] = []
    for place, line in enumerate(document.lines):
        if not _tells(document, line):
            continue
        question = _question_for(line.text, vocabulary, knowledge, {one.question for _, one in found})
        if question is not None:
            project = project_of(line, terms) if document.kind is Kind.RESUME else ""
            weak = not _NUMBER.search(line.text) if document.kind is Kind.RESUME else False
            found.append(((weak, place), Expected(question=question, quote=_shortened(line.text), project=project)))
    found.sort(key=lambda one: one[0])
    return _spread([one for _, one in found])


def _spread(found: Sequence[Expected]) -> tuple[Expected, ...]:
    """The first few, with no project taking all of them."""
    kept: list[Expected] = []
    for one in found:
        if not one.project or sum(other.project == one.project for other in kept) < PER_PROJECT:
            kept.append(one)
    return tuple(kept[:MOST])


def phrased(expected: Expected, prompt: str, kind: Kind) -> str:
    """The bank's question as an interviewer would put it who has read the document."""
    if kind is Kind.JOB:
        return prompt
    where = f"{expected.project}: you" if expected.project else "You"
    return f"{where} write “{expected.quote}”. {prompt}"


def behavioural(knowledge: Knowledge) -> dict[str, str]:
    """Prompts of the bank's behavioural questions, by id."""
    return {one.id: one.prompt for one in knowledge.questions.values() if one.kind is QuestionKind.BEHAVIOURAL}


def project_of(line: Line, terms: tuple[Term, ...] = ()) -> str:
    """The name of the project that the line is about, as the document has it; empty if it doesn't say.

    In quotation marks, or in capitals after a deed, and no technology's name; else the sub-heading above.
    """
    if quoted := _QUOTED.search(line.text):
        return quoted[1].strip()
    if deed := _DEED.match(line.text):
        after = line.text[deed.end() :].lstrip()
        named = _OBJECT.match(after)
        if named and not any(_is_technology(word, terms) for word in named[1].split()):
            return named[1]
    name = _NAME_ENDS.split(line.heading.strip(), maxsplit=1)[0].strip() if line.heading else ""
    if not name or _DATES.search(name) or len(name.split()) > 5 or _names_a_part(name):
        return ""
    return name


def _is_technology(word: str, terms: tuple[Term, ...]) -> bool:
    return any(term.pattern.fullmatch(word) for term in terms if not term.words.endswith("*") or word in term.words)


def _names_a_part(heading: str) -> bool:
    return bool(
        re.search(r"(?i)^(work |professional |selected |personal |side |key |relevant |technical )*"
                  r"(experience|projects?|employment|history|summary|profile|skills|achievements|open.source|career|"
                  r"education|publications|responsibilities|highlights|about.*|work)$", heading)
    )  # fmt: skip


def _tells(document: Document, line: Line) -> bool:
    if document.kind is Kind.JOB:
        return line.part in {Part.WORK, Part.WANTED} and len(line.text.split()) >= 4 and line.text != line.heading
    return bool(_DEED.match(line.text)) and line.part is not Part.OFFERED


def _question_for(text: str, vocabulary: Vocabulary, knowledge: Knowledge, asked: set[str]) -> str | None:
    for claim in vocabulary.claims:
        if claim.question in knowledge.questions and claim.question not in asked and claim.pattern.search(text):
            return claim.question
    return None


def _shortened(text: str) -> str:
    """The line, or its beginning up to a whole word, still as it stands in the document."""
    text = text.strip().rstrip(".;")
    return text if len(text) <= _LONGEST else text[:_LONGEST].rsplit(" ", 1)[0]
