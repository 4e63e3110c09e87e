"""Files of strangers: known by their content, measured before anything opens them."""

import hashlib
import lzma
import re
import unicodedata
import warnings
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePath
from typing import TypeVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

from common.text import validate_characters

Response = TypeVar("Response", bound=HttpResponseBase)

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
PNG = "image/png"
JPEG = "image/jpeg"
ENDINGS = {
    PDF: (".pdf",),
    DOCX: (".docx",),
    ODT: (".odt",),
    PNG: (".png",),
    JPEG: (".jpg", ".jpeg"),
}
MAX_ENTRIES = 2_000
MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 200
MAX_PIXELS = 50_000_000
MACRO = re.compile(r"(^|/)(vbaProject|vbaData)|(^|/)(Basic|Scripts)/", re.IGNORECASE)
BROKEN_PACKAGE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError),
    *(OSError, NotImplementedError, RuntimeError, ValueError),
)
SAFE_NAME = re.compile(r"[^\w.\-() ]+")


@dataclass(frozen=True)
class Checked:
    """What a file was found to be."""

    name: str
    content_type: str
    size: int
    sha256: str


def check_file(file: File) -> Checked:
    """Return what an uploaded file is, by its content.

    Raises ValidationError, in words for the sender, for an empty, too large or damaged file, a
    type other than PDF, DOCX, ODT, PNG and JPEG, an ending that says otherwise, macros, a
    package that unpacks to more than 200 MB or 2,000 parts, or a picture over 50 megapixels.
    """
    name = clean_name(file.name or "")
    limit = settings.MAX_FILE_MEGABYTES
    if not file.size:
        raise ValidationError(_("“%(name)s” is empty."), params={"name": name})
    if file.size > limit * 1024 * 1024:
        raise ValidationError(
            _("“%(name)s” is larger than %(limit)s MB. Make it smaller, or send it in parts."),
            params={"name": name, "limit": limit},
        )
    content_type = _type_of(file, name)
    if PurePath(name).suffix.lower() not in ENDINGS[content_type]:
        raise ValidationError(
            _("“%(name)s” is a %(type)s file by its content: name it %(ending)s."),
            params={
                "name": name,
                "type": ENDINGS[content_type][0][1:].upper(),
                "ending": ENDINGS[content_type][0],
            },
        )
    return Checked(name, content_type, file.size, _sha256(file))


def clean_name(name: str) -> str:
    """Return a file's name without path, controls and signs that a system may mistake."""
    try:
        validate_characters(name)
    except ValidationError:
        name = "".join(char for char in name if unicodedata.category(char)[0] != "C")
    base = PurePath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    stem, suffix = PurePath(base).stem, PurePath(base).suffix
    return (SAFE_NAME.sub("_", stem).strip(". ")[:120] or "file") + SAFE_NAME.sub("", suffix)[:12]


def _type_of(file: File, name: str) -> str:
    file.seek(0)
    head = file.read(16)
    file.seek(0)
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return _picture(file, "PNG", PNG, name)
    if head.startswith(b"\xff\xd8\xff"):
        return _picture(file, "JPEG", JPEG, name)
    if head.startswith(b"PK\x03\x04"):
        return _package(file, name)
    raise ValidationError(
        _("“%(name)s” is not a PDF, DOCX, ODT, PNG or JPEG file. Save it as one of these."),
        params={"name": name},
    )


def _damaged(name: str) -> ValidationError:
    return ValidationError(
        _("“%(name)s” is damaged and cannot be opened. Save it again and add it once more."),
        params={"name": name},
    )


def _picture(file: File, form: str, content_type: str, name: str) -> str:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(file, formats=[form]) as image:
                width, height = image.size
                is_too_large = width * height > MAX_PIXELS
                if not is_too_large:
                    image.verify()
    except Image.DecompressionBombError:  # Pillow's own limit, from 179 megapixels
        is_too_large = True
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise _damaged(name) from None
    finally:
        file.seek(0)
    if is_too_large:
        raise ValidationError(
            _("“%(name)s” has more than 50 megapixels. Make it smaller."), params={"name": name}
        )
    return content_type


def _package(file: File, name: str) -> str:
    try:
        with zipfile.ZipFile(file) as package:
            entries = package.infolist()
            _measure(entries, file.size, name)
            names = {entry.filename for entry in entries}
            if "word/document.xml" in names and "[Content_Types].xml" in names:
                return DOCX
            if "content.xml" in names and _mimetype(package, names) == ODT:
                return ODT
    except BROKEN_PACKAGE:
        raise _damaged(name) from None
    finally:
        file.seek(0)
    raise ValidationError(
        _("“%(name)s” is not a PDF, DOCX, ODT, PNG or JPEG file. Save it as one of these."),
        params={"name": name},
    )


def _mimetype(package: zipfile.ZipFile, names: set[str]) -> str:
    if "mimetype" not in names or package.getinfo("mimetype").file_size > 200:
        return ""
    return package.read("mimetype").decode("ascii", "replace").strip()


def _measure(entries: list[zipfile.ZipInfo], size: int, name: str) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or unpacked > size * MAX_RATIO:
        raise ValidationError(
            _("“%(name)s” unpacks to far more than it seems. Save it again, or as PDF."),
            params={"name": name},
        )
    if any(MACRO.search(entry.filename) for entry in entries):
        raise ValidationError(
            _("“%(name)s” holds macros. Save it without them, or as PDF."), params={"name": name}
        )


def _sha256(file: File) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def download(file: File, *, name: str, content_type: str) -> FileResponse:
    """Return a response that streams a stranger's file as an attachment that can do nothing.

    Raises Http404 when the file is not in the media folder.
    """
    try:
        opened = file.open("rb")
    except FileNotFoundError as error:
        raise Http404("The file is not in the media folder") from error
    return as_attachment(FileResponse(opened, content_type=content_type), name)


def as_attachment(response: Response, name: str) -> Response:
    """Mark a response as a file to keep, which can do nothing where it is opened."""
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
