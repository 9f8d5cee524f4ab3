-- Who bought what when, and through which day does it make an active customer? An invoiced period
-- says so itself; an invoice without one, and of customers without invoices a won deal, twelve
-- months. An invoice belongs to the customer of its deal, its company or its person.
{%- set links = ['lead_id', 'contact_id', 'opportunity_id', 'email', 'phone'] %}

with

people as (
    select * from {{ ref('int_people') }}
),

companies as (
    select * from {{ ref('int_companies') }}
),

opportunities as (
    select * from {{ ref('fct_opportunities') }}
),

run as (
    select * from {{ ref('run') }}
),

links as (
    {{ resolved_links(ref('stg_invoices'), links, ref('int_activity_links')) | indent(4) }}
),

consumer_domains as (
    select domain from {{ ref('int_consumer_domains') }} where is_nobodys
),

company_names as (
    select {{ company_word("split_part(company, ';', 1)") }} as company_word,
        min(customer_key) as customer_key
    from people
    where company is not null
    group by 1
    having count(distinct customer_key) = 1
),

billed as (
    select
        invoices.*,
        {{ month_start(
            'coalesce(' ~ local_date('invoices.issued_at') ~ ', invoices.period_start)'
        ) }} as rate_month,
        coalesce({{ local_date('invoices.issued_at') }}, invoices.period_start) as bought_date,
        coalesce(invoices.currency, currencies.default_currency, run.reporting_currency)
            as currency_known,
        run.reporting_currency,
        {{ company_record('invoices.source_system', 'invoices.company_id') }} as company_record,
        {{ company_domain('invoices.company_domain', first_email('invoices.email')) }} as domain,
        {{ company_word("split_part(invoices.company, ';', 1)") }} as company_word,
        {{ link_hash(links, 'invoices') }} as link_hash
    from {{ ref('stg_invoices') }} as invoices
    cross join run
    left join {{ ref('int_system_currencies') }} as currencies
        on invoices.source_file = currencies.source_file
    where
        invoices.status is null
        or lower(trim(invoices.status)) not in {{ one_of(var('void_invoice_words')) }}
),

invoiced as (
    select
        coalesce(
            opportunities.customer_key, companies.company_key, people.customer_key,
            case when consumer_domains.domain is null then billed.domain end,
            company_names.customer_key, billed.company_word, billed.invoice_key
        ) as customer_key,
        people.lead_type,
        billed.bought_date,
        -- a credit note is money given back, not a purchase
        case
            when billed.amount_original >= 0
                then coalesce(billed.period_start, billed.bought_date)
        end as active_from,
        case
            when billed.amount_original >= 0
                then coalesce(
                    billed.period_end, {{ dbt.dateadd('month', 12, 'billed.bought_date') }}
                )
        end as active_to,
        {{ in_reporting_currency('billed.amount_original', 'billed.currency_known', 'billed') }}
            as amount,
        'invoice' as what,
        billed.source_system,
        billed.invoice_id as source_id,
        billed.source_file,
        billed.source_row
    from billed
    left join opportunities
        on billed.source_system = opportunities.source_system
        and billed.opportunity_id = opportunities.opportunity_id
    left join companies on billed.company_record = companies.company_record
    left join links on billed.link_hash = links.link_hash
    left join people on links.lead_key = people.lead_key
    left join consumer_domains on billed.domain = consumer_domains.domain
    left join company_names on billed.company_word = company_names.company_word
    left join {{ ref('int_currency_rates') }} as rates
        on billed.currency_known = rates.currency and billed.rate_month = rates.rate_month
    where billed.bought_date is not null
),

won as (
    select
        customer_key,
        lead_type,
        closed_date as bought_date,
        closed_date as active_from,
        cast({{ dbt.dateadd('month', 12, 'closed_date') }} as date) as active_to,
        amount,
        'won deal' as what,
        source_system,
        opportunity_id as source_id,
        source_file,
        source_row
    from opportunities
    where
        is_won
        and closed_date is not null
        and customer_key not in (select customer_key from invoiced)
),

final as (
    select
        customer_key, lead_type, bought_date, active_from, cast(active_to as date) as active_to,
        amount, what, source_system, source_id, source_file, source_row
    from invoiced
    union all
    select * from won
)

select * from final
