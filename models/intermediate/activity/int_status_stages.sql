-- Which stage does each record's status prove, and by which day?
-- The stage was reached by the day of the row version. Where every version is later than as_of,
-- the status is the best evidence there is, unless its system dates such stages: then what is
-- not dated up to as_of came later.
with

leads as (
    select leads.*, people.lead_key
    from {{ ref('stg_leads') }} as leads
    inner join {{ ref('int_person_records') }} as people on leads.record_key = people.record_key
    where not people.is_merged
),

run as (
    select * from {{ ref('run') }}
),

words as (
    select * from {{ ref('int_stage_words') }}
    where object = 'lead' and stage is not null and stage <> 'lead'
),

systems_with_dates as (
    select source_system from {{ ref('stg_leads') }} where has_stage_dates
    union
    select source_system from {{ ref('stg_lead_stage_changes') }}
),

systems_with_deals as (
    select distinct source_system from {{ ref('stg_opportunities') }}
),

final as (
    select
        leads.lead_key,
        words.stage,
        least(
            coalesce(leads.updated_at, leads.exported_at),
            {{ dbt.dateadd('second', -1, 'run.as_of_end_at') }}
        ) as entered_at,
        leads.status_reason as reason
    from leads
    cross join run
    inner join words
        on leads.source_system = words.source_system
        and (
            (
                words.field = 'lifecycle_stage'
                and lower(trim(leads.lifecycle_stage)) = words.stage_word
            )
            or (words.field = 'status' and lower(trim(leads.status)) = words.stage_word)
        )
    left join systems_with_dates on leads.source_system = systems_with_dates.source_system
    left join systems_with_deals
        on leads.source_system = systems_with_deals.source_system
        and words.stage in ('opportunity', 'customer')
    where
        coalesce(leads.updated_at, leads.exported_at) is not null
        and (
            not leads.is_state_later_than_as_of
            or (
                systems_with_dates.source_system is null
                and systems_with_deals.source_system is null
            )
        )
)

select * from final
