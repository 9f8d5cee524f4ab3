-- Which step of the cadence comes after how many attempts, per lead type?
-- A lead type with steps of its own uses those only; else the steps of `*`.
with

lead_types as (
    select distinct lead_type from {{ ref('int_people') }}
),

steps as (
    select * from {{ ref('cadence_steps') }}
),

own_types as (
    select distinct lead_type from steps where lead_type <> '*'
),

final as (
    select
        lead_types.lead_type,
        row_number() over (partition by lead_types.lead_type order by steps.step) as step_number,
        steps.day,
        steps.channel,
        count(*) over (partition by lead_types.lead_type) as step_count
    from lead_types
    left join own_types on lead_types.lead_type = own_types.lead_type
    inner join steps on steps.lead_type = coalesce(own_types.lead_type, '*')
)

select * from final
