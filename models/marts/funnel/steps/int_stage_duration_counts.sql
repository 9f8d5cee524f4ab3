-- How many visits to a stage ended, or are still going on, after so many days?
with

visits as (
    select * from {{ ref('int_segmented_visits') }}
    where days_in_stage is not null and days_in_stage >= 0
)

{%- for segment in segment_names() %}

select
    stage,
    '{{ segment }}' as segment_name,
    {{ segment_value(segment, 'visits') }} as segment_value,
    days_in_stage as day_number,
    count(*) filter (where left_at is not null) as finished,
    count(*) filter (where left_at is null) as still_open
from visits
group by 1, 2, 3, 4
{%- if not loop.last %}
union all
{%- endif %}
{%- endfor %}
