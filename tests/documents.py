"""Files as people send them, and as nobody should: each made where it is needed."""

import io
import zipfile
import zlib

from PIL import Image
from pypdf import PdfReader

from common.files import ODT

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"


def package(parts: dict[str, bytes]) -> bytes:
    """Return a ZIP file with these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return buffer.getvalue()


def docx(**more: bytes) -> bytes:
    """Return a small DOCX file; `more` parts are named with __ for a slash."""
    types = f'<Types xmlns="{TYPES}"/>'.encode()
    document = f'<w:document xmlns:w="{WORDS}"/>'.encode()
    extra = {name.replace("__", "/"): content for name, content in more.items()}
    return package({"[Content_Types].xml": types, "word/document.xml": document, **extra})


def odt(mimetype: str = ODT) -> bytes:
    """Return a small ODT file, or a package that claims to be something else."""
    content = f'<office:document-content xmlns:office="{OFFICE}"/>'.encode()
    return package({"mimetype": mimetype.encode(), "content.xml": content})


def picture(form: str = "PNG", size: tuple[int, int] = (8, 8)) -> bytes:
    """Return a picture of one colour."""
    buffer = io.BytesIO()
    Image.new("RGB", size, "teal").save(buffer, form)
    return buffer.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    """Return a PNG of a few bytes whose header announces so many pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checked = kind + content
        return len(content).to_bytes(4, "big") + checked + zlib.crc32(checked).to_bytes(4, "big")

    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x00\x00\x00\x00"
    parts = [chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(b"\x00")), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def zip_bomb() -> bytes:
    """Return a DOCX of some kilobytes that unpacks to 30 MB."""
    return docx(word__media__zeros=bytes(30 * 1024 * 1024))


def words_of_pdf(content: bytes) -> str:
    """Return the words of a PDF, page by page, as a reader copies them."""
    pages = PdfReader(io.BytesIO(content)).pages
    words = "\n".join(page.extract_text() for page in pages)
    return words.translate(dict.fromkeys(range(0x2066, 0x206A)))  # isolates show nothing
