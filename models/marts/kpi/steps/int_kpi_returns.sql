-- KPIs of what marketing brings back, by month: the return of the channels on which money is spent,
-- and the shares of the won amount that marketing began or touched. Without exported deals, or
-- touches, nothing is known of what was sold, or touched: that is no zero.
{%- set are_deals_known = "exists (select 1 from deals)" %}
{%- set are_touches_known = "exists (select 1 from touches)" %}
with

run as (
    select * from {{ ref('run') }}
),

deals as (
    select opportunity_key from {{ ref('fct_opportunities') }}
),

touches as (
    select touchpoint_key from {{ ref('fct_touchpoints') }}
),

-- channels on which money is spent, and the margin of what they are credited with
margins as (
    select from_date, to_date, gross_margin
    from {{ ref('int_contact_costs') }}
    where lead_type = 'all'
),

spent_channels as (
    select distinct channel from {{ ref('int_marketing_spend') }}
    where channel <> '(shared)' and spend > 0
),

returns as (
    select
        attributed.month, attributed.channel, attributed.value, attributed.spend,
        attributed.value * margins.gross_margin as margin
    from {{ ref('rpt_channel_attribution_monthly') }} as attributed
    cross join run
    inner join spent_channels on attributed.channel = spent_channels.channel
    left join margins
        on attributed.month >= margins.from_date and attributed.month < margins.to_date
    where attributed.goal = 'customer' and attributed.model = run.headline_attribution_model
),

return_segments as (
    {{ each_segment('returns', ['channel']) | indent(4) }}
),

returned as (
    select
        month, segment_name, segment_value,
        {{ exact_sum('coalesce(spend, 0)', decimals=6) }} as spend,
        {{ exact_sum('margin', decimals=6) }} as margin
    from return_segments
    group by 1, 2, 3
),

origins as (
    select month, origin_channel as channel, owner, country, lead_type, amount, is_sourced,
        is_influenced
    from {{ ref('int_won_amounts') }}
    -- what was given back is no part of what was sold
    where amount > 0
),

origin_segments as (
    {{ each_segment('origins', ['owner', 'country', 'lead_type']) | indent(4) }}
),

shares as (
    select
        month, segment_name, segment_value,
        count(*) as won,
        sum(amount) as amount,
        sum(case when is_sourced then amount else 0 end) as sourced,
        sum(case when is_influenced then amount else 0 end) as influenced
    from origin_segments
    group by 1, 2, 3
),

final as (
    {{ kpi_rows('returned', [
        {'id': 'campaign_roi', 'ratio': ['margin - spend', 'spend'],
         'where': 'spend > 0 and margin is not null and ' ~ are_deals_known},
    ]) | indent(4) }}
    union all
    {{ kpi_rows('shares', [
        {'id': 'marketing_sourced_share', 'empty': 'no_case', 'ratio': ['sourced', 'amount'], 'sample': 'won',
         'where': 'amount > 0 and (' ~ are_touches_known
            ~ ' or exists (select 1 from origins where is_sourced))'},
        {'id': 'marketing_influenced_share', 'empty': 'no_case', 'ratio': ['influenced', 'amount'], 'sample': 'won',
         'where': 'amount > 0 and ' ~ are_touches_known},
    ]) | indent(4) }}
)

select * from final
