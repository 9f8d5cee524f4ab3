{{ config(materialized="view") }}

-- What happened with each person, in order? A view: its parts are tables already. Every exported
-- event of a person we know is one row; a task stands on the day it was agreed.
{%- set text = dbt.type_string() %}
{%- set invoice_links = ['lead_id', 'contact_id', 'opportunity_id', 'email', 'phone'] %}

with

opportunities as (
    select * from {{ ref('fct_opportunities') }} where lead_key is not null
),

answer_links as (
    {{ resolved_links(ref('stg_nps_responses'), ['lead_id']) | indent(4) }}
),

invoice_links as (
    {{ resolved_links(ref('stg_invoices'), invoice_links, ref('int_activity_links')) | indent(4) }}
)

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
    -- the stage of today says nothing about the day on which the deal began
    concat_ws(', ', opportunity_id, pipeline) as description, cast(null as {{ text }}) as channel
from opportunities

union all

select
    opportunities.lead_key, changes.changed_at as occurred_at, 'opportunity_stage' as event_type,
    concat_ws(', ', opportunities.opportunity_id, changes.stage_as_given) as description,
    cast(null as {{ text }}) as channel
from {{ ref('int_opportunity_stage_changes') }} as changes
inner join opportunities on changes.opportunity_key = opportunities.opportunity_key

union all

select
    lead_key, closed_at as occurred_at,
    case when is_won then 'opportunity_won' else 'opportunity_lost' end as event_type,
    concat_ws(', ', opportunity_id, lost_reason) as description, cast(null as {{ text }}) as channel
from opportunities
where is_closed and closed_at is not null

union all

select
    lead_key, coalesce(created_at, completed_at) as occurred_at, 'task' as event_type,
    concat_ws(', ', task_type, subject, status) as description, cast(null as {{ text }}) as channel
from {{ ref('int_task_people') }}
where lead_key is not null and coalesce(created_at, completed_at) is not null

union all

select
    links.lead_key, answers.responded_at as occurred_at, 'nps_response' as event_type,
    cast(cast(answers.score as int) as {{ text }}) as description,
    cast(null as {{ text }}) as channel
from {{ ref('stg_nps_responses') }} as answers
inner join answer_links as links on {{ link_hash(['lead_id'], 'answers') }} = links.link_hash

union all

select
    links.lead_key, invoices.issued_at as occurred_at, 'invoice' as event_type,
    concat_ws(', ', invoices.invoice_id, invoices.status) as description,
    cast(null as {{ text }}) as channel
from {{ ref('stg_invoices') }} as invoices
inner join invoice_links as links
    on {{ link_hash(invoice_links, 'invoices') }} = links.link_hash
