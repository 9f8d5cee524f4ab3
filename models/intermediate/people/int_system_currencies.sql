-- Which currency does a file mean where it names none? Its system's, else the reporting one.
select distinct
    files.file as source_file,
    coalesce(upper(trim(files.currency)), run.reporting_currency) as default_currency
from {{ source('raw', '_files') }} as files
cross join {{ ref('run') }} as run
where files.entity is not null
qualify row_number() over (partition by files.file order by files.currency nulls last) = 1
