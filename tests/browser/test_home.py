"""The home page as a browser sees it."""

from collections.abc import Callable

import pytest
from django.conf import settings
from playwright.sync_api import Page


@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES])
@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_home_fits_a_small_screen(
    open_page: Callable[..., Page], language: str, script: bool
) -> None:
    page = open_page(viewport={"width": 320, "height": 640}, java_script_enabled=script)
    response = page.goto(f"/{language}/")
    assert response is not None
    assert response.status == 200
    assert page.get_by_role("main").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
