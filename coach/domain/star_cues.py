"""What the wording of a sentence gives away about its part in a story: tense, agency, measure, stock phrases."""

import re

_FLAGS = re.IGNORECASE

_NUMBER_WORD = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    r"eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|half|a third|"
    r"a quarter|none|zero|twice|dozens?)"
)
_UNIT = (
    r"(?:%|percent|per cent|ms|s|seconds?|minutes?|min|hours?|h|days?|weeks?|months?|years?|times|users|people|"
    r"customers|orders|tickets|pages|servers|euros?|dollars?|pounds?|cents?)"
)

MEASURE = re.compile(rf"\d|\b{_NUMBER_WORD}\b", _FLAGS)
"""A number, in figures or in words."""
SHARP_MEASURE = re.compile(
    rf"(?<!\d)\d++(?:[.,]\d++)*\s*{_UNIT}?(?![\w])"
    rf"|\b{_NUMBER_WORD}\s+(?:\w+\s+)?{_UNIT}\b|\bfrom\b.{{1,40}}\bto\b.{{0,12}}\d"
    r"|\b(?:went|fell|dropped|down|came) to (?:zero|none|nothing)\b|\bto none\b|\bnot (?:once|one|a single)\b"
    r"|\b(?:hasn't|has not|hadn't|never) happened (?:once|again)\b|\b(?:halved|by (?:about )?half)\b"
    r"|\bdoubled\b|\ba third\b",
    _FLAGS,
)
"""A number that measures something."""
CHANGE = re.compile(
    r"\bfrom\b.{1,60}\b(?:to|down to|up to)\b.{1,30}|\bby (?:about |nearly |over )?[\d,.]+ ?(?:%|percent"
    r"|per cent|seconds|ms)"
    r"|\b(?:saved?|cut|reduced|rose|fell|dropped|grew|went (?:up|down))\b.{0,40}(?:\d|percent|zero|none|half)"
    r"|\d[\d,.]{0,20} (?:\w+ )?(?:people|users|students|customers) (?:use|used|are)\b",
    _FLAGS,
)
"""A number that moved."""
YEAR = re.compile(r"\b(?:19|20)\d\d\b")

I_ACTS = re.compile(
    r"\bI(?:'d|'ve| had| have)?(?: \w+ly| then| also| first| just| only| never)*(?: and)? \w+", re.ASCII
)
I = re.compile(r"\b(?:I|I'(?:d|ve|m|ll)|me|my|mine|myself)\b")  # noqa: E741 - the word itself
WE = re.compile(r"\b(?:we|we'(?:d|ve|re|ll)|us|our|ours|ourselves|together|the team)\b", _FLAGS)
I_SUBJECT = re.compile(r"\bI(?:'d|'ve)?\b(?! (?:was|am|think|guess|believe|mean|suppose|hope)\b)")
WE_SUBJECT = re.compile(r"\b(?:we|we'(?:d|ve))\b", _FLAGS)

