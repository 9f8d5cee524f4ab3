-- What does a won deal bring on average, per lead type?
-- Types with few wins are drawn towards the mean of all, as far as chance explains the gap.
with

won as (
    select lead_type, cast(amount as double) as amount
    from {{ ref('fct_opportunities') }}
    where is_won and opportunity_type = 'new' and amount is not null and lead_type is not null
),

per_type as (
    select
        lead_type,
        cast(count(*) as double) as wins,
        avg(amount) as mean_amount,
        coalesce(var_samp(amount), 0) as amount_variance
    from won
    group by 1
),

overall as (
    select
        sum(wins) as wins,
        sum(wins * mean_amount) / sum(wins) as mean_amount,
        sum(wins * wins) as wins_squared,
        count(*) as lead_types,
        sum((wins - 1) * amount_variance) / nullif(sum(wins) - count(*), 0) as variance_within
    from per_type
),

spread as (
    select
        overall.wins,
        overall.mean_amount,
        overall.variance_within,
        (
            sum(per_type.wins * power(per_type.mean_amount - overall.mean_amount, 2))
            - (overall.lead_types - 1) * overall.variance_within
        ) / nullif(overall.wins - overall.wins_squared / overall.wins, 0) as variance_between
    from per_type
    cross join overall
    group by
        overall.wins, overall.mean_amount, overall.variance_within, overall.wins_squared, overall.lead_types
),

lead_types as (
    select distinct lead_type from {{ ref('int_people') }}
),

final as (
    select
        lead_types.lead_type,
        cast(coalesce(per_type.wins, 0) as bigint) as wins,
        per_type.mean_amount as mean_amount_raw,
        case
            when per_type.wins is null or spread.variance_between <= 0 then spread.mean_amount
            when spread.variance_between is null or spread.variance_within is null then per_type.mean_amount
            else (
                per_type.wins * per_type.mean_amount
                + spread.variance_within / spread.variance_between * spread.mean_amount
            ) / (per_type.wins + spread.variance_within / spread.variance_between)
        end as mean_amount
    from lead_types
    left join per_type on lead_types.lead_type = per_type.lead_type
    left join spread on true
    union all
    select 'all', cast(wins as bigint), mean_amount, mean_amount
    from spread
)

select * from final
