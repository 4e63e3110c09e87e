"""The style page beside its kept photographs: a change of the look is seen, and kept on purpose.

KEEP_PHOTOGRAPHS=1 keeps new ones; look at them before you commit them.
"""

import os
import subprocess
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Page

FOLDER = Path(__file__).parent / "photographs"
VIEWS = {
    "desk-light": ("en", 1440, "light"),
    "desk-dark": ("en", 1440, "dark"),
    "phone-light": ("en", 320, "light"),
    "arabic-light": ("ar", 1440, "light"),
    "arabic-phone-dark": ("ar", 320, "dark"),
}
SMALLER = 3  # a photograph is kept at a third of its size: what smooths letters does not matter
TILE = 4  # pixels of a photograph
VISIBLE = 12  # of 255: how much a tile's mean has to differ


def has_the_fonts() -> bool:
    """Tell whether this machine draws with the fonts of the photographs."""
    try:
        listed = subprocess.run(["fc-list", ":", "family"], capture_output=True, text=True).stdout
    except OSError:
        return False
    return all(name in listed for name in ("Noto Sans Arabic", "Noto Serif", "Noto Sans CJK SC"))


def photographed(page: Page) -> Image.Image:
    """Return the whole page as it is kept."""
    image = Image.open(BytesIO(page.screenshot(full_page=True, animations="disabled")))
    return image.convert("RGB").reduce(SMALLER)


def differing(one: Image.Image, other: Image.Image) -> list[tuple[int, int]]:
    """Return the places, in pixels of the page, where two photographs visibly differ."""
    red, green, blue = ImageChops.difference(one, other).split()
    tiles = ImageChops.lighter(ImageChops.lighter(red, green), blue).reduce(TILE)
    return [
        (place % tiles.width * TILE * SMALLER, place // tiles.width * TILE * SMALLER)
        for place, value in enumerate(tiles.tobytes())
        if value > VISIBLE
    ]


@pytest.mark.skipif(not has_the_fonts(), reason="the photographs are drawn with the Noto fonts")
@pytest.mark.parametrize("name", VIEWS)
def test_the_components_look_as_on_their_photograph(open_page: Callable[..., Page], name: str):
    language, width, scheme = VIEWS[name]
    page = open_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.goto(f"/{language}/about/style/")
    image, file = photographed(page), FOLDER / f"{name}.png"
    if os.environ.get("KEEP_PHOTOGRAPHS"):
        image.save(file, optimize=True)
    kept = Image.open(file).convert("RGB")
    assert image.size == kept.size, "the page has another height or width than its photograph"
    assert not (places := differing(image, kept)), f"it differs at (x, y) {places[:20]}"
