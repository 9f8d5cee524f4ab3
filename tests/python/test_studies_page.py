"""The studies in a browser: they take long to render, so only `-m slow` asks them."""

import pytest
from browser_page import SIGHTS, check_page, check_print

from smarketing.report import render

STUDIES = ("channel_attribution", "mql_definition", "contact_attempt_curve")


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("study", STUDIES)
def test_a_study_opens_offline_and_fits_desk_phone_and_paper(
    browser, sample_company, tmp_path, study
):
    pages = render(
        study,
        warehouse=sample_company.warehouse,
        out_dir=tmp_path,
        parameters={},
        locales=["es", "en"],
        say=lambda _: None,
    )
    for page in pages:
        for width, scheme in SIGHTS:
            assert check_page(browser, page, width=width, scheme=scheme) >= 4
        check_print(browser, page)
