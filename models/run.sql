{{ config(materialized="table", schema="core", access="public", contract={"enforced": true}) }}
-- Which day is "today" for every number of this build?
-- The only reader of the day that was asked for; everything else joins this row.

{% set entities = ['leads', 'contact_attempts', 'opportunities', 'touchpoints'] %}

with

newest_by_entity as (
    {%- for entity, event_time in event_times(entities).items() %}
    select
        {{ local_date(
            'max(' ~ event_time ~ ') filter (where not ' ~ event_time ~ '_is_date_only)'
        ) }} as newest_instant_date,
        cast(max({{ event_time }}) filter (where {{ event_time }}_is_date_only) as date)
            as newest_date,
        least(
            {{ local_date(
                'min(' ~ event_time ~ ') filter (where not ' ~ event_time ~ '_is_date_only)'
            ) }},
            cast(min({{ event_time }}) filter (where {{ event_time }}_is_date_only) as date)
        ) as first_date
    from {{ source('raw', entity) }}
    {%- if entity == 'contact_attempts' %}
    -- a meeting entered more than a day ahead, without an outcome, is planned: it tells no day
    where
        outcome is not null
        or recorded_at is null
        or recorded_at >= {{ dbt.dateadd('day', -1, 'occurred_at') }}
    {%- endif %}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

newest_event as (
    select max(greatest(
        coalesce(newest_instant_date, newest_date), coalesce(newest_date, newest_instant_date)
    )) as newest_event_date,
        min(first_date) as first_event_date
    from newest_by_entity
),

-- A company that only has web or advertising data still gets its month.
newest_traffic as (
    select min(date) as first_date, max(date) as newest_date from {{ source('raw', 'web_traffic') }}
    union all
    select min(date) as first_date, max(date) as newest_date from {{ source('raw', 'ad_spend') }}
),

newest as (
    select
        coalesce(newest_event.newest_event_date, traffic.newest_date) as newest_event_date,
        coalesce(newest_event.first_event_date, traffic.first_date) as first_event_date
    from newest_event
    cross join (
        select min(first_date) as first_date, max(newest_date) as newest_date
        from newest_traffic
    ) as traffic
),

days as (
    select
        newest.newest_event_date,
        case
            when arguments.as_of <> '' then cast(nullif(arguments.as_of, '') as date)
            when arguments.as_of_default = 'newest_event' then newest.newest_event_date
            -- the newest complete month: one whose last day, or a later day, has an event; where
            -- there is none yet, the month under way
            when newest.newest_event_date = last_day(newest.newest_event_date)
                then newest.newest_event_date
            when
                last_day({{ dbt.dateadd('month', -1, 'newest.newest_event_date') }})
                >= newest.first_event_date
                then last_day({{ dbt.dateadd('month', -1, 'newest.newest_event_date') }})
            else newest.newest_event_date
        end as as_of,
        arguments.settings_hash,
        arguments.code_version,
        arguments.vars_given
    from newest
    cross join {{ ref('run_arguments') }} as arguments
),

folder as (
    select max(exports_folder) as exports_folder, max(cast(is_sample as int)) = 1 as is_sample
    from {{ source('raw', '_run') }}
)

select
    cast(days.as_of as date) as as_of,
    {{ utc_time(dbt.dateadd('day', 1, 'days.as_of')) }} as as_of_end_at,
    days.newest_event_date,
    least(days.as_of, days.newest_event_date) < last_day(cast(days.as_of as date)) as is_partial,
    cast('{{ var("timezone") }}' as {{ dbt.type_string() }}) as timezone,
    cast('{{ var("reporting_currency") }}' as {{ dbt.type_string() }}) as reporting_currency,
    days.settings_hash,
    days.code_version,
    cast('{{ var("calling_code") }}' as {{ dbt.type_string() }}) as calling_code,
    cast('{{ var("number_locale") }}' as {{ dbt.type_string() }}) as number_locale,
    cast({{ var("minimum_sample") }} as bigint) as minimum_sample,
    cast({{ var("late_export_days") }} as bigint) as late_export_days,
    cast('{{ var("headline_attribution_model") }}' as {{ dbt.type_string() }})
        as headline_attribution_model,
    days.vars_given,
    folder.exports_folder,
    coalesce(folder.is_sample, false) as is_sample
from days
cross join folder
