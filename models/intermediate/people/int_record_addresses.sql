-- Where is a record's page in its own system? The pattern has the company's account in it already,
-- and is null where the settings (crm_accounts) don't name the account that it needs. To be used
-- with the macro record_url.
with

systems as (
    select * from {{ source('raw', '_systems') }}
),

accounts as (
    select * from {{ ref('crm_accounts') }}
)

select
    systems.system as source_system,
    case systems.entity
        when 'leads' then 'lead'
        when 'contacts' then 'contact'
        when 'opportunities' then 'opportunity'
        else systems.entity
    end as record_type,
    systems.label,
    case
        when systems.url_pattern like '%{account}%'
            then replace(systems.url_pattern, '{account}', accounts.account)
        else systems.url_pattern
    end as url_pattern,
    coalesce(systems.url_pattern like '%{account}%', false) and accounts.account is null
        as is_account_missing
from systems
left join accounts on lower(systems.system) = lower(accounts.system)
