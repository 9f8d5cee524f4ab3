-- How would the value of an MQL have come out, had chance drawn other leads? Per lead type and
-- replicate: each customer is drawn Poisson(1) times, all the others together in one draw.
with

cohort as (
    select * from {{ ref('int_mql_cohort') }}
),

types as (
    select
        lead_type,
        count(*) filter (where not is_customer) as others
    from cohort
    group by 1
),

replicates as (
    select
        lead_type,
        others,
        cast(replicate as bigint) as replicate,
        concat('mql value|', lead_type, '|', cast(replicate as {{ dbt.type_string() }})) as draw_key
    from types
    cross join ({{ number_rows(1, var('bootstrap_replicates'), 'replicate') }}) as replicates
),

other_draws as (
    select
        lead_type,
        replicate,
        {{ poisson_sum_draw(
            'others', normal_draw(hashed_uniform('draw_key', 1), hashed_uniform('draw_key', 2))
        ) }} as others
    from replicates
),

customers as (
    select
        cohort.lead_type,
        replicates.replicate,
        cohort.revenue,
        {{ hashed_uniform("concat(cohort.lead_key, '|', replicates.draw_key)") }} as uniform
    from cohort
    inner join replicates on cohort.lead_type = replicates.lead_type
    where cohort.is_customer
),

weighted as (
    select *, {{ poisson_one_draw('uniform') }} as weight from customers
),

sums as (
    select
        lead_type,
        replicate,
        sum(weight) as customers,
        sum(weight) filter (where revenue is not null) as customers_with_amount,
        cast(sum(weight * revenue) as double) as revenue
    from weighted
    group by 1, 2
),

final as (
    select
        other_draws.lead_type,
        other_draws.replicate,
        coalesce(sums.revenue / nullif(sums.customers_with_amount, 0), 0)
        * coalesce(sums.customers, 0)
        / nullif(other_draws.others + coalesce(sums.customers, 0), 0) as mql_value
    from other_draws
    left join sums
        on other_draws.lead_type = sums.lead_type and other_draws.replicate = sums.replicate
)

select * from final
