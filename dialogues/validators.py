"""Rules for single values that staff type: time zones, countries, slugs, files."""

from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext_lazy as _

from common.countries import is_country
from common.files import check_file

# Words that stand in the address where a dialogue's slug would stand.
RESERVED_SLUGS = ("documents", "photos")

validate_image_ending = FileExtensionValidator(("jpg", "jpeg", "png"))


def validate_time_zone(value: str) -> None:
    """Refuse what is not a name in the IANA time zone database."""
    if value not in available_timezones():
        raise ValidationError(
            _("“%(zone)s” is not a time zone. Type a name like Europe/Zurich or America/New_York."),
            code="time_zone",
            params={"zone": value},
        )


def validate_country(value: str) -> None:
    """Refuse what is not the ISO 3166-1 alpha-2 code of a member or observer of the UN."""
    if not is_country(value):
        raise ValidationError(
            _("“%(code)s” is not the two-letter code of a member or observer of the UN."),
            code="country",
            params={"code": value},
        )


def validate_dialogue_slug(value: str) -> None:
    """Refuse a slug that the portal's own addresses need."""
    if value in RESERVED_SLUGS:
        raise ValidationError(
            _("“%(slug)s” is taken by another page. Choose another slug."),
            code="reserved",
            params={"slug": value},
        )


def validate_upload(file: FieldFile) -> None:
    """Refuse a new file that is not what the portal takes; one kept already was checked then."""
    if not getattr(file, "_committed", True):
        check_file(file)
