-- Why: every episode has one value in every segment, so each segment adds up to everybody.
with totals as (
    select cohort_month, from_stage, to_stage, segment_name,
        sum(entered) as entered, sum(reached) as reached, sum(pending) as pending
    from {{ ref('rpt_funnel_cohorts') }}
    group by 1, 2, 3, 4
)

select totals.*
from totals
inner join totals as everybody
    on totals.cohort_month = everybody.cohort_month
    and totals.from_stage = everybody.from_stage
    and totals.to_stage = everybody.to_stage
    and everybody.segment_name = 'all'
where
    totals.entered <> everybody.entered
    or totals.reached <> everybody.reached
    or totals.pending <> everybody.pending
