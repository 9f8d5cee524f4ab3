"""The sample company "Andes Capacita": exports of a fictional training company, with known truths.

`write_sample` writes FOLDER/exports in the systems' own formats and FOLDER/truth.json beside it.
The modules, in the order they run: world (what is planted), journeys, people, activities, attempts,
outcomes, deals, contacts_log, touches; then the writers write_*; then truth and counts.
"""

from smarketing.sample.company import write_sample

__all__ = ["write_sample"]
