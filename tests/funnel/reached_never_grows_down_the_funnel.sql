-- Why: who reached a later stage reached the earlier ones too (imputed where they were jumped).
select earlier.cohort_month, earlier.from_stage, earlier.segment_name, earlier.segment_value,
    earlier.to_stage as earlier_stage, later.to_stage as later_stage
from {{ ref('rpt_funnel_cohorts') }} as earlier
inner join {{ ref('rpt_funnel_cohorts') }} as later
    on earlier.cohort_month = later.cohort_month
    and earlier.from_stage = later.from_stage
    and earlier.segment_name = later.segment_name
    and earlier.segment_value = later.segment_value
inner join {{ ref('stages') }} as earlier_stages on earlier.to_stage = earlier_stages.stage
inner join {{ ref('stages') }} as later_stages on later.to_stage = later_stages.stage
where earlier_stages.position < later_stages.position and later.reached > earlier.reached
