-- What does a contact attempt cost for each lead type, and when, in the currency of the settings?
-- Of `all`, the row that is meant for every type.
with

lead_types as (
    select distinct lead_type from {{ ref('int_people') }}
    union all
    select 'all'
),

costs as (
    select * from {{ ref('contact_costs') }}
)

{{ settings_spans('costs', 'lead_types') }}
