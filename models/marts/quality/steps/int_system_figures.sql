-- What do we count of each system and month, and which known differences would the system's own
-- report show? `ours` is our figure; each other part is what the system counts besides.
with

people as (
    select people.* from {{ ref('int_people') }} as people
    inner join {{ ref('int_person_records') }} as records
        on people.lead_key = records.lead_key
        and records.record_number = 1 and records.record_type = 'lead'
),

lead_records as (
    select * from {{ ref('stg_leads') }} where record_type = 'lead'
),

deals as (
    select
        *,
        row_number() over (
            partition by customer_key, is_won, opportunity_type
            order by closed_at, opportunity_key
        ) as purchase_number
    from {{ ref('fct_opportunities') }}
),

undecided_deals as (
    select deals.source_system, coalesce(records.closed_at, records.expected_close_at) as ended_at
    from deals
    inner join {{ ref('stg_opportunities') }} as records
        on deals.opportunity_key = records.opportunity_key
    where deals.stage is null and not deals.is_closed
),

attempts as (
    select * from {{ ref('stg_contact_attempts') }}
),

traffic as (
    select source_system, traffic_date as day, sessions as amount from {{ ref('stg_web_traffic') }}
),

spend as (
    select source_system, spend_date as day, cost_original as amount from {{ ref('stg_ad_spend') }}
),

exported_traffic as (
    select _source_system as source_system, date as day, sessions as amount
    from {{ source('raw', 'web_traffic') }}
),

exported_spend as (
    select _source_system as source_system, date as day, cost as amount
    from {{ source('raw', 'ad_spend') }}
),

figures as (
    {{ month_counts('people', 'leads', 'created_at', 'count(*)') | indent(4) }}
    union all
    -- records of a person whom another record showed first
    select
        source_system, month, measure, 'merged_records', sum(amount)
    from (
        {{ month_counts(
            'lead_records', 'leads', 'created_at', 'count(*)', 'records'
        ) | indent(8) }}
        union all
        {{ month_counts('people', 'leads', 'created_at', '-count(*)', 'persons') | indent(8) }}
    ) as difference
    group by 1, 2, 3
    union all
    {{ month_counts('deals', 'opportunities', 'created_at', 'count(*)') | indent(4) }}
    union all
    {{ month_counts('deals', 'won_deals', 'closed_at', 'count(*)', where='is_won') | indent(4) }}
    union all
    {{ month_counts(
        'undecided_deals', 'won_deals', 'ended_at', 'count(*)', 'unknown_stages'
    ) | indent(4) }}
    union all
    {{ month_counts(
        'deals', 'won_amount', 'closed_at', 'sum(amount)', where='is_won and amount is not null'
    ) | indent(4) }}
    union all
    {{ month_counts(
        'deals', 'won_amount', 'closed_at', 'sum(amount_original - amount)', 'not_converted',
        'is_won and amount <> amount_original'
    ) | indent(4) }}
    union all
    {{ month_counts(
        'deals', 'won_amount', 'closed_at', 'sum(amount_original)', 'without_rate',
        'is_won and amount is null and amount_original is not null'
    ) | indent(4) }}
    union all
    {{ month_counts(
        'deals', 'new_customers', 'closed_at', 'count(*)',
        where="is_won and opportunity_type = 'new' and purchase_number = 1"
    ) | indent(4) }}
    union all
    {{ month_counts(
        'deals', 'new_customers', 'closed_at', 'count(*)', 'other_types',
        "is_won and opportunity_type <> 'new'"
    ) | indent(4) }}
    union all
    {{ month_counts(
        'deals', 'new_customers', 'closed_at', 'count(*)', 'later_purchases',
        "is_won and opportunity_type = 'new' and purchase_number > 1"
    ) | indent(4) }}
    union all
    {{ month_counts('attempts', 'contact_attempts', 'occurred_at', 'count(*)') | indent(4) }}
    {%- for measure, relation in [('sessions', 'traffic'), ('cost', 'spend')] %}
    union all
    select source_system, {{ month_start('day') }}, '{{ measure }}', 'ours', sum(amount)
    from {{ relation }}
    group by 1, 2
    union all
    -- what another report of ours tells, too: the system's own total has it once
    select source_system, {{ month_start('day') }}, '{{ measure }}', 'reports_set_aside',
        sum(amount)
    from (
        select * from exported_{{ relation }}
        union all
        select source_system, day, -amount from {{ relation }}
    ) as set_aside
    group by 1, 2
    {%- endfor %}
)

select source_system, month, measure, part, cast(sum(amount) as double) as amount
from figures
group by 1, 2, 3, 4
