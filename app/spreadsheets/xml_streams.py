"""XML out of a stranger's file: parsed as it comes in, by local names, without any entities."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser, XMLPullParser
from xml.parsers import expat

_CHUNK = 1 << 14
_READ = 1 << 18
_NAMESPACE, _NO_NAMESPACE = b" xmlns=", b" xmlnz="
DAMAGED_XML = (ParseError, expat.ExpatError, LookupError)


class ForbiddenXml(ValueError):
    """The document declares a type or entities, or has no end of its beginning."""


class LocalNames(dict[str, str]):
    """Tag or attribute as the parser spells it («{namespace}c») → its local name («c»)."""

    def __missing__(self, spelt: str) -> str:
        name = self[spelt] = spelt.rpartition("}")[2]
        return name


class _RootBegan(Exception):
    """The prolog is over."""


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    """The bytes of the document; raises ForbiddenXml when it declares a type."""
    prolog = expat.ParserCreate()
    prolog.StartElementHandler = _began
    prolog.StartDoctypeDeclHandler = _forbidden
    before, in_prolog = 0, True
    for chunk in _small(file):
        if in_prolog:
            try:
                prolog.Parse(chunk, False)
            except _RootBegan:
                in_prolog = False
                chunk = _without_default_namespace(chunk, prolog.CurrentByteIndex - before)
            before += len(chunk)
        yield chunk


def _small(file: IO[bytes]) -> Iterator[bytes]:
    """Pieces that leave what is made of them in the processor's cache; a zip is asked seldom."""
    while piece := file.read(_READ):
        for start in range(0, len(piece), _CHUNK):
            yield piece[start : start + _CHUNK]


def _without_default_namespace(chunk: bytes, root: int) -> bytes:
    """The chunk with the root's default namespace under a name that means nothing.

    Names are compared locally, and a parser that need not spell sixty letters of a namespace before
    each of them is a sixth faster. Only the root's own tag is touched, and only where its bytes say
    so beyond doubt; a document in UTF-16 stays as it is.
    """
    place = chunk.find(_NAMESPACE, max(root, 0))
    if place < 0 or b">" in chunk[max(root, 0) : place]:
        return chunk
    return chunk[:place] + _NO_NAMESPACE + chunk[place + len(_NAMESPACE) :]


def _began(*_: object) -> None:
    raise _RootBegan


def _forbidden(*_: object) -> None:
    raise ForbiddenXml


def growing_tree(file: IO[bytes]) -> Iterator[Element]:
    """An element that holds the document as far as it has come, again and again as it grows.

    The one who asks takes out what is complete. After the last yield the document is whole.
    """
    builder = TreeBuilder()
    holder = builder.start("document", {})
    parser = XMLParser(target=builder)
    for chunk in _chunks(file):
        parser.feed(chunk)
        yield holder
    parser.close()
    yield holder


def ended_elements(file: IO[bytes]) -> Iterator[tuple[str, Element]]:
    """(«start» or «end», element) through the document."""
    parser: XMLPullParser[Element] = XMLPullParser(("start", "end"))
    for chunk in _chunks(file):
        parser.feed(chunk)
        yield from parser.read_events()  # type: ignore[misc]
    parser.close()
    yield from parser.read_events()  # type: ignore[misc]


def whole_tree(file: IO[bytes]) -> Element:
    """A small document as a tree."""
    *_, holder = growing_tree(file)
    return holder[0]


def attributes(element: Element, names: LocalNames) -> dict[str, str]:
    """The attributes by local name."""
    return {names[key]: value for key, value in element.items()}
