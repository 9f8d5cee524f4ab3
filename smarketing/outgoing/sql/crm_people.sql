-- What does each record in a CRM get told about its person? One row per record and module that a
-- CRM can update: nobody who opted out, no record that was merged into another.
-- Points are whole numbers: interest fades a little every day, and that alone is no news.
with

records as (
    select distinct source_system, record_type, lead_id, lead_key
    from core.dim_lead_identities
    where kind = 'record'
),

merged as (
    select source_system, lead_id from staging.stg_leads where merged_into_id is not null
),

people as (
    select * from core.dim_leads where not coalesce(is_opted_out, false)
),

steps as (
    from crm_steps
)

select
    records.source_system,
    records.record_type,
    records.lead_id as record_id,
    round(scores.fit_points)::bigint as fit_points,
    round(scores.interest_points)::bigint as interest_points,
    scores.quadrant,
    scores.is_mql,
    -- an empty cell changes nothing in a CRM, so nothing is a word
    coalesce(steps.suggested_owner, $nothing) as suggested_owner,
    coalesce(steps.next_step, $nothing) as next_step,
    steps.due_date as next_step_date
from records
inner join people on records.lead_key = people.lead_key
inner join qualification.fct_lead_scores as scores on records.lead_key = scores.lead_key
left join steps on records.lead_key = steps.lead_key
left join merged
    on records.source_system = merged.source_system and records.lead_id = merged.lead_id
where merged.lead_id is null
