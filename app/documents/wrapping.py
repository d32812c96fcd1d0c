"""Breaks runs of text into lines. Words stay whole, unless one alone is wider than its line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from app.documents.fonts import Face, face_of, width_of
from app.documents.model import Run
from app.documents.signs import printable

NO_BREAK_SPACE = "\u00a0"

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\u00ad\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff\ud800-\udfff]"
)
_ODD_SPACES = re.compile("[\t\u2000-\u200a]")
_SPACES = re.compile(" +")
# What Russian typography keeps on one line: «№ 5», «25 мая», «2026 г.», «95 %»,
# «с. Кедровка», a dash and the word before it.
_HELD = re.compile(
    r"(?<=№) | (?=—)|(?<=\d) (?=%|гг?\.|ч\b|чел\.|кл\.|руб|янв|февр|март|апр|ма[йя]\b|июн|июл"
    r"|авг|сент|окт|нояб|дек)|(?<=\b[сгдп]\.) (?=[А-ЯЁ])"
)
# A compound word may be divided after its own hyphen, but «10-й» and «КТ-2» stay together.
_AFTER_HYPHEN = re.compile(r"(?<=[^\W\d_]{3}[-/])(?=[^\W\d_]{3})")


@dataclass(frozen=True, slots=True)
class Fragment:
    """Text of one face at a distance from the line's left end, in points."""

    x: float
    face: Face
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One wrapped line and its width in points."""

    fragments: tuple[Fragment, ...]
    width: float


@dataclass(frozen=True, slots=True)
class _Word:
    """Pieces that stay together; a glued word follows the one before it without a space."""

    pieces: tuple[tuple[Face, str], ...]
    width: float
    glued: bool = False


def clean(text: str) -> str:
    """The text as it is drawn: tidied, in signs the font has, with the spaces held that Russian
    does not break.
    """
    return _HELD.sub(NO_BREAK_SPACE, printable(tidied(text)))


def tidied(text: str) -> str:
    """The text with letters composed and without control characters and broken Unicode."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\u2028", "\n"))
    return _ODD_SPACES.sub(" ", _INVISIBLE.sub("", text)).replace("\u202f", NO_BREAK_SPACE)


def words_of(text: str) -> Iterator[str]:
    """The pieces of a text that a line is never broken within."""
    for written in re.split("[ \n]+", clean(text)):
        yield from _AFTER_HYPHEN.split(written)


def wrap(runs: Iterable[Run], width: float, size: float) -> list[Line]:
    """Lines not wider than `width` points at `size` points; at least one, even for no text."""
    limit = max(width, size) * 1000 / size
    lines = [line for words in _paragraphs(runs) for line in _fill(words, limit)]
    return [_set(words, size / 1000) for words in lines]


def _paragraphs(runs: Iterable[Run]) -> Iterator[list[_Word]]:
    """The words between forced line ends."""
    words: list[_Word] = []
    open_word: list[tuple[Face, str]] = []
    for run in runs:
        face = face_of(run.bold, run.italic)
        for number, part in enumerate(clean(run.text).split("\n")):
            if number:
                words.extend(_words(open_word))
                open_word = []
                yield words
                words = []
            for position, piece in enumerate(_SPACES.split(part)):
                if position:
                    words.extend(_words(open_word))
                    open_word = []
                if piece:
                    open_word.append((face, piece))
    yield [*words, *_words(open_word)]


def _words(pieces: list[tuple[Face, str]]) -> tuple[_Word, ...]:
    """One written word, divided where it has hyphens of its own."""
    if len(pieces) == 1:
        return _divided(*pieces[0])
    return (_word(tuple(pieces)),) if pieces else ()


@lru_cache(maxsize=20_000)
def _divided(face: Face, text: str) -> tuple[_Word, ...]:
    parts = _AFTER_HYPHEN.split(text)
    return tuple(_word(((face, part),), glued=number > 0) for number, part in enumerate(parts))


def _word(pieces: tuple[tuple[Face, str], ...], glued: bool = False) -> _Word:
    return _Word(pieces, sum(width_of(text, face) for face, text in pieces), glued)


def _fill(words: list[_Word], limit: float) -> Iterator[list[_Word]]:
    line: list[_Word] = []
    used = 0.0
    for whole in words:
        for word in (whole,) if whole.width <= limit else _chop(whole, limit):
            gap = 0.0 if word.glued or not line else width_of(" ", word.pieces[0][0])
            if line and used + gap + word.width > limit:
                yield line
                line, used, gap = [], 0.0, 0.0
            line.append(word)
            used += gap + word.width
    yield line


def _chop(word: _Word, limit: float) -> Iterator[_Word]:
    """A word wider than a whole line, cut into pieces that fit, each at least a letter."""
    glued = word.glued
    for face, text in word.pieces:
        start, used = 0, 0.0
        for end, letter in enumerate(text):
            width = width_of(letter, face)
            if end > start and used + width > limit:
                yield _word(((face, text[start:end]),), glued)
                glued, start, used = True, end, 0.0
            used += width
        yield _word(((face, text[start:]),), glued)
        glued = True


def _set(words: list[_Word], scale: float) -> Line:
    """Neighbouring pieces of one face become one fragment, so that drawing stays cheap."""
    fragments: list[Fragment] = []
    start = end = 0.0
    face, text = Face.REGULAR, ""
    for number, word in enumerate(words):
        if number and not word.glued:
            text += " "
            end += width_of(" ", face)
        for piece_face, piece in word.pieces:
            if piece_face is not face:
                if text:
                    fragments.append(Fragment(start * scale, face, text))
                face, text, start = piece_face, "", end
            text += piece
            end += width_of(piece, face)
    if text:
        fragments.append(Fragment(start * scale, face, text))
    return Line(tuple(fragments), end * scale)
