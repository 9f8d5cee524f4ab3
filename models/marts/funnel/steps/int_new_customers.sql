-- Who became a customer for the first time, when, and through which channel?
-- Two people of one company are one customer.
with

customers as (
    select
        people.customer_key,
        funnel.lead_key,
        funnel.channel,
        funnel.lead_type,
        funnel.owner,
        funnel.country,
        funnel.customer_date
    from {{ ref('int_episode_funnel') }} as funnel
    inner join {{ ref('int_people') }} as people on funnel.lead_key = people.lead_key
    where funnel.customer_is_recorded
)

select *
from customers
qualify row_number() over (partition by customer_key order by customer_date, lead_key) = 1
