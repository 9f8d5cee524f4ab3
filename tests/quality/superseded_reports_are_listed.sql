-- Why: spend, visits and page figures that don't count are listed with the reason, all of them.
with

superseded as (
    select file, entity, rows_superseded
    from {{ ref('rpt_load_reconciliation') }}
    where entity in ('ad_spend', 'web_traffic', 'page_performance')
),

listed as (
    select file, entity, sum(rows) as rows_listed
    from {{ ref('rpt_superseded_reports') }}
    group by 1, 2
)

select superseded.file, superseded.entity, superseded.rows_superseded, listed.rows_listed
from superseded
left join listed on superseded.file = listed.file and superseded.entity = listed.entity
where superseded.rows_superseded <> coalesce(listed.rows_listed, 0)
