-- Which follow-up policy is in force at as_of for each lead type?
with

run as (
    select * from {{ ref('run') }}
),

lead_types as (
    select distinct lead_type from {{ ref('int_people') }}
),

policies as (
    select * from {{ ref('followup_policies') }}
),

final as (
    select
        lead_types.lead_type,
        policies.stalled_after_days,
        policies.cadence_attempts,
        policies.cadence_days,
        policies.nurture_after_days,
        policies.max_active_leads_per_owner
    from lead_types
    cross join run
    left join policies
        on policies.lead_type in (lead_types.lead_type, '*')
        and (policies.valid_from <= run.as_of or policies.valid_from is null)
    qualify
        {{ wildcard_rank(['lead_types.lead_type'], ['policies.lead_type'], 'policies.valid_from') }}
        = 1
)

select * from final
