-- Where does the cadence stop before the service agreement is kept? Whoever follows the one breaks
-- the other. Once per pair of settings, however many lead types have them.
with

run as (
    select * from {{ ref('run') }}
),

agreements as (
    select * from {{ ref('int_attempt_policies') }} where lead_type <> 'all'
),

cadences as (
    select policies.*
    from {{ ref('int_followup_policies') }} as policies
    inner join run on run.as_of >= policies.from_date and run.as_of < policies.to_date
),

recommended as (
    select * from {{ ref('rpt_contact_attempt_recommendation') }}
),

final as (
    select
        agreements.sla_id,
        cast(agreements.attempts_required as bigint) as attempts_required,
        cast(agreements.within_days as bigint) as within_days,
        cast(cadences.cadence_attempts as bigint) as cadence_attempts,
        cast(cadences.cadence_days as bigint) as cadence_days,
        cast(cadences.nurture_after_days as bigint) as nurture_after_days,
        cast(count(*) as bigint) as lead_types,
        min(agreements.lead_type) as lead_type,
        cast(min(recommended.recommended_attempts) as bigint) as recommended_lowest,
        cast(max(recommended.recommended_attempts) as bigint) as recommended_highest
    from agreements
    inner join cadences on agreements.lead_type = cadences.lead_type
    left join recommended on agreements.lead_type = recommended.lead_type
    where cadences.cadence_attempts < agreements.attempts_required
    group by 1, 2, 3, 4, 5, 6
)

select * from final
