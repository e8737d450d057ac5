"""What the canned server says when nobody told it: plausible, made from the request alone, the same every time."""

import hashlib
import json
import re
from typing import Any

_POINT = re.compile(r"^\[([a-z0-9-]+)\] weight \d+(?:, core)?: (.+)$", re.MULTILINE)
_PASSAGE = re.compile(r"^\[([a-z0-9-]+#[a-z0-9-]+)\] .+\n(.+)$", re.MULTILINE)
_FENCED = re.compile(r"<words ([0-9a-f]{12})>\n(.*?)\n</words \1>", re.DOTALL)
_CLAUSE = re.compile(r"[^.!?;\n]+")
_WORD = re.compile(r"[a-z0-9]{3,}")


def plausible(body: dict[str, Any]) -> str:
    """A grading as JSON if the request has key points, else a short reply that cites."""
    prompt = "\n".join(str(message["content"]) for message in body["messages"])
    points = _POINT.findall(prompt)
    words = [match[1] for match in _FENCED.findall(prompt)]
    if points:
        return json.dumps(_grading(points, words[-1] if words else ""), ensure_ascii=False)
    return _reply(_PASSAGE.findall(prompt), words[-1] if words else "")


def _grading(points: list[tuple[str, str]], answer: str) -> dict[str, Any]:
    judged = [_point(point, claim, answer) for point, claim in points]
    made = next((one for one in judged if one["verdict"] == "covered"), None)
    missed = next(((point, claim) for point, claim in points if _verdict_of(judged, point) == "missing"), None)
    best = f"“{made['quote']}” is to the point." if made else "You made a start."
    lift = f"What would lift it most is a word on {missed[0].replace('-', ' ')}." if missed else "Nothing is missing."
    ask = {"targets": missed[0], "ask": f"What would you say about {missed[0].replace('-', ' ')}?"} if missed else None
    return {"points": judged, "held": [], "feedback": f"{best} {lift}", "follow_up": ask}


def _point(point: str, claim: str, answer: str) -> dict[str, str]:
    wanted = set(_WORD.findall(claim.lower()))
    clauses = [clause.strip() for clause in _CLAUSE.findall(answer) if _WORD.search(clause.lower())]
    best = max(clauses, key=lambda clause: len(wanted & set(_WORD.findall(clause.lower()))), default="")
    share = len(wanted & set(_WORD.findall(best.lower()))) / len(wanted) if wanted else 0.0
    verdict = "covered" if share >= 0.3 else "partial" if share >= 0.18 else "missing"
    why = {"covered": "You said it.", "partial": "That is half of it.", "missing": "You didn't mention this."}[verdict]
    return {"key_point": point, "quote": "" if verdict == "missing" else best, "why": why, "verdict": verdict}


def _verdict_of(judged: list[dict[str, str]], point: str) -> str:
    return next(one["verdict"] for one in judged if one["key_point"] == point)


def _reply(passages: list[tuple[str, str]], asked: str) -> str:
    if not passages:
        return f"The notes have nothing on “{asked[:60].strip()}”. Ask me about this question's topic instead."
    id_, text = passages[0]
    first = next(iter(_CLAUSE.findall(text)), text).strip()
    return f"In short: {first} [{id_}]. What does that mean for the question in front of you?"


def vector(text: str, size: int = 64) -> list[float]:
    """Hashed words, of unit length: texts that share words are near each other."""
    values = [0.0] * size
    for word in _WORD.findall(text.lower()) or [text]:
        values[int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big") % size] += 1.0
    length = sum(value * value for value in values) ** 0.5
    return [value / length for value in values]
