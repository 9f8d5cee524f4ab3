-- Who is each person, where did they come from, and how far did they get?
with

people as (
    select * from {{ ref('int_people') }}
),

visits as (
    select * from {{ ref('fct_stage_visits') }}
),

-- the first recorded entry into each stage; imputed entries have no date of their own
stage_dates as (
    select
        lead_key,
        {%- for stage in ['sql', 'opportunity', 'customer'] %}
        min(entered_at) filter (where stage = '{{ stage }}' and not is_skip_imputed)
            as {{ stage }}_at,
        {%- endfor %}
        bool_or(stage = 'customer') as is_customer,
        bool_or(stage = 'customer' and is_before_lead) as is_customer_before_lead
    from visits
    group by 1
),

current_stages as (
    select
        lead_key, max_by(current_stage, episode_number) as current_stage, count(*) as episode_count
    from {{ ref('fct_lead_episodes') }}
    group by 1
),

mql_dates as (
    select * from {{ ref('int_mql_dates') }}
),

scores as (
    select * from {{ ref('int_lead_scores') }}
),

-- who refused contact on the phone refused it, whatever the record says
refusals as (
    select distinct lead_key
    from {{ ref('int_attempt_people') }}
    where outcome = 'opted_out' and lead_key is not null
),

final as (
    select
        people.lead_key,
        people.source_system,
        people.lead_id,
        people.created_at,
        people.created_at_is_date_only,
        people.created_date,
        people.lead_type,
        people.offer,
        people.channel,
        people.source,
        people.medium,
        people.campaign,
        people.landing_page,
        people.country,
        people.city,
        people.industry,
        people.employees,
        people.job_title,
        people.product_interest,
        people.owner,
        people.team,
        people.company,
        people.customer_key,
        scores.fit_band,
        scores.interest_band,
        scores.quadrant,
        current_stages.current_stage,
        people.status_reason,
        mql_dates.mql_at,
        mql_dates.mql_at_crm,
        mql_dates.mql_at_definition,
        stage_dates.sql_at,
        stage_dates.opportunity_at,
        stage_dates.customer_at,
        stage_dates.is_customer,
        stage_dates.is_customer_before_lead,
        people.has_opted_out or refusals.lead_key is not null as is_opted_out,
        people.is_state_later_than_as_of,
        current_stages.episode_count,
        people.record_count,
        people.source_file,
        people.source_row
    from people
    inner join stage_dates on people.lead_key = stage_dates.lead_key
    inner join current_stages on people.lead_key = current_stages.lead_key
    left join mql_dates on people.lead_key = mql_dates.lead_key
    left join scores on people.lead_key = scores.lead_key
    left join refusals on people.lead_key = refusals.lead_key
)

select * from final
