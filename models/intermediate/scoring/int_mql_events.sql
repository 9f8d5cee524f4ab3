-- Stage events with the MQL date that the setting mql_date_from asks for.
-- `crm`: only the CRM's; `definition`: only the agreed definition's; `crm_then_definition`:
-- the CRM's, and the definition's for people the CRM never dated. A definition met after sales
-- had taken the person up, or closed the case, in the same episode moves nobody back.
-- depends_on: {{ ref('int_mql_dates') }}, {{ ref('int_episode_starts') }}
-- (under `crm` too, so that the order of the run is the same under every setting)
with

events as (
    select lead_key, stage, entered_at, is_date_only, evidence, is_undated, reason
    from {{ ref('int_stage_events') }}
),

{%- if var('mql_date_from') == 'crm' %}

final as (
    select * from events
)
{%- else %}

mql_dates as (
    select lead_key, mql_at_crm, mql_at_definition
    from {{ ref('int_mql_dates') }}
    where mql_at_definition is not null
    {%- if var('mql_date_from') == 'crm_then_definition' %}
        and mql_at_crm is null
    {%- endif %}
),

episodes as (
    select * from {{ ref('int_episode_starts') }}
),

overtaken as (
    select distinct mql_dates.lead_key
    from mql_dates
    inner join episodes
        on mql_dates.lead_key = episodes.lead_key
        and mql_dates.mql_at_definition >= episodes.started_at
        and (
            mql_dates.mql_at_definition < episodes.next_started_at
            or episodes.next_started_at is null
        )
    inner join events
        on mql_dates.lead_key = events.lead_key
        and events.stage not in ('lead', 'mql')
        and not events.is_undated
        and events.entered_at <= mql_dates.mql_at_definition
        and (events.entered_at >= episodes.started_at or episodes.episode_number = 1)
),

final as (
    select events.*
    from events
    {%- if var('mql_date_from') == 'definition' %}
    where events.stage <> 'mql'
    {%- else %}
    left join mql_dates on events.lead_key = mql_dates.lead_key
    -- an undated status of the CRM gives way to a dated definition
    where events.stage <> 'mql' or not events.is_undated or mql_dates.lead_key is null
    {%- endif %}
    union all
    select
        mql_dates.lead_key, 'mql', mql_dates.mql_at_definition, false, 'definition', false,
        cast(null as {{ dbt.type_string() }})
    from mql_dates
    left join overtaken on mql_dates.lead_key = overtaken.lead_key
    where overtaken.lead_key is null
)
{%- endif %}

select * from final
