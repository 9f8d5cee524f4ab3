"""The notebooks run as JupyterLab runs them, and read what the exposures say they read."""

import ast
import inspect
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

# Parameters with which a notebook reads more than as it is; None is the lead with most events.
OTHERS = {"meeting": {"kind": "management"}, "lead_timeline": {"lead_id": None}}
NOTEBOOKS = sorted((PROJECT / "notebooks").glob("*.ipynb"))


def named(path):
    return path.stem


@pytest.fixture
def published(sample_company, monkeypatch):
    """The warehouse of the tests stands for the one that whoever runs a notebook published."""
    monkeypatch.setenv("WAREHOUSE", str(sample_company.warehouse))
    monkeypatch.chdir(PROJECT / "notebooks")
    return sample_company.warehouse


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


def record_reading() -> set[str]:
    """Let whoever asks a warehouse add the tables it reads to the set that is returned."""
    import duckdb

    from smarketing.report.frame.warehouse import Warehouse

    tables, query = set(), Warehouse.query

    def recording(self, sql, parameters=None):
        with duckdb.connect() as connection:
            plain = re.sub(r"\$\w+", "null", sql)
            tables.update(connection.get_table_names(plain, qualified=True))
        return query(self, sql, parameters)

    Warehouse.query = recording
    return tables


def run_as_it_is(path):
    """Run a notebook in a kernel from its folder; return its code cells and the tables it read."""
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    before = f"import re\n{inspect.getsource(record_reading)}\n_tables = record_reading()"
    after = "import json\nprint(json.dumps(sorted(_tables)))"
    notebook.cells.insert(0, nbformat.v4.new_code_cell(before))
    notebook.cells.append(nbformat.v4.new_code_cell(after))
    folder = {"metadata": {"path": str(path.parent)}}
    NotebookClient(notebook, timeout=300, resources=folder).execute()
    return code, set(json.loads(notebook.cells[-1].outputs[0].text))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=named)
def test_a_notebook_runs_from_its_folder_and_reads_what_its_exposure_lists(
    path, published, monkeypatch
):
    code, tables = run_as_it_is(path)
    errors = [out for cell in code for out in cell.outputs if out.output_type == "error"]
    assert errors == []
    assert any("text/html" in out.get("data", {}) for cell in code for out in cell.outputs)

    monkeypatch.setattr(Warehouse, "query", Warehouse.query)  # put back what records
    tables |= read_with_other_parameters(path, published)
    names = {re.sub(r"( AS .*)|\"", "", table).split(".")[-1] for table in tables}
    assert names == exposures()[path.stem]


def read_with_other_parameters(path, warehouse) -> set[str]:
    """Return the tables that a notebook reads where it is not run as it is."""
    if path.stem not in OTHERS:
        return set()
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        lead = connection.execute(
            "select lead_key from core.fct_lead_timeline group by 1 order by count(*) desc, 1"
        ).fetchone()
    tables = record_reading()
    run_cells(path, {name: value or lead[0] for name, value in OTHERS[path.stem].items()})
    return tables
