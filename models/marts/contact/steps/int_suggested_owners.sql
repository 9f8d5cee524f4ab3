-- Whom do the assignment rules name for each open lead? The first rule that fits, by priority.
with

leads as (
    select distinct country, lead_type, quadrant, product_interest from {{ ref('int_open_leads') }}
),

rules as (
    select
        priority,
        owner,
        coalesce(nullif(trim(country), ''), '*') as country,
        coalesce(nullif(trim(lead_type), ''), '*') as lead_type,
        coalesce(nullif(trim(quadrant), ''), '*') as quadrant,
        coalesce(nullif(trim(product), ''), '*') as product
    from {{ ref('assignment_rules') }}
),

final as (
    select
        leads.country,
        leads.lead_type,
        leads.quadrant,
        leads.product_interest,
        min_by(rules.owner, (rules.priority, rules.owner)) as suggested_owner
    from leads
    inner join rules
        on (rules.country = '*' or lower(rules.country) = lower(leads.country))
        and (rules.lead_type = '*' or lower(rules.lead_type) = lower(leads.lead_type))
        and (rules.quadrant = '*' or lower(rules.quadrant) = lower(leads.quadrant))
        and (rules.product = '*' or lower(rules.product) = lower(leads.product_interest))
    group by 1, 2, 3, 4
)

select * from final
