"""A region's own methodology, made of a shipped one, for tests."""

from __future__ import annotations

from app.services.methodologies import Bundle, MethodologyCatalogue

CODE = "gornaya-2026"


def text(version: int = 1, base: int = 85) -> str:
    """КБР's methodology under another code and title; `base`: Ш of ИСБ."""
    whole = MethodologyCatalogue().text("kbr-2020")
    head, tables = whole.split("\n[", 1)
    lines = []
    for line in head.splitlines():
        key = line.partition("=")[0].strip()
        new = {"code": f'"{CODE}"', "version": str(version), "title": '"Методика Горного края"'}
        lines.append(f"{key} = {new[key]}" if key in new else line)
    parameter = (
        '[[parameters]]\ncode = "isb_base"\ntitle = "Ш"\n'
        f'value = {base}\nsource = "приказ"\napproved = true\n'
    )
    return "\n".join(lines) + "\n" + parameter + "\n[" + tables


def bundle(version: int = 1, base: int = 85) -> Bundle:
    """The same with its parts."""
    shipped = MethodologyCatalogue()
    parts = {name: shipped.text(name) for name in shipped.methodology("kbr-2020").include}
    return Bundle(CODE, {CODE: text(version, base), **parts})
