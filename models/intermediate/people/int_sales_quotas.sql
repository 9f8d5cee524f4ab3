-- What is each owner, and the team (`*`), to sell in each month, in the reporting currency? The
-- team's own row, else the sum of its members'; unknown where a part can't be converted.
with

run as (
    select * from {{ ref('run') }}
),

converted as (
    select
        {{ month_start('quotas.month') }} as month,
        coalesce(owners.owner, trim(quotas.owner)) as owner,
        quotas.marketing_share,
        {{ in_reporting_currency(
            'quotas.quota', 'coalesce(quotas.currency, run.reporting_currency)'
        ) }} as quota
    from {{ ref('sales_quotas') }} as quotas
    cross join run
    left join {{ ref('int_owner_words') }} as owners
        on lower(trim(quotas.owner)) = owners.owner_word
    left join {{ ref('int_currency_rates') }} as rates
        on quotas.currency = rates.currency
        and {{ month_start('quotas.month') }} = rates.rate_month
),

-- everybody's rows count for their owner, and for the team where it has none of its own
counted as (
    select *, false as is_sum_of_owners from converted
    union all
    select month, '*', marketing_share, quota, true
    from converted
    where month not in (select month from converted where owner = '*')
),

final as (
    select
        month,
        owner,
        is_sum_of_owners,
        case when count(quota) = count(*) then sum(quota) end as quota,
        case when count(quota) = count(*) then
            {{ exact_sum('quota * marketing_share', decimals=9) }}
            end as marketing_quota
    from counted
    group by 1, 2, 3
)

select * from final
