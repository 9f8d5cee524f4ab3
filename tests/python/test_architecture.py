"""The house's plan: folders of models form a ladder, and a folder reads only those above it."""

import json
from pathlib import PurePosixPath

import pytest

LADDER = [
    ".",
    "staging",
    "intermediate/people",
    "intermediate/activity",
    "intermediate/scoring",
    "marts/core",
    "marts/funnel",
    "marts/sla",
    "marts/contact",
    "marts/qualification",
    "marts/attribution",
    "marts/pipeline",
    "marts/kpi",
    "marts/quality",
]


@pytest.fixture(scope="module")
def models(sample_company):
    """dbt's models of this project by unique id."""
    manifest = json.loads((sample_company.manifest).read_text())
    return {
        key: node for key, node in manifest["nodes"].items() if node["resource_type"] == "model"
    }


def room(node) -> str:
    """A model's folder; a topic and its private steps/ are one room."""
    parts = PurePosixPath(node["original_file_path"]).parent.parts[1:]
    return str(PurePosixPath(*parts[:2]))


def test_folders_form_a_ladder(models):
    assert len(models) > 100
    assert {room(node) for node in models.values()} <= set(LADDER)
    climbs = [
        f"{node['name']} ({room(node)}) reads {models[above]['name']} ({room(models[above])})"
        for node in models.values()
        for above in node["depends_on"]["nodes"]
        if above in models and LADDER.index(room(models[above])) > LADDER.index(room(node))
    ]
    assert climbs == []


def test_marts_are_public_and_nothing_else(models):
    public = {node["name"] for node in models.values() if node["access"] == "public"}
    marts = {
        node["name"]
        for node in models.values()
        if node["name"] == "run"
        or (room(node).startswith("marts/") and "/steps/" not in node["original_file_path"])
    }
    assert len(marts) > 40
    assert public == marts
