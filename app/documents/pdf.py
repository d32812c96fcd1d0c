"""Writes a document as PDF: the same document gives the same bytes, whenever and wherever."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from app.documents.fonts import Face, registered_font
from app.documents.layout import lay_out
from app.documents.model import Document, Origin
from app.documents.pages import Sheet
from app.documents.wrapping import tidied

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_BORDER = 0.5
_LANGUAGE = "ru-RU"


def render_pdf(document: Document) -> bytes:
    """The paper as a PDF file; fonts are embedded as subsets, the text can be searched."""
    size, sheets = lay_out(document)
    target = BytesIO()
    canvas = _new_canvas(target, size)
    _describe(canvas, document)
    for sheet in sheets:
        _draw(canvas, sheet, size[1])
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _new_canvas(target: BytesIO, size: tuple[float, float]) -> Canvas:
    from reportlab import rl_config
    from reportlab.pdfgen.canvas import Canvas

    # Text armour around compressed streams makes files a quarter larger; nobody mails 7-bit now.
    rl_config.useA85 = 0
    # The canvas opens every page with its first font: one of ours, or Helvetica would be
    # named in the file without being embedded.
    registered_font(Face.REGULAR)
    return Canvas(
        target,
        pagesize=size,
        pageCompression=1,
        invariant=1,
        initialFontName=Face.REGULAR.value,  # type: ignore[arg-type]  # the stubs want a number
        lang=_LANGUAGE,
    )


def _describe(canvas: Canvas, document: Document) -> None:
    """Metadata from the document alone; no author: a paper must not tell who sat at the desk."""
    origin = document.origin
    canvas.setTitle(tidied(document.title))
    canvas.setAuthor("")
    canvas.setSubject("")
    canvas.setKeywords(tidied(origin.fingerprint))
    canvas.setCreator(tidied(origin.program))
    canvas.setProducer(tidied(origin.program))
    canvas.setViewerPreference("DisplayDocTitle", "true")
    if origin.created:
        stamp = _pdf_date(origin)
        canvas.setDateFormatter(lambda *_now: stamp)


def _pdf_date(origin: Origin) -> str:
    return f"D:{origin.created:%Y%m%d}000000+00'00'"


def _draw(canvas: Canvas, sheet: Sheet, height: float) -> None:
    canvas.setLineWidth(_BORDER)
    for x, y, width, depth in sheet.boxes:
        canvas.rect(x, height - y - depth, width, depth)
    for start, end, y in sheet.rules:
        canvas.line(start, height - y, end, height - y)
    canvas.addLiteral(_text_code(canvas, sheet, height))


def _text_code(canvas: Canvas, sheet: Sheet, height: float) -> str:
    """The text of a sheet as one PDF text object.

    Written here because reportlab's own text object measures each line again: half of the time.
    """
    # What reportlab's fonts ask for, to know whose subset they fill.
    document: Any = canvas._doc  # type: ignore[attr-defined]
    code = ["BT"]
    current: tuple[str, float] | None = None
    for text in sheet.texts:
        font = registered_font(text.face)
        code.append(f"1 0 0 1 {text.x:.2f} {height - text.y:.2f} Tm")
        for subset, letters in font.splitString(text.text, document):
            wanted = (font.getSubsetInternalName(subset, document), text.size)
            if wanted != current:
                code.append(f"{wanted[0]} {wanted[1]:.5g} Tf")
                current = wanted
            code.append(f"<{letters.hex()}> Tj")
    code.append("ET")
    return "\n".join(code)
