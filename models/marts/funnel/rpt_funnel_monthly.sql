-- What happened in each month, channel by channel? Events of the month, not of one cohort.
with

facts as (
    select * from {{ ref('int_funnel_monthly_facts') }}
),

with_total as (
    select * from facts
    union all
    select * replace ('all' as channel) from facts
),

months as (
    select
        month,
        channel,
        {%- for measure in ['visits', 'leads', 'mqls', 'sqls', 'opportunities', 'customers', 'leads_became_customers'] %}
        cast(coalesce(sum({{ measure }}), 0) as bigint) as {{ measure }},
        {%- endfor %}
        cast(coalesce(sum(revenue), 0) as decimal(18, 2)) as revenue
    from with_total
    group by 1, 2
),

final as (
    select
        month,
        channel,
        visits,
        leads,
        mqls,
        sqls,
        opportunities,
        customers,
        revenue,
        {{ rate('leads', 'visits') }} as visit_to_lead_rate,
        {{ wilson_lower('leads', 'visits') }} as visit_to_lead_rate_lower,
        {{ wilson_upper('leads', 'visits') }} as visit_to_lead_rate_upper,
        leads_became_customers,
        {{ rate('leads_became_customers', 'leads') }} as lead_to_customer_rate,
        {{ wilson_lower('leads_became_customers', 'leads') }} as lead_to_customer_rate_lower,
        {{ wilson_upper('leads_became_customers', 'leads') }} as lead_to_customer_rate_upper
    from months
)

select * from final
