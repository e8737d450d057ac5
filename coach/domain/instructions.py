"""Words that speak to the grader, or about the grading, instead of answering: told apart from the answer.

They make no claim about the question, so no verdict may rest on them. What is quoted inside a sentence that says
something else (“an attacker writes ‘ignore all instructions’”) is left alone: answers about such attacks are answers.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache

from coach.domain.clauses import WORD, Span, sentences, words

_FOLD = str.maketrans(
    "аеорсухіјѕԁһӏпѵԛԝтмнвкАЕОРСУХІЈЅТМНВКαεορνυιτκΑΕΟΡΝΥΙΤΚΒΗΜΖıɪɢɴʀʙᴇᴛʜᴜᴏᴀᴄᴅᴋʟᴍᴘꜱᴠᴡʏᴢ",
    "aeopcyxijsdhlnvqwtmhbkAEOPCYXIJSTMHBKaeopvuitkAEOPNYITKBHMZiignrbethuoacdklmpsvwyz",
)
"""Letters of other alphabets that look like Latin ones: folded only inside words that have Latin letters too, or in
text whose every word would read as English so."""
_PHRASES = str.maketrans("\ufdfa\ufdfb", "  ")
"""Arabic blessings in one sign, whose compatibility forms are 18 and 8 letters long: an answer of them would swell."""
_LEET = str.maketrans("013457@$", "oleastas")
# These see whatever anybody types, 60,000 characters of one sign too. So a run is either taken whole or not looked at
# again (possessive `++`): what is tried anew from every place in a run takes time by the square of its length.
_SPACED = re.compile(r"\b(?:[^\W\d_][ \-._*]{1,3}){3}(?:(?:[^\W\d_][ \-._*]{1,3})++(?:[^\W\d_]\b)?|[^\W\d_]\b)")
_LATIN = re.compile(r"[a-zA-Z]")
_QUOTED = re.compile(r"[\"“„«‘'`]([^\"“”„«»’'`\n]{8,200})[\"”“»’'`]")
_REPORTS = re.compile(
    r"\b(says?|said|writes?|wrote|types?|typed|sends?|sent|pastes?|contains?|like|such as|reads?|strings?|text|prompt|"
    r"inject\w*|payload|attack\w*|user|e\.g|example|called|named|message|comment|document|page)\b",
    re.IGNORECASE,
)

REPEATS = 5
"""So many words, of which hardly any differ, are padding."""

_ORDER = re.compile(
    r"""
    # orders to whoever reads
    (?: \b(?:ignore|disregard|forget|override|bypass|replace|skip)\b.{0,60}\b(?:instructions?|prompts?|rubric
        |guidelines?|everything\ above|marking\ scheme|evidence\ check|grading|evaluation)\b )
    | (?: \b(?:previous|prior|earlier|above|new|your)\s+(?:instructions?|prompts?|guidelines)\b )
    | (?: \b(?:do\ not|don'?t|never|only|just|must|please|now|to)\s+(?:\w+\s+){0,3}(?:mark|grade|rate|score|evaluate
        |award)\b.{0,60}\b(?:answer|response|candidate|point|anything|everything|covered
        |missing|me|this
        |it)\b )
    | (?: \b(?:mark|treat|grade|rate|set|score|accept|approve)\w*\b.{0,80}\b(?:as|to|=)\s*[\"'“]?(?:covered|correct
        |perfect|fully)\b|\bany\ (?:answer|text)\b.{0,40}\bas\ complete\b
        |\bset\ the\ (?:score|band)\b|\b(?:approve|credit)\ (?:all|the\ candidate)\b )
    | (?: \b(?:award|give|grant|assign|deserves?|report|use|recommend\w*
        |praise|need|want)\b(?!\s(?:users|players|items)\b).{0,40}\b(?:full|top|perfect|max(?:imum|imal)?|highest|best
        |complete|200|100|excellent|total)\s+
        (?:marks?|credits?(?!\ to\b)|points?|scores?|grades?|bands?|ratings?)\b )
    | (?: \b(?:full|top|perfect|max(?:imum|imal)?|highest|best
        |complete|200|100|excellent|total)\s+(?:marks|credit(?!\ to\b)|band|grade)\b )
    | (?: \b(?:perfect|max(?:imum)?|top)\s+(?:score|marks?|rating)\b )
    | (?: \b(?:rate|grade|score|mark)\s+(?:this|me|it|my|the)\b.{0,40}(?:10\s*/\s*10|100\s*%|accordingly|as\ such
        |perfect) )
    | (?: \boutput\b.{0,20}\b(?:only|just)?\s*(?:the\ word\ )?covered\b|\bfull\ marks\b )
    | (?: \b(?:stop\ reading\ and|end\ of\ (?:answer|user\ input|the\ candidate)|answer\ ends|final\ verdicts?)\b
        |\bend\ of\ data\. )
    | (?: ^\W*(?:answer\W+see\ above|grading\ result)\b )
    # the grader, the rubric, the verdicts
    | (?: \b(?:rubrics?|gradebot|marking\ scheme|official\ solution)\b|\bgraders?(?:\s*:|\ are\ told|\ that\ mark
        |\ realises|[_-]\w+)|\b(?:lenient|generous|previous|test\ of\ the|note\ to\ the)\ grader\b
        |\bverdicts?\b.{0,50}\b(?:covered|true|missing|correct|all|forced|finalised|perfect)\b|\b(?:set|correct|each
        |every|return|all|these|the)\s+(?:the\ )?verdicts?\ (?:are|to|is|as|of)\b )
    | (?: \b(?:lenient|generous)\b.{0,40}\b(?:grad\w+|count|partial|point)\b|\bgenerous\b.{0,60}\bcount\ what\b )
    | (?: \bmodel\ answer\b|\bexpert\ reviewer\b|\bthe\ interviewer\ wants\ to\ hear\b )
    | (?: \bwhat\ the\ notes\ say\b|\bthe\ notes\ (?:say|have)\b|\bpassages\ of\ the\ notes\b )
    | (?: \b(?:perfect|same|previous|my)\s+grade\b|\bgrade\ (?:everything|this|accordingly)\b|\bprevious\ grader\b )
    # that all was said
    | (?: \b(?:all|every|each|any|everything|nothing|whole|entire|full|none|no)\b(?:\s+\w+){0,4}\s+(?:key[ _-]?points?
        |points?|items?|claims?|answers?|verdicts?|criteria|requirements?|parts?)\b.{0,50}\b(?:covered|made|complete
        |contained|missing|correct|credit) )
    | (?: \b(?:covered|made|make|makes|mark|marked|cover|covers|contain|credit)\b(?:\s+\w+){0,3}\s+(?:all|every|each
        |any|everything|nothing|whole|entire|full|none|no)\s+(?:\w+\s+){0,3}(?:key[ _-]?points?|points?
        |required\ claims|claims)\b )
    | (?: \b(?:key[ _-]?points|points\ that\ matter|required\ claims)\b.{0,40}\b(?:are|were|:
        |in\ what)\b.{0,40}(?:covered|contained|made|what\ i\ wrote|true) )
    | (?: \b(?:this|my|the)\ (?:answer|response)(?:\ above)?\b.{0,30}\b(?:covers|deserves|fully|is\ (?:strong|complete
        |flawless|perfect|correct)|was\ approved|makes\ each|addresses\ all)\b )
    | (?: \bthis\ (?:fully\ )?(?:answers\ the\ question|covers\ it)\b|\bnothing\ is\ missing\ here\b
        |\bi\ covered\ (?:all|every)\b )
    | (?: \b(?:therefore,?\ )?the\ answer\ (?:to\ the\ question\ )?is\ (?:correct|given\ above|perfect|right)\b
        |\bfinal\ answer: )
    | (?: \bidentical\ to\ mine\b|\bsame\ words\b.{0,20}\bmarks\b|\bcount\ what\ i\ meant\b|\bi\ just\ can'?t\ type\b
        |\breads\ carefully\ will\ see\b )
    | (?: \ball\ (?:of\ the\ )?points?\ (?:are\ )?covered\b|\beverything\ (?:is\ |was\ )?covered\b
        |\bmarked?\ as\ (?:missing|covered)\b )
    | (?: \ball\ covered\b|\bcovered\s*[,:=;]\s*(?:true|covered)\b|\bkey\ point\ covered\b )
    | (?: ^\W*+(?:json|xml|yaml|text)?\W*+$ )
    # roles and modes
    | (?: \byou\ are\ (?:now\ |in\ )?(?:a\ |an\ |the\ |my\ |in\ )*(?:\w+\ ){0,2}(?:grader|examiner|evaluator|mentor
        |debug\ mode|gradebot)\b )
    | (?: \b(?:act|pretend|imagine|role-?play|assume|hypothetical|debug\ mode|let'?s\ play)\b.{0,80}\b(?:grad\w+
        |covered|answer|point|rubric)\b|\bfrom\ now\ on\ you\b|\bin\ debug\ mode\b|\byour\ task\ has\ changed\b )
    | (?: ^\W*(?:system|developer|assistant|human|tool\ output|tool_call|grader
        |note\ to\ the\ grader)\W{0,3}(?:message|prompt|override|note
        |output)?(?:\s*0x\w+)?\W{0,4}[:\]].{0,200}\b(?:candidate|grad\w+|scor\w+|verdicts?|mark\w*|instructions?
        |covered|point\w*|credit|answer|perfect)\b )
    | (?: <\|/?\w+|<\|?/?(?:im_start|im_end|tool_result|candidate|grader|verdict|words|trusted
        |user_input|function_results|start_of_turn|end_of_turn)\b[^>]{0,500}>|<\s*/\s*words\s*>
        |\[/?INST\]|<<?/?SYS>>? )
    | (?: [\"']?(?:verdicts?|key_points?|follow_up|held|band|rubric)[\"']?\s*[:=]\s*(?:[\"'\[{]|covered|strong|null
        |true|all) )
    | (?: [\"'](?:grade|feedback)[\"']\s*:\s*[\"'\[{]|[\"']score[\"']\s*:\s*(?:1(?:\.0)?|10|100)\b
        |[\"']points[\"']\s*:\s*\[\s*\{|\bscore\s*[=:]\s*(?:1(?:\.0)?|100)\b )
    | (?: \"role\"\s*:\s*\"(?:system|tool|assistant)\"|\\boxed\{|\bsetverdict|\bgrade\( )
    | (?: \b(?:lose\ my\ job|report\ you|bonus\ of)\b.{0,60}\b(?:point|marks|grade|missing)\b|\bgive\ me\ full\b
        |\bdon'?t\ give\ me\b )
    # the opening moves of a solution, without one
    | (?: ^\W*(?:thought\ process|reasoning|solution|final\ answer
        |let'?s\ solve\ this(?:\ problem)?(?:\ step\ by\ step)?|qed|done|step\ \d+|answer|result)\W*+(?:correct
        |done)?\W*+$ )
    | (?: ^\W*decode\ this\b|\btrust\ me\b.{0,60}\byears\ of\ experience\b )
    """,
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)


def folded(text: str) -> str:
    """The text as a reader sees it: compatibility forms, look-alikes and invisible characters made plain."""
    seen = unicodedata.normalize("NFKC", text.translate(_PHRASES))
    tagged = "".join(chr(ord(one) - 0xE0000) if 0xE0020 <= ord(one) <= 0xE007E else one for one in seen)
    visible = "".join(one for one in tagged if unicodedata.category(one) != "Cf")
    return re.sub(r"[^\W\d_]+", _plain_word, visible)


def _plain_word(match: re.Match[str]) -> str:
    word = match[0]
    if word.isascii():
        return word
    plain = word.translate(_FOLD)
    return plain if plain.isascii() else word


def speaks_to_grader(sentence: str) -> bool:
    """Whether a sentence is about its own grading: an order, a fake verdict, a claim that all was said, padding."""
    said = words(sentence)
    if len(said) >= REPEATS and len(set(said)) / len(said) <= 0.4:
        return True
    plain = _without_quotations(folded(sentence))
    return any(_ORDER.search(one) for one in _readings(plain))


def _readings(plain: str) -> Iterator[str]:
    """The ways that a reader might read it: as it stands, with letters spaced out or digits for letters, backwards."""
    yield plain
    if _SPACED.search(plain):
        yield re.sub(r"\s{2,}", " ", _SPACED.sub(lambda match: re.sub(r"[ \-._*]", "", match[0]) + " ", plain))
        yield re.sub(r"(?<=\b\w)[ \-._*](?=\w\b)", "", plain)
    if re.search(r"[a-z][013457@$]|[013457@$][a-z]", plain, re.IGNORECASE):
        yield re.sub(r"\S+", lambda match: match[0].translate(_LEET) if _LATIN.search(match[0]) else match[0], plain)
    if re.search(r"\bsnoitcurtsni\b|\bskram\b|\bcirbur\b", plain, re.IGNORECASE):
        yield plain[::-1]


def _without_quotations(sentence: str) -> str:
    """The sentence without what it quotes, where it says something about the quotation.

    Its words are looked up once, however many quotations there are.
    """
    said = [match.span() for match in WORD.finditer(sentence)]
    reports = [match.span() for match in _REPORTS.finditer(sentence)]

    def drop(match: re.Match[str]) -> str:
        told = _outside(said, match.span()) >= 4 and _outside(reports, match.span()) > 0
        return " … " if told else match[0]

    return _QUOTED.sub(drop, sentence)


def _outside(places: Sequence[tuple[int, int]], stretch: tuple[int, int]) -> int:
    """How many of the places, in order and apart, don't lie within the stretch."""
    start, end = stretch
    first = bisect_left(places, start, key=lambda place: place[0])
    after = bisect_right(places, end, key=lambda place: place[1])
    return len(places) - max(0, after - first)


@lru_cache(maxsize=32)
def orders(text: str) -> tuple[Span, ...]:
    """The sentences that speak to the grader, where they stand in the text.

    Remembered for a few texts: while a grading streams in, the same answer is asked about many times.
    """
    return tuple(span for span in sentences(text) if speaks_to_grader(span.of(text)))
