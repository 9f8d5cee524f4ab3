-- Which export rows are the customers of a month? The way from a number back to its files.
select
    leads.customer_at,
    leads.lead_id,
    leads.channel,
    opportunities.opportunity_id,
    opportunities.amount,
    opportunities.source_file,
    opportunities.source_row
from {{ ref('dim_leads') }} as leads
inner join
    {{ ref('fct_opportunities') }} as opportunities
on leads.lead_key = opportunities.lead_key
cross join {{ ref('run') }} as run
where
    opportunities.is_won
    and {{ month_start('opportunities.closed_date') }} = {{ month_start('run.as_of') }}
order by leads.customer_at
