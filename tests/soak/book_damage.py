"""Ways in which a workbook may be damaged or spelt strangely; each takes bytes and chance."""

from __future__ import annotations

import io
import random
import re
import struct
import zipfile
from collections.abc import Callable

Damage = Callable[[bytes, random.Random], bytes]
_TAG = re.compile(rb"<[^<>]+>")
_ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')
_NUMBERS = (
    b"0", b"-1", b"1", b"256", b"16384", b"16385", b"65536", b"1048576", b"1048577", b"2147483648",
    b"99999999999999999999", b"1e308", b"1e999", b"-1e999", b"NaN", b"INF", b"0x10", b"1_000",
    "٣".encode(), b"", b" ", b"1,5", b"0.1e-400",
)  # fmt: skip
_REFERENCES = (b"XFD1048576", b"A1048576", b"XFD1", b"XFE1", b"A0", b"a1", b"$A$1", b"A1:B2", b"1A",
               b"ZZZZ9", b"", "А1".encode())  # fmt: skip
_TEXTS = (
    b"&#0;", b"&#55296;", b"&#x1F600;", b"&lt;", b"&nbsp;", b"&a;", b"_xD800_", b"_x0000_",
    b"<![CDATA[ ]]>", b"<!-- -->", b"\xff\xfe", b"\x00", b"%", b"\"", "ё".encode("cp1251"),
)  # fmt: skip


def bytes_changed(data: bytes, chance: random.Random) -> bytes:
    """Some bytes are others, or fewer, or more."""
    spoilt = bytearray(data)
    for _ in range(chance.choice([1, 1, 2, 5, 20, 200])):
        at = chance.randrange(len(spoilt)) if spoilt else 0
        match chance.randrange(5):
            case 0 | 1:
                spoilt[at : at + 1] = bytes([chance.randrange(256)])
            case 2:
                del spoilt[at : at + chance.choice([1, 2, 30, 1000])]
            case 3:
                spoilt[at:at] = chance.randbytes(chance.choice([1, 2, 30]))
            case 4:
                other = chance.randrange(len(spoilt)) if spoilt else 0
                spoilt[at:at] = spoilt[other : other + chance.choice([4, 40, 4000])]
    return bytes(spoilt)


def cut(data: bytes, chance: random.Random) -> bytes:
    """Only the beginning arrived."""
    return data[: chance.choice([0, 1, 4, 512, len(data) - 1, chance.randrange(len(data) + 1)])]


