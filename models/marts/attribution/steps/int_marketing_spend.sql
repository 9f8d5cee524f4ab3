-- What was spent in each month on which channel and campaign, in the reporting currency?
-- Advertising by campaign; other marketing costs by the channel that bears them, else `(shared)`.
with

run as (
    select * from {{ ref('run') }}
),

advertising as (
    select
        {{ month_start('spend.spend_date') }} as month,
        coalesce(origins.channel, 'Unknown') as channel,
        nullif(lower(trim(spend.campaign)), '') as campaign,
        'advertising' as category,
        coalesce(spend.currency, currencies.default_currency, run.reporting_currency) as currency,
        spend.cost_original as cost,
        spend.clicks,
        spend.impressions
    from {{ ref('stg_ad_spend') }} as spend
    cross join run
    left join {{ ref('int_origin_channels') }} as origins
        on {{ origin_hash(
            'spend.source_system', 'spend.channel_as_given', 'spend.source', 'spend.medium',
            'spend.campaign'
        ) }}
        = origins.origin_hash
    left join {{ ref('int_system_currencies') }} as currencies
        on spend.source_file = currencies.source_file
),

other_costs as (
    select
        {{ month_start('month') }} as month,
        case
            when nullif(trim(channel), '') is null or channel = '*' then '(shared)' else channel
        end as channel,
        cast(null as {{ dbt.type_string() }}) as campaign,
        category,
        coalesce(upper(nullif(trim(currency), '')), run.reporting_currency) as currency,
        cost,
        cast(null as bigint) as clicks,
        cast(null as bigint) as impressions
    from {{ ref('marketing_costs') }}
    cross join run
    where {{ month_start('month') }} <= run.as_of
),

costs as (
    select * from advertising
    union all
    select * from other_costs
),

final as (
    select
        costs.month,
        costs.channel,
        costs.campaign,
        costs.category,
        costs.currency,
        sum({{ in_reporting_currency('costs.cost', 'costs.currency') }}) as spend,
        sum(costs.cost) as spend_original,
        cast(sum(costs.clicks) as bigint) as clicks,
        cast(sum(costs.impressions) as bigint) as impressions,
        costs.month
        >= min(
            {{ dbt.dateadd(
                'month', 1 - var('attribution_window_months'), month_start('run.as_of')
            ) }}
        ) as is_in_window
    from costs
    cross join run
    left join {{ ref('int_currency_rates') }} as rates
        on costs.currency = rates.currency and costs.month = rates.rate_month
    group by 1, 2, 3, 4, 5
)

select * from final
