-- Why: a column that often cannot be read has the wrong format in its mapping, and its numbers
-- would be those of the rest. Remedy: `dates:` or `decimal:` in the mapping of that system.
select file, entity, column_name, reason, rejected_values, rows_loaded, first_row_number
from {{ ref('rpt_rejected_values') }}
where is_failed
