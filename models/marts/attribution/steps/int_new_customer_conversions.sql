-- Which conversion made each customer a customer? A second deal, or a second person of the
-- company, makes no second customer.
with

conversions as (
    select * from {{ ref('int_conversions') }} where goal = 'customer'
),

deals as (
    select opportunity_key, customer_key from {{ ref('fct_opportunities') }}
),

people as (
    select lead_key, customer_key from {{ ref('int_people') }}
),

named as (
    select
        conversions.*,
        -- a deal of which neither person nor company is known is a customer of its own
        coalesce(deals.customer_key, people.customer_key, conversions.conversion_key) as customer_key
    from conversions
    left join deals on conversions.conversion_key = deals.opportunity_key
    left join people on conversions.lead_key = people.lead_key
)

select *
from named
qualify row_number() over (partition by customer_key order by ends_at, conversion_key) = 1
