"""The shipped channel rules: GA4's default channel groups, one case per rule, and words of CRMs."""

import csv
import re
from functools import cache

import pytest

from smarketing.settings.schema import SEEDS

FIELDS = ("channel", "source", "medium", "campaign")


@cache
def rules():
    with (SEEDS / "channel_rules.csv").open(encoding="utf-8", newline="") as file:
        found = sorted(csv.DictReader(file), key=lambda row: int(row["priority"]))
    assert found
    return [
        (row["system"], [_pattern(row[f"{field}_pattern"]) for field in FIELDS], row["channel"])
        for row in found
    ]


def _pattern(text):
    if not text:
        return None
    alternatives = (".*".join(map(re.escape, part.strip().split("*"))) for part in text.split("|"))
    return re.compile("|".join(alternatives), re.IGNORECASE | re.DOTALL)


def channel_of(channel="", source="", medium="", campaign="", system="x"):
    words = (channel, source, medium, campaign)
    for rule_system, patterns, name in rules():
        if rule_system in ("", "*", system) and all(
            pattern is None or pattern.fullmatch(word)
            for pattern, word in zip(patterns, words, strict=True)
        ):
            return name
    return "Unassigned"


@pytest.mark.parametrize(
    ("source", "medium", "campaign", "expected"),
    [
        ("(direct)", "(none)", "", "Direct"),
        ("(direct)", "(not set)", "", "Direct"),
        ("google", "cpc", "Cross-network 2026", "Cross-network"),
        ("mercadolibre.com.mx", "cpc", "", "Paid Shopping"),
        ("google", "cpc", "shop-invierno", "Paid Shopping"),
        ("google", "cpc", "eshop", "Paid Shopping"),
        ("google", "cpc", "workshop ventas", "Paid Search"),
        ("google", "cpc", "", "Paid Search"),
        ("bing.com", "PPC", "", "Paid Search"),
        ("facebook", "paid_social", "", "Paid Social"),
        ("ig", "paidsocial", "", "Paid Social"),
        ("l.facebook.com", "retargeting", "", "Paid Social"),
        ("youtube", "cpcv", "", "Paid Video"),
        ("youtube.com", "paid-video", "", "Paid Video"),
        ("criteo", "banner", "", "Display"),
        ("google", "display", "", "Display"),
        ("partner.example", "cpm", "", "Display"),
        ("partner.example", "cpa-cpl", "", "Paid Other"),
        ("amazon.com", "referral", "", "Organic Shopping"),
        ("x.example", "other", "shopping-guide", "Organic Shopping"),
        ("linkedin.com", "referral", "", "Organic Social"),
        ("x.example", "social-media", "", "Organic Social"),
        ("vimeo.com", "referral", "", "Organic Video"),
        ("x.example", "video_es", "", "Organic Video"),
        ("google", "organic", "", "Organic Search"),
        ("duckduckgo", "", "", "Organic Search"),
        ("x.example", "organic", "", "Organic Search"),
        ("blog.example", "referral", "", "Referral"),
        ("newsletter", "email", "", "Email"),
        ("e-mail", "x", "", "Email"),
        ("x", "affiliate", "", "Affiliates"),
        ("x", "audio", "", "Audio"),
        ("x", "sms", "", "SMS"),
        ("x", "webpush", "", "Mobile Push Notifications"),
        ("firebase", "x", "", "Mobile Push Notifications"),
        ("tiktokshop-radio", "espectacular", "", "Unassigned"),
    ],
)
def test_ga4_default_channel_groups(source, medium, campaign, expected):
    assert channel_of(source=source, medium=medium, campaign=campaign) == expected


@pytest.mark.parametrize("column", ["channel", "source"])
@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Organic Search", "Organic Search"),
        ("Búsqueda orgánica", "Organic Search"),
        ("ORGANIC_SEARCH", "Organic Search"),
        ("Búsqueda de pago", "Paid Search"),
        ("Paid social", "Paid Social"),
        ("Redes sociales de pago", "Paid Social"),
        ("Redes sociales orgánicas", "Organic Social"),
        ("Email marketing", "Email"),
        ("Referencias", "Referral"),
        ("Tráfico directo", "Direct"),
        ("DIRECT_TRAFFIC", "Direct"),
        ("Fuentes sin conexión", "Offline"),
        ("OFFLINE", "Offline"),
        ("Otras campañas", "Other Campaigns"),
        ("AI referrals", "AI Referrals"),
        ("Trade Show", "Events"),
        ("Web", "Website"),
        ("Phone Inquiry", "Phone and Chat"),
        ("Partner Referral", "Partners"),
        ("Employee Referral", "Word of Mouth"),
        ("Cold Call", "Sales Outreach"),
        ("Public Relations", "Public Relations"),
        ("Cross-network", "Cross-network"),
        ("Video orgánico", "Organic Video"),
        ("Display", "Display"),
        ("Radio Pichincha", "Unassigned"),
        ("unknown", "Unassigned"),
    ],
)
def test_words_of_crms_in_either_column(column, word, expected):
    assert channel_of(**{column: word}) == expected


def test_olist_words_stay_distinct():
    words = ("organic_search", "paid_search", "social", "direct_traffic", "email", "referral",
             "display", "other_publicities", "other", "unknown")  # fmt: skip
    expected = ("Organic Search", "Paid Search", "Organic Social", "Direct", "Email", "Referral",
                "Display", "Paid Other", "Other", "Unassigned")  # fmt: skip
    assert tuple(channel_of(source=word) for word in words) == expected


@pytest.mark.parametrize(
    ("system", "campaign", "expected"),
    [
        ("google_ads", "busqueda_marca", "Paid Search"),
        ("google_ads", "display_remarketing", "Display"),
        ("google_ads", "PMax cursos", "Cross-network"),
        ("meta_ads", "meta_cursos", "Paid Social"),
        ("x", "busqueda_marca", "Unassigned"),
    ],
)
def test_advertising_platforms_need_no_source(system, campaign, expected):
    assert channel_of(system=system, campaign=campaign) == expected


def test_all_channels_of_the_rules_are_described():
    with (SEEDS / "channels.csv").open(encoding="utf-8", newline="") as file:
        described = {row["channel"] for row in csv.DictReader(file)}
    assert {name for _, _, name in rules()} <= described
