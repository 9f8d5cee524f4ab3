-- What is each opportunity worth in the reporting currency, and whose is it?
with

run as (
    select * from {{ ref('run') }}
),

origins as (
    select * from {{ ref('int_origin_channels') }}
),

companies as (
    select * from {{ ref('int_companies') }}
),

consumer_domains as (
    select domain from {{ ref('int_consumer_domains') }} where is_nobodys
),

opportunities as (
    select
        opportunities.*,
        states.stage,
        states.is_won,
        states.is_closed,
        states.closed_at as closed_at_known,
        states.expected_close_at as expected_close_at_known,
        people.lead_key,
        {{ company_domain('opportunities.company_domain', first_email('opportunities.email')) }}
            as own_domain,
        coalesce(opportunities.currency, currencies.default_currency, run.reporting_currency)
            as currency_known,
        {{ month_start(
            local_date('coalesce(states.closed_at, run.as_of_end_at - interval 1 second)')
        ) }} as rate_month,
        run.reporting_currency
    from {{ ref('stg_opportunities') }} as opportunities
    cross join run
    inner join {{ ref('int_opportunity_states') }} as states
        on opportunities.opportunity_key = states.opportunity_key
    left join {{ ref('int_opportunity_people') }} as people
        on opportunities.opportunity_key = people.opportunity_key
    left join {{ ref('int_system_currencies') }} as currencies
        on opportunities.source_file = currencies.source_file
),

final as (
    select
        opportunities.opportunity_key,
        opportunities.source_system,
        opportunities.opportunity_id,
        opportunities.lead_key,
        opportunities.company,
        companies.company_key,
        case when consumer_domains.domain is null then opportunities.own_domain end
            as company_domain,
        {{ company_word("split_part(opportunities.company, ';', 1)") }} as company_word,
        opportunities.created_at,
        opportunities.created_at_is_date_only,
        opportunities.pipeline,
        opportunities.stage,
        opportunities.stage_as_given,
        {{ in_reporting_currency(
            'opportunities.amount_original', 'opportunities.currency_known', 'opportunities'
        ) }} as amount,
        opportunities.amount_original,
        opportunities.currency_known as currency,
        opportunities.rate_month,
        opportunities.is_won,
        opportunities.is_closed,
        opportunities.closed_at_known as closed_at,
        opportunities.expected_close_at_known as expected_close_at,
        opportunities.lost_reason,
        opportunities.opportunity_type,
        owners.owner,
        origins.channel as own_channel,
        coalesce(origins.is_given, false) as has_own_channel,
        opportunities.is_state_later_than_as_of,
        opportunities.source_file,
        opportunities.source_row
    from opportunities
    left join {{ ref('int_currency_rates') }} as rates
        on opportunities.currency_known = rates.currency
        and opportunities.rate_month = rates.rate_month
    left join companies
        on {{ company_record('opportunities.source_system', 'opportunities.company_id') }}
        = companies.company_record
    left join consumer_domains on opportunities.own_domain = consumer_domains.domain
    left join {{ ref('int_owner_words') }} as owners
        on lower(trim(opportunities.owner_as_given)) = owners.owner_word
    left join origins
        on {{ origin_hash(
            'opportunities.source_system', 'null', 'opportunities.source', 'null',
            'opportunities.campaign'
        ) }}
        = origins.origin_hash
)

select * from final
