-- How many attempts does the service agreement ask for today, per lead type and for `all`?
with

run as (
    select * from {{ ref('run') }}
),

lead_types as (
    select lead_type from {{ ref('int_contact_values') }}
),

policies as (
    select * from {{ ref('sla_policies') }} where attempts_required is not null
),

final as (
    select lead_types.lead_type, policies.sla_id, policies.attempts_required, policies.within_days
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