def numbers_replaced(data: bytes, chance: random.Random) -> bytes:
    """Four bytes somewhere, aligned, are another number: sizes, places, marks of ends."""
    spoilt = bytearray(data)
    for _ in range(chance.choice([1, 1, 3, 10])):
        width = chance.choice([1, 2, 4])
        at = chance.randrange(max(len(spoilt) // width, 1)) * width
        number = chance.choice([0, 1, 2, 0x7F, 0xFF, 0x7FFFFFFF, 0xFFFFFFFE, 0xFFFFFFFF,
                                chance.randrange(256)])  # fmt: skip
        spoilt[at : at + width] = struct.pack("<I", number)[:width]
    return bytes(spoilt)


def sectors_knotted(data: bytes, chance: random.Random) -> bytes:
    """The table of sectors of a compound file leads elsewhere: circles, shared sectors, no end."""
    spoilt = bytearray(data)
    for _ in range(chance.choice([1, 2, 5])):
        at = 512 + 4 * chance.randrange(min(128, max((len(spoilt) - 512) // 4, 1)))
        struct.pack_into("<I", spoilt, min(at, len(spoilt) - 4), chance.randrange(40))
    return bytes(spoilt)


def records_changed(data: bytes, chance: random.Random) -> bytes:
    """Records of an xls: other kinds, lengths, rows and columns."""
    spoilt = bytearray(data)
    starts = [
        match.start() for match in re.finditer(rb"[\x03\x05\x06\x08\xbd\xfd\x7e]\x02?\x00", data)
    ]
    for at in chance.sample(starts, min(len(starts), chance.choice([1, 2, 5]))):
        place = at + chance.randrange(12)
        if place < len(spoilt):
            spoilt[place] = chance.choice([0, 1, 0xFF, 0x80, chance.randrange(256)])
    return bytes(spoilt)


def xml_changed(text: bytes, chance: random.Random) -> bytes:
    """The XML of one part, well-formed or not: tags, attributes, texts, order."""
    for _ in range(chance.choice([1, 1, 1, 2, 4])):
        text = chance.choice(_XML)(text, chance)
    return text


def _tag_away(text: bytes, chance: random.Random) -> bytes:
    match = _some(_TAG, text, chance)
    return text if match is None else text[: match.start()] + text[match.end() :]


def _tag_twice(text: bytes, chance: random.Random) -> bytes:
    match = _some(_TAG, text, chance)
    if match is None:
        return text
    return text[: match.end()] + match[0] * chance.choice([1, 1, 50]) + text[match.end() :]


def _attribute_changed(text: bytes, chance: random.Random) -> bytes:
    match = _some(_ATTRIBUTE, text, chance)
    if match is None:
        return text
    value = chance.choice(_REFERENCES if match[1] in (b"r", b"ref") else _NUMBERS)
    value = chance.choice([value, value, b"str", b"e", b"s", b"percentage", b"hidden"])
    return text[: match.start(2)] + value + text[match.end(2) :]


def _attribute_away(text: bytes, chance: random.Random) -> bytes:
    match = _some(_ATTRIBUTE, text, chance)
    return text if match is None else text[: match.start()] + text[match.end() :]


def _text_changed(text: bytes, chance: random.Random) -> bytes:
    match = _some(re.compile(rb">([^<>]*)<"), text, chance)
    if match is None:
        return text
    value = chance.choice(_TEXTS + _NUMBERS)
    return text[: match.start(1)] + value * chance.choice([1, 1, 1, 5000]) + text[match.end(1) :]


def _piece_moved(text: bytes, chance: random.Random) -> bytes:
    tags = [match.start() for match in _TAG.finditer(text)]
    if len(tags) < 4:
        return text
    a, b, c = sorted(chance.sample(tags, 3))
    return text[:a] + text[b:c] + text[a:b] + text[c:]


def _piece_many_times(text: bytes, chance: random.Random) -> bytes:
    tags = [match.start() for match in _TAG.finditer(text)]
    if len(tags) < 4:
        return text
    a = chance.randrange(len(tags) - 1)
    b = min(a + chance.choice([1, 2, 5, 30]), len(tags) - 1)
    return text[: tags[b]] + text[tags[a] : tags[b]] * chance.choice([1, 3, 500]) + text[tags[b] :]


def _doctype(text: bytes, chance: random.Random) -> bytes:
    ten = b"".join(b'<!ENTITY %c "%s">' % (98 + one, b"&%c;" % (97 + one) * 10) for one in range(9))
    outside = b'<!ENTITY a SYSTEM "file:///etc/passwd">'
    declared = chance.choice([b'<!ENTITY a "aaaaaaaaaa">' + ten, outside])
    begin = text.find(b"?>") + 2 if text.startswith(b"<?xml") else 0
    return text[:begin] + b"<!DOCTYPE x [" + declared + b"]>" + text[begin:]


def _encoding(text: bytes, chance: random.Random) -> bytes:
    wanted = chance.choice(["utf-16", "utf-16-be", "cp1251", "koi8-r", "utf-7", "latin-1"])
    spelt = text.decode("utf-8", "replace").encode(wanted, "xmlcharrefreplace")
    return spelt if chance.random() < 0.5 else b'<?xml version="1.0" encoding="%s"?>' % (
        wanted.encode()
    ) + spelt  # fmt: skip


def _prefixed(text: bytes, chance: random.Random) -> bytes:
    text = re.sub(rb"<(/?)(?![?!/])(\w+)(?=[ />])", rb"<\1q:\2", text)
    return text.replace(b" xmlns=", b" xmlns:q=", 1)


def _some(pattern: re.Pattern[bytes], text: bytes, chance: random.Random) -> re.Match[bytes] | None:
    """One of the matches, without looking at all of a long text."""
    if not text:
        return None
    start = chance.randrange(len(text))
    return pattern.search(text, start) or pattern.search(text)


_XML = (
    _tag_away, _tag_twice, _attribute_changed, _attribute_changed, _attribute_changed,
    _attribute_away, _text_changed, _text_changed, _piece_moved, _piece_many_times, _doctype,
    _encoding, _prefixed, bytes_changed, cut,
)  # fmt: skip


def part_changed(data: bytes, chance: random.Random) -> bytes:
    """One part or two of a zip are changed and packed again, so that every sum is right."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        names = [name for name in old.namelist() if name.endswith((".xml", ".rels"))]
        likely = [name for name in names if "sheet" in name.lower() or "content" in name]
        pools = [likely or names, likely or names, names]
        chosen = {chance.choice(chance.choice(pools)) for _ in range(chance.choice([1, 1, 2]))}
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                if name in chosen and chance.random() < 0.03:
                    continue
                part = old.read(name)
                new.writestr(name, xml_changed(part, chance) if name in chosen else part)
    return made.getvalue()


def text_changed(data: bytes, chance: random.Random) -> bytes:
    """A csv: other encodings, marks, delimiters, lines; and the same as any bytes."""
    match chance.randrange(8):
        case 0:
            wanted = chance.choice(
                ["utf-16", "utf-16-le", "utf-16-be", "cp1251", "utf-8-sig", "cp866"]
            )
            data = data.decode("utf-8", "replace").encode(wanted, "replace")
            data = data[: len(data) - chance.choice([0, 1, 1, 3])]
        case 1:
            at = chance.randrange(len(data) + 1)
            data = (
                data[:at] + chance.choice([b'"', b'""', b'";"', b"\0", b"\r", b"\x1a"]) + data[at:]
            )
        case 2:
            data = data.replace(b";", chance.choice([b",", b"\t", b"|", b";;", b""]))
        case 3:
            data = data.replace(b"\r\n", chance.choice([b"\n", b"\r", b"", b"\r\n\r\n"]))
        case 4:
            lines = data.splitlines(keepends=True)
            chance.shuffle(lines)
            data = b"".join(lines)
        case 5:
            at = chance.randrange(len(data) + 1)
            filler = chance.choice([b"x", b"x;", b'"', b"\n", b"1;2;3\r\n"])
            data = data[:at] + filler * chance.choice([1000, 200_000, 3_000_000]) + data[at:]
        case _:
            return bytes_changed(data, chance)
    return data if chance.random() < 0.7 else bytes_changed(data, chance)
