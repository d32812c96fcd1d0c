"""Writes a document as PDF: the same document gives the same bytes, today and next year."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from app.documents.fonts import Face, registered_font
from app.documents.layout import lay_out
from app.documents.model import Document, Origin
from app.documents.pages import Sheet
from app.documents.wrapping import clean

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
    canvas.setTitle(clean(document.title))
    canvas.setAuthor("")
    canvas.setSubject("")
    canvas.setKeywords(clean(origin.fingerprint))
    canvas.setCreator(clean(origin.program))
    canvas.setProducer(clean(origin.program))
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
    writer = canvas.beginText()
    font = None
    for text in sheet.texts:
        if font != (text.face, text.size):
            font = (text.face, text.size)
            registered_font(text.face)
            writer.setFont(text.face.value, text.size)
        writer.setTextOrigin(text.x, height - text.y)
        writer.textOut(text.text)
    canvas.drawText(writer)
