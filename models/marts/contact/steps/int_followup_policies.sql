-- Which follow-up policy is in force for each lead type, and when?
with

lead_types as (
    select distinct lead_type from {{ ref('int_people') }}
),

policies as (
    select * from {{ ref('followup_policies') }}
)

{{ settings_spans('policies', 'lead_types') }}
