-- Which MQLs are old enough to have had their chance, who bought in time, and for how much?
-- Revenue and customers come from the same MQLs: only then is average revenue × close rate the
-- value of an MQL. Who was a customer before is no conversion and stays out.
with

run as (
    select * from {{ ref('run') }}
),

leads as (
    select
        dim_leads.*,
        {{ local_date('dim_leads.mql_at') }} as mql_date,
        {{ local_date('dim_leads.customer_at') }} as customer_date
    from {{ ref('dim_leads') }} as dim_leads
    where dim_leads.mql_at is not null
),

mature as (
    select
        leads.lead_key,
        leads.lead_type,
        leads.mql_date,
        cast(maturities.maturity_days as bigint) as maturity_days,
        coalesce(
            {{ days_between('leads.mql_date', 'leads.customer_date') }} <= maturities.maturity_days,
            false
        ) as is_customer
    from leads
    cross join run
    inner join {{ ref('int_maturities') }} as maturities
        on leads.lead_type = maturities.lead_type
        and maturities.from_stage = 'mql'
        and maturities.to_stage = 'customer'
    where
        {{ days_between('leads.mql_date', 'run.as_of') }} >= maturities.maturity_days
        and (leads.customer_date is null or leads.customer_date >= leads.mql_date)
        and not coalesce(leads.is_customer_before_lead, false)
),

revenues as (
    select mature.lead_key, sum(deals.amount) as revenue
    from mature
    inner join {{ ref('fct_opportunities') }} as deals on mature.lead_key = deals.lead_key
    where
        deals.is_won
        and mature.is_customer
        and {{ days_between(
            'mature.mql_date', 'deals.closed_date'
        ) }} between 0 and mature.maturity_days
    group by 1
),

final as (
    select
        mature.*,
        -- null where the customer's deal has no amount: unknown is not zero
        cast(revenues.revenue as decimal(18, 2)) as revenue
    from mature
    left join revenues on mature.lead_key = revenues.lead_key
)

select * from final