WOULD = re.compile(
    r"\b(?:I|we|one|you|it|that)(?:'d| would| should| could| might)\b(?! (?:have )?(?:been|had|like to tell)\b)"
    r"|\bwhat one should\b|\bideally\b|\bif (?:I|we|there|that) (?:had|were|still|doesn't|was)\b|\bin such a case\b"
    r"|\bI'(?:ll|d) (?:first|then|try|probably|make|look|cut|ask|begin|start|read|split|also)\b",
    _FLAGS,
)
HABIT = re.compile(
    r"\b(?:always|usually|generally|typically|in general|whenever|tend to|normally|mostly try)\b"
    r"|\b(?:I'm|I am) (?:a |an |very |passionate|someone|somebody|good|the kind)|\bI (?:believe|think that|care)\b"
    r"|\b(?:it's|it is) (?:important|key|crucial)\b|\bin (?:my experience|all my jobs|every)\b"
    r"|\bmy (?:principle|style)\b"
    r"|\byou (?:need|have) to\b|\b(?:is|are) (?:the key|always|best)\b|\bpeople (?:grow|need)\b|\bI'd like to work\b"
    r"|\b(?:top priority|best practices|passionate|culture of)\b",
    _FLAGS,
)
LEARNED = re.compile(
    r"\b(?:learn(?:ed|t)|lesson|taught me|took (?:away )?from|takeaway|looking back|in hindsight|in retrospect)\b"
    r"|\bif I (?:did|had) (?:it|to do it) (?:again|over)\b|\b(?:next time|I'd do|I would do|do differently)\b"
    r"|\bI should(?:'ve| have)\b|\bI wish I\b|\bI'd underestimated\b|\bhad been (?:wrong|copying)\b"
    r"|\b(?:since then|today|now|nowadays|these days),? I(?:'ve| now| always)?\b|\bI (?:now|always"
    r"|don't) \w+.{0,40}\b(?:now|"
    r"by default|any ?more|before|first)\b|\bthat's my rule\b|\b(?:that|which) was the thing\b|\bI'd (?:open"
    r"|start|bring)\b"
    r"|\b(?:every|each) \w+ since\b|\bever since\b|\bI noticed that I\b|\bI had tested\b|\bwhat convinced\b",
    _FLAGS,
)
TASK = re.compile(
    r"\b(?:my|our|the) (?:job|task|goal|role|mandate|part|aim|target|responsibility|call)\b(?! was done)"
    r"|\bresponsib(?:le|ility)\b"
    r"|\b(?:was|were|been|got|had been) (?:asked|given|told|supposed|assigned|meant|made|put in charge)\b"
    r"|\b(?:asked|wanted|needed|told|let|allowed) me to\b|\bI (?:had|needed|wanted|was) to\b|\bmust\b|\bhad to\b"
    r"|\b(?:it|that) (?:was|fell) (?:up )?to me\b|\bmine to\b|\bI (?:volunteered|owned|picked up the|took it on)\b"
    r"|\bin charge\b|\bon call\b|\bby (?:the end|friday|thursday|monday|summer|spring)\b|\bdeadline\b"
    r"|\bwithin (?:a|one|two)\b"
    r"|\b(?:incident (?:lead|commander)|tech lead|second line)\b|\bI wanted\b|\bthey wanted\b|\btask:|\bgoal\b"
    r"|\bmy lead\b",
    _FLAGS,
)
RESULT = re.compile(
    r"\b(?:as a result|in the end|eventually|finally|since then|afterwards|after that|ever since|from then on"
    r"|to this day)\b"
    r"|\bresult\b|\b(?:went|came|dropped|fell|rose|grew|shrank|increased|decreased|improved|halved|doubled"
    r"|reduced|cut|saved|"
    r"lost|launched|shipped|delivered|finished|switched off|adopted|agreed|approved|promoted|cancelled|funded)\b"
    r"|\b(?:any ?more|no longer|not once|never again|hasn't|haven't|nobody|no one)\b|\bnow\b|\bworks?\b|\bworked\b"
    r"|\b(?:happy|satisfied|loved|liked|thanked|success|award|complain(?:ed|ts)|proud)\b|\b(?:is|are|was"
    r"|were) (?:live|gone|back|fixed)\b"
    r"|\b(?:everyone|they|people|users|customers) (?:use|used|adopted|still use)\b|\bwe (?:launched|saved|lost"
    r"|were (?:at|on))\b",
    _FLAGS,
)
SETTING = re.compile(
    r"\b(?:at|in|for) (?:a|an|the|my|our) (?:\w+ ){0,3}(?:company|firm|team|job|bank|start-?up|shop|app|project"
    r"|service|"
    r"hospital|internship|station|agency|portal|platform|software|site|group)\b"
    r"|\b(?:there was|there were|we had|they had|it was|used to|at the time|back then|when I (?:joined|came"
    r"|started))\b"
    r"|\b(?:last|this|one) (?:year|spring|summer|autumn|winter|month|week|day|night)\b|\bin (?:19|20)\d\d\b"
    r"|\b(?:years?|months?) ago\b"
    r"|\bevery (?:monday|night|day|morning|week|quarter)\b|\bcomplain|\bbecause\b|\bsince\b|\bsituation:"
    r"|\bcontext:|\bso there\b"
    r"|\b(?:broke|crashed|failed|slow|wrong|stuck|late|manually|by hand)\b",
    _FLAGS,
)
ORDER = re.compile(
    r"^(?:\W*(?:and|so|but|well|yeah|okay),? )?(?:\W*)(?:first(?:ly)?|then|next|after(?:wards| that)?|finally"
    r"|second(?:ly)?|before)\b",
    _FLAGS,
)
FILLER = re.compile(
    r"\b(?:um+|uh+|you know|haha|anyway|by the way|let me think|where do I start|mind you|sure, happy"
    r"|that's how I|thank you|"
    r"to be honest|to be fair|it's funny|okay, so|that was nice|hmm+)\b|^\W*(?:okay|oh|right|sure|well|anyway"
    r"|yeah|so)\W*+(?:so)?\W*+$",
    _FLAGS,
)
BLAME = re.compile(
    r"\b(?:no idea what (?:he|she|they)|had no (?:idea|clue)|couldn't (?:code|be bothered)|incompetent|lazy"
    r"|stupid|useless|idiots?|"
    r"never admits|didn't listen|wouldn't listen|doesn't listen|big egos?|not my fault|wasn't my fault|no thanks to|"
    r"(?:as|like) I(?:'d| had)? said|of course we got the blame|management's doing|(?:were|was) (?:always"
    r"|as usual) late|"
    r"always late|as usual|should(?:'ve| have) been (?:replaced|fired)|with competent people|everybody sensible|"
    r"had promised .{0,30}without asking|never had time for me|difficult person|their mistake|(?:his|her"
    r"|their) fault|"
    r"not mine|made no sense|no use to anybody|whoever wrote it)\b",
    _FLAGS,
)
SAID_PART = re.compile(
    r"^[\W_]*(situation|context|task|goal|my role|action|result|outcome|lesson|[STAR])\s*[:–-]", _FLAGS
)
"""A sentence that names its own part."""

PAST = re.compile(
    r"\b\w{2,}ed\b|\b(?:was|were|had|did|went|came|took|made|wrote|built|found|saw|got|gave|ran|put|told|sat|let|"
    r"kept|began|sent|set|chose|drew|read|held|spent|brought|led|met|thought|left|fell|rose|lost|broke)\b",
    _FLAGS,
)
PRESENT = re.compile(
    r"\b(?:is|are|am|do|does|have|has|'s|'re|'m|I (?:make|do|use|start|read|try|tell|care|like|ask|work|want))\b",
    _FLAGS,
)


def count(pattern: re.Pattern[str], text: str) -> int:
    """How often the cue occurs."""
    return sum(1 for _ in pattern.finditer(text))


REVIEW_ORDER = re.compile(
    r"\"(?:score|has|label|sentences)\"\s*:|\blabel (?:every|each|all)\b|\b(?:rate|score|mark) this (?:answer"
    r"|story)\b"
    r"|\b(?:disregard|ignore|forget) (?:your|the|all) (?:rubric|scales?|instructions?)\b|\breturn (?:a )?score\b",
    _FLAGS,
)
"""An order to whoever reviews, beside those that the gate knows."""
