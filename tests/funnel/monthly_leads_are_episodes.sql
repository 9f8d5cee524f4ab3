-- Why: the leads of all months are the episodes that began, no more and no fewer.
with months as (
    select coalesce(sum(leads), 0) as leads
    from {{ ref('rpt_funnel_monthly') }}
    where channel = 'all'
),

channels as (
    select coalesce(sum(leads), 0) as leads
    from {{ ref('rpt_funnel_monthly') }}
    where channel <> 'all'
),

episodes as (
    select count(*) as leads from {{ ref('fct_lead_episodes') }}
)

select months.leads as months, channels.leads as channels, episodes.leads as episodes
from months
cross join channels
cross join episodes
where months.leads <> episodes.leads or channels.leads <> episodes.leads
