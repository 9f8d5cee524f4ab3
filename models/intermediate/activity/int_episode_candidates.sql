-- At which moments could an episode of a person begin? At each record and each form; the contact
-- that a lead is converted to is no new record.
with

people as (
    select * from {{ ref('int_person_records') }}
),

leads as (
    select * from {{ ref('stg_leads') }}
),

contacts_of_leads as (
    select distinct contacts.record_key
    from leads
    inner join leads as contacts
        on {{ record_key('leads.source_system', "'contact'", 'leads.contact_id') }}
        = contacts.record_key
        and leads.created_at <= contacts.created_at
    where leads.contact_id is not null
),

first_records as (
    select lead_key, created_at as first_created_at from people where record_number = 1
),

records as (
    select
        lead_key, created_at as arrived_at, created_at_is_date_only as is_date_only,
        people.record_key as arrival_key, cast(null as {{ dbt.type_string() }}) as channel
    from people
    left join contacts_of_leads on people.record_key = contacts_of_leads.record_key
    where contacts_of_leads.record_key is null
),

forms as (
    select
        touches.lead_key, touches.occurred_at as arrived_at, false as is_date_only,
        touches.touchpoint_key as arrival_key, touches.channel
    from {{ ref('int_touchpoints') }} as touches
    inner join first_records on touches.lead_key = first_records.lead_key
    where
        touches.touch_type in {{ one_of(var("form_touch_types")) }}
        and touches.occurred_at > first_records.first_created_at
),

arrivals as (
    select * from records
    union all
    select * from forms
),

final as (
    select
        lead_key,
        arrived_at,
        bool_or(is_date_only) as is_date_only,
        min_by(channel, arrival_key) as channel,
        lag(arrived_at) over (partition by lead_key order by arrived_at) as previous_arrived_at
    from arrivals
    group by lead_key, arrived_at
)

select * from final
