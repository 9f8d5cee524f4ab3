"""The notebooks run as JupyterLab runs them, and read what the exposures say they read."""

import ast
import json
import re

import duckdb
import nbformat
import pytest
import yaml
from nbclient import NotebookClient

from smarketing.paths import PROJECT
from smarketing.report.frame.warehouse import Warehouse

pytestmark = pytest.mark.long

KINDS = {"meeting": [{"kind": "weekly"}, {"kind": "management"}]}
NOTEBOOKS = sorted((PROJECT / "notebooks").glob("*.ipynb"))


def named(path):
    return path.stem


@pytest.fixture
def published(sample_company, monkeypatch):
    """The warehouse of the tests stands for the one that whoever runs a notebook published."""
    monkeypatch.setenv("WAREHOUSE", str(sample_company.warehouse))
    monkeypatch.chdir(PROJECT / "notebooks")
    return sample_company.warehouse


@pytest.mark.parametrize("path", NOTEBOOKS, ids=named)
def test_every_notebook_runs_from_its_folder_as_it_is(path, published):
    notebook = nbformat.read(path, as_version=4)
    folder = {"metadata": {"path": str(path.parent)}}
    client = NotebookClient(notebook, timeout=300, resources=folder)
    client.execute()
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    errors = [out for cell in code for out in cell.outputs if out.output_type == "error"]
    assert errors == []
    assert any("text/html" in out.get("data", {}) for cell in code for out in cell.outputs)


def run_cells(path, parameters):
    """Run a notebook's code here, showing what each cell ends with, as a kernel would."""
    cells = [c for c in json.loads(path.read_text())["cells"] if c["cell_type"] == "code"]
    space = {}
    for cell in cells:
        tree = ast.parse("".join(cell["source"]))
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, path.name, "exec"), space)
        if "parameters" in cell["metadata"].get("tags", []):
            space |= parameters
        if last is not None:
            eval(compile(ast.Expression(last.value), path.name, "eval"), space)


def exposures() -> dict[str, set[str]]:
    document = yaml.safe_load((PROJECT / "models" / "_exposures.yml").read_text())
    return {
        exposure["name"]: {text.split("'")[-2] for text in exposure["depends_on"]}
        for exposure in document["exposures"]
    }


def test_every_notebook_is_an_exposure():
    assert set(exposures()) == {path.stem for path in NOTEBOOKS}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=named)
def test_a_notebook_reads_what_its_exposure_lists(path, published, monkeypatch):
    tables = set()
    query = Warehouse.query

    def recording(self, sql, parameters=None):
        with duckdb.connect() as connection:
            plain = re.sub(r"\$\w+", "null", sql)
            tables.update(connection.get_table_names(plain, qualified=True))
        return query(self, sql, parameters)

    monkeypatch.setattr(Warehouse, "query", recording)
    with duckdb.connect(str(published), read_only=True) as connection:
        lead = connection.execute(
            "select lead_key from core.fct_lead_timeline group by 1 order by count(*) desc, 1"
        ).fetchone()
    for own in KINDS.get(path.stem, [{}]):
        run_cells(path, {"lead_id": lead[0], "model_leads": 500, **own})
    names = {re.sub(r"( AS .*)|\"", "", table).split(".")[-1] for table in tables}
    assert names == exposures()[path.stem]
