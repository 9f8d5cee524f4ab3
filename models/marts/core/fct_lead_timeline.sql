{{ config(materialized="view") }}

-- What happened with each person, in order? A view: its parts are tables already.
{%- set text = dbt.type_string() %}

select
    lead_key, occurred_at, touch_type as event_type,
    coalesce(asset, page, campaign) as description, channel
from {{ ref('fct_touchpoints') }}
where lead_key is not null

union all

select
    lead_key, occurred_at,
    case direction when 'inbound' then 'inbound_contact' else 'contact_attempt' end as event_type,
    concat_ws(', ', contact_channel, outcome, rep) as description,
    contact_channel as channel
from {{ ref('int_attempt_people') }}
where lead_key is not null

union all

select
    lead_key, entered_at as occurred_at, 'stage' as event_type,
    concat_ws(', ', stage, reason) as description, cast(null as {{ text }}) as channel
from {{ ref('fct_stage_visits') }}
where not is_skip_imputed

union all

select
    lead_key, created_at as occurred_at, 'opportunity_created' as event_type,
    concat_ws(', ', opportunity_id, stage) as description, cast(null as {{ text }}) as channel
from {{ ref('fct_opportunities') }}
where lead_key is not null

union all

select
    lead_key, closed_at as occurred_at,
    case when is_won then 'opportunity_won' else 'opportunity_lost' end as event_type,
    concat_ws(', ', opportunity_id, lost_reason) as description, cast(null as {{ text }}) as channel
from {{ ref('fct_opportunities') }}
where lead_key is not null and is_closed and closed_at is not null
