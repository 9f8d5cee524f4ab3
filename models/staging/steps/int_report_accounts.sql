-- Whose account does each file tell of?
-- The id where a file gives it, else the id another file gives for that name, else the name. A file
-- that names no account is of the only one there is, or of the only one with its campaigns.
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
        coalesce({{ plain_id('campaign_id') if topic == 'ad_spend' else 'null' }}, {{ plain_word('campaign') }}) as campaign
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

named as (
    select
        given.*,
        coalesce(nullif(given.account_id, ''), ids_of_names.account_id, nullif(given.account_name, ''))
            as account_key
    from given
    left join ids_of_names
        on given.entity = ids_of_names.entity
        and given.source_system = ids_of_names.source_system
        and given.account_name = ids_of_names.account_name
),

only_accounts as (
    select entity, source_system, part, min(account_key) as account_key
    from named
    group by 1, 2, 3
    having min(account_key) = max(account_key)
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
        coalesce(named.account_key, only_accounts.account_key, accounts_of_campaigns.account_key)
            as account_key
    from named
    left join only_accounts
        on named.entity = only_accounts.entity
        and named.source_system = only_accounts.source_system
        and named.part = only_accounts.part
    left join accounts_of_campaigns
        on named.entity = accounts_of_campaigns.entity
        and named.file = accounts_of_campaigns.file
        and named.part = accounts_of_campaigns.part
)

select * from final
