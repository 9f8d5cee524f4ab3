-- Which campaigns brought leads that became customers? A start for your own questions:
-- `dbt show -s funnel_by_campaign`, or paste it into a notebook.
select
    coalesce(campaign, '(none)') as campaign,
    count(*) as leads,
    count(*) filter (where is_customer) as customers,
    {{ rate('count(*) filter (where is_customer)', 'count(*)') }} as close_rate,
    {{ wilson_lower('count(*) filter (where is_customer)', 'count(*)') }} as close_rate_lower,
    {{ wilson_upper('count(*) filter (where is_customer)', 'count(*)') }} as close_rate_upper
from {{ ref('dim_leads') }}
group by 1
order by leads desc
