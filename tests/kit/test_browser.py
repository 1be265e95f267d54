"""The kit in a real Chromium: keys, dialogs, drafts, themes, phone width, contrast, the strict policy."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("may_truncate"),
]

CONTRAST = """() => {
  const bend = (v) => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
  const light = (c) => { const a = c.map((v) => bend(v / 255));
    return .2126 * a[0] + .7152 * a[1] + .0722 * a[2]; };
  const parse = (s) => { const m = s.match(/[\\d.]+/g).map(Number); return { c: m.slice(0, 3), a: m[3] ?? 1 }; };
  const ground = (el) => { for (; el; el = el.parentElement) { const s = parse(getComputedStyle(el).backgroundColor);
    if (s.a > .99) return s.c; } return [255, 255, 255]; };
  const poor = [];
  for (const el of document.querySelectorAll("body *")) {
    if (!el.offsetParent || ![...el.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim())) continue;
    const ink = getComputedStyle(el).color;
    if (!ink.startsWith("rgb(")) continue;
    const [a, b] = [light(parse(ink).c), light(ground(el))];
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) poor.push(`${el.className} ${el.textContent.trim().slice(0, 20)} ${ratio}`);
  }
  return poor;
}"""


@pytest.fixture
def page(chrome: Browser, live_server: LiveServer, settings: Settings) -> Iterator[Page]:
    """A page in Chinese that must not complain: no script error, nothing that the content policy forbids."""
    settings.DEBUG = True
    context = chrome.new_context(
        base_url=live_server.url, locale="zh-CN", viewport={"width": 1440, "height": 900}
    )
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    yield opened
    context.close()
    assert not complaints


def test_a_filter_renews_the_list_and_the_address(page: Page) -> None:
    page.goto("/kit/list/")
    page.select_option("#f-state", "objected")
    page.wait_for_url("**state=objected*")
    expect(page.locator(".rows tbody tr")).to_have_count(4)
    page.reload()
    assert page.locator(".rows tbody tr").count() == 4


def test_ticks_show_what_can_be_done_with_them_and_it_is_asked_first(page: Page) -> None:
    page.goto("/kit/list/")
    assert not page.locator("[data-bulk]").is_visible()
    page.locator("input[name=pick]").first.check()
    page.locator("[data-bulk] button").click()
    assert page.locator("#confirm").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#confirm").is_visible()
    assert page.url.endswith("/kit/list/")


def test_the_keyboard_reaches_rows_pages_and_the_list_of_keys(page: Page) -> None:
    page.goto("/kit/list/")
    page.keyboard.press("?")
    assert page.locator("#shortcuts").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert str(page.evaluate("document.activeElement.textContent")).endswith("0001")
    page.keyboard.press("]")
    page.wait_for_url("**after=20*")


def test_the_first_stop_of_the_keyboard_skips_to_the_content(page: Page) -> None:
    page.goto("/kit/list/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#content"


def test_a_draft_comes_back_but_never_with_personal_data(page: Page) -> None:
    page.goto("/kit/")
    page.locator("#forms textarea").fill("草稿内容")
    page.locator("#forms input[name=phone]").fill("13800000001")
    page.wait_for_timeout(900)
    assert "草稿内容" in str(page.evaluate("JSON.stringify(localStorage)"))
    assert "13800000001" not in str(page.evaluate("JSON.stringify(localStorage)"))
    page.goto("/kit/")
    assert page.locator("#forms textarea").input_value() == "草稿内容"
    assert page.locator("#forms input[name=phone]").input_value() == ""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_word_can_be_read_in_both_themes(page: Page, theme: str) -> None:
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    page.goto("/kit/")
    assert page.evaluate("document.documentElement.dataset.bsTheme") == theme
    assert page.evaluate(CONTRAST) == []


def test_a_chosen_theme_is_remembered(page: Page) -> None:
    page.goto("/login/")
    page.locator("[data-theme-toggle]").click()
    page.reload()
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"


@pytest.mark.parametrize("address", ["/kit/", "/kit/list/", "/login/"])
def test_nothing_is_wider_than_a_phone(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_charts_are_drawn_under_the_strict_policy(page: Page) -> None:
    page.goto("/kit/")
    expect(page.locator("[data-chart] canvas")).to_have_count(4)
