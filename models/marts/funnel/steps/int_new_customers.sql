-- Who became a customer, when, and through which channel? The one place that says so: the first
-- won new deal; and of customers without such a deal, the first recorded entry. A second deal, or
-- a second person of the company, makes no second customer.
with

people as (
    select * from {{ ref('int_people') }}
),

episodes as (
    select * from {{ ref('int_episode_funnel') }}
),

visits as (
    select * from {{ ref('fct_stage_visits') }} where stage = 'customer'
),

stage_events as (
    select * from {{ ref('int_mql_events') }} where stage = 'customer'
),

opportunities as (
    select * from {{ ref('fct_opportunities') }}
),

opportunity_records as (
    select * from {{ ref('stg_opportunities') }}
),

deals as (
    select
        opportunities.customer_key,
        opportunities.opportunity_key as conversion_key,
        opportunities.lead_key,
        opportunities.closed_at as converted_at,
        opportunity_records.closed_at_is_date_only as is_date_only,
        opportunities.channel as deal_channel,
        true as is_deal
    from opportunities
    inner join opportunity_records
        on opportunities.opportunity_key = opportunity_records.opportunity_key
    where
        opportunities.opportunity_type = 'new'
        and opportunities.is_won
        and opportunities.closed_at is not null
),

event_days as (
    select lead_key, entered_at, bool_or(is_date_only) as is_date_only
    from stage_events
    group by 1, 2
),

first_entries as (
    select lead_key, episode_number, min(entered_at) as entered_at
    from visits
    group by 1, 2
    having bool_or(not is_skip_imputed)
),

-- of people, and of companies, that no deal speaks for
entries as (
    select
        people.customer_key,
        concat(first_entries.lead_key, '|', first_entries.episode_number) as conversion_key,
        first_entries.lead_key,
        first_entries.entered_at as converted_at,
        coalesce(event_days.is_date_only, false) as is_date_only,
        cast(null as {{ dbt.type_string() }}) as deal_channel,
        false as is_deal
    from first_entries
    inner join people on first_entries.lead_key = people.lead_key
    left join event_days
        on first_entries.lead_key = event_days.lead_key
        and first_entries.entered_at = event_days.entered_at
    where
        first_entries.lead_key not in (select lead_key from deals where lead_key is not null)
        and people.customer_key not in (select customer_key from deals)
),

first_ones as (
    select *, {{ end_of_day('converted_at', 'is_date_only') }} as ends_at
    from (select * from deals union all select * from entries) as conversions
    qualify row_number() over (partition by customer_key order by ends_at, conversion_key) = 1
),

-- the channel of the episode in which the person became a customer
channels as (
    select lead_key, min_by(channel, episode_number) as channel
    from episodes
    where customer_is_recorded
    group by 1
),

final as (
    select
        first_ones.customer_key,
        first_ones.conversion_key,
        first_ones.lead_key,
        first_ones.converted_at,
        first_ones.is_date_only,
        first_ones.ends_at,
        {{ local_date('first_ones.converted_at') }} as customer_date,
        coalesce(channels.channel, first_ones.deal_channel) as channel,
        first_ones.is_deal
    from first_ones
    left join channels on first_ones.lead_key = channels.lead_key
)

select * from final
