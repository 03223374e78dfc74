"""The brief as a reader asks for it: one button, and the file is there while the page stays."""

import pdf
import pytest
import servers


@pytest.fixture(scope="module")
def briefing(demo_url, tmp_path_factory):
    """The address of a server on the demo that has a folder for jobs."""
    data = str(tmp_path_factory.mktemp("data"))
    with servers.serving(
        demo_url, FAIRREACH_NOW="2027-03-10T10:00", FAIRREACH_DATA=data
    ) as address:
        yield address


def test_one_button_saves_the_brief_and_the_page_stays(briefing, visit, tmp_path):
    page = visit().goto(f"{briefing}/planner?lang=en&region=500000&add=109.57000%2C31.40000")
    page.set_default_timeout(120_000)
    here = page.url

    with page.expect_download() as saved:
        page.locator("form.brief button").focus()
        page.keyboard.press("Enter")
    saved.value.save_as(tmp_path / "b.pdf")

    assert page.url == here
    assert "The brief is ready." in page.inner_text(".brief-said")
    assert page.locator("form.brief button").is_enabled()
    sheets = pdf.pages((tmp_path / "b.pdf").read_bytes())
    assert len(sheets) in (2, 3)
    assert "WuxiCounty(109.57000,31.40000)" in sheets[1].text
