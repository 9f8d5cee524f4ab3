-- How often did each person do each activity that rules ask about, and when last, by as_of?
select
    lead_key,
    activity,
    count(*) as touch_count,
    {{ local_date('max(occurred_at)') }} as newest_date
from {{ ref('int_rule_touches') }}
group by 1, 2
