-- Whose account does each file tell of?
-- The id where a file gives it, else the id another file gives for that name, else the name;
-- without a name the only account of that currency, else the currency, as an account has one. A
-- file without any is of the only account there is, or of the only one with its campaigns.
{%- set topics = report_topics() %}

with

given as (
    {%- for topic in ['ad_spend', 'visits'] %}
    select distinct
        '{{ topics[topic].entity }}' as entity,
        _source_system as source_system,
        _file as file,
        {{ topics[topic].part }} as part,
        coalesce({{ plain_id('account_id') }}, '') as account_id,
        coalesce({{ plain_word('account') }}, '') as account_name,
        coalesce({{ plain_word(topics[topic].currency or 'null') }}, '') as currency,
        coalesce(
            {{ plain_id('campaign_id') if topic == 'ad_spend' else 'null' }},
            {{ plain_word('campaign') }}
        ) as campaign
    from {{ source('raw', topics[topic].entity) }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

ids_of_names as (
    select entity, source_system, account_name, min(account_id) as account_id
    from given
    where account_id <> '' and account_name <> ''
    group by 1, 2, 3
    having min(account_id) = max(account_id)
),

identified as (
    select
        given.*,
        coalesce(
            nullif(given.account_id, ''), ids_of_names.account_id, nullif(given.account_name, '')
        ) as account_key
    from given
    left join ids_of_names
        on given.entity = ids_of_names.entity
        and given.source_system = ids_of_names.source_system
        and given.account_name = ids_of_names.account_name
),

accounts_of_currencies as (
    select entity, source_system, part, currency, min(account_key) as account_key
    from identified
    where currency <> ''
    group by 1, 2, 3, 4
    having min(account_key) = max(account_key)
),

named as (
    select
        identified.entity,
        identified.source_system,
        identified.file,
        identified.part,
        identified.account_id,
        identified.account_name,
        identified.currency,
        identified.campaign,
        coalesce(identified.account_key, accounts_of_currencies.account_key) as account_key
    from identified
    left join accounts_of_currencies
        on identified.entity = accounts_of_currencies.entity
        and identified.source_system = accounts_of_currencies.source_system
        and identified.part = accounts_of_currencies.part
        and identified.currency = accounts_of_currencies.currency
),

only_ones as (
    select
        entity,
        source_system,
        part,
        case when min(account_key) = max(account_key) then min(account_key) end as account_key,
        max(case when account_key is not null then currency end) as account_currency,
        case
            when
                min(nullif(currency, '')) = max(nullif(currency, ''))
                then min(nullif(currency, ''))
        end as currency
    from named
    group by 1, 2, 3
),

accounts_of_campaigns as (
    select unnamed.entity, unnamed.file, unnamed.part, min(named.account_key) as account_key
    from named as unnamed
    inner join named
        on unnamed.entity = named.entity
        and unnamed.source_system = named.source_system
        and unnamed.part = named.part
        and unnamed.campaign = named.campaign
    where unnamed.account_key is null and named.account_key is not null
    group by 1, 2, 3
    having min(named.account_key) = max(named.account_key)
),

final as (
    select distinct
        named.entity,
        named.file,
        named.part,
        named.account_id,
        named.account_name,
        named.currency,
        coalesce(
            named.account_key,
            case
                when
                    named.currency in ('', only_ones.account_currency)
                    or only_ones.account_currency = ''
                    then only_ones.account_key
            end,
            accounts_of_campaigns.account_key,
            nullif(named.currency, ''),
            only_ones.currency
        ) as account_key
    from named
    left join only_ones
        on named.entity = only_ones.entity
        and named.source_system = only_ones.source_system
        and named.part = only_ones.part
    left join accounts_of_campaigns
        on named.entity = accounts_of_campaigns.entity
        and named.file = accounts_of_campaigns.file
        and named.part = accounts_of_campaigns.part
)

select * from final
