-- Why: every row of every file is loaded or rejected, and every loaded row is in force,
-- superseded or dated after as_of.
select *
from {{ ref('rpt_load_reconciliation') }}
where not is_balanced
