-- Which conversions can an advertising platform learn of? One row per person who became an MQL and
-- per won new deal, with what the platforms know people by. Nobody who opted out.
create temp table conversions as
with

people as (
    select people.lead_key, people.lead_type, lower(trim(people.email)) as email
    from intermediate.int_people as people
    inner join core.dim_leads as leads on people.lead_key = leads.lead_key
    where not coalesce(leads.is_opted_out, false)
),

phones as (
    select records.lead_key, min(phones.phone_number) as phone
    from intermediate.int_record_phones as phones
    inner join intermediate.int_person_records as records
        on phones.record_key = records.record_key
    group by 1
),

happened as (
    select
        'mql|' || scores.lead_key as conversion_id,
        'mql' as kind,
        scores.lead_key,
        scores.mql_at as happened_at,
        -- as in the agreement's ledger; an MQL of a type without a value yet waits for it
        worth.mql_value as value,
        (select reporting_currency from core.run) as currency
    from qualification.fct_lead_scores as scores
    inner join people on scores.lead_key = people.lead_key
    inner join intermediate.int_mql_worth as worth on people.lead_type = worth.lead_type
    where scores.is_mql and scores.mql_at is not null and worth.mql_value > 0
    union all
    select
        'sale|' || opportunity_key,
        'sale',
        lead_key,
        closed_at,
        amount_original,
        currency
    from core.fct_opportunities
    where is_won and opportunity_type = 'new' and closed_at is not null and amount_original > 0
),

-- pages as they came: the models' own have lost their query
visits as (
    select
        touches.lead_key, touches.occurred_at, raw_touches.page, given.click_id,
        lower(touches.source) as source
    from core.fct_touchpoints as touches
    inner join staging.stg_touchpoints as given on touches.touchpoint_key = given.touchpoint_key
    left join raw.touchpoints as raw_touches
        on given.source_file = raw_touches._file and given.source_row = raw_touches._row
    where given.click_id is not null or raw_touches.page like '%clid=%'
    union all
    select records.lead_key, leads.created_at, raw_leads.landing_page, null, null
    from raw.leads as raw_leads
    inner join staging.stg_leads as leads
        on raw_leads._file = leads.source_file and raw_leads._row = leads.source_row
    inner join core.dim_lead_identities as records
        on leads.source_system = records.source_system
        and leads.record_type = records.record_type
        and leads.lead_id = records.lead_id
    where records.kind = 'record' and raw_leads.landing_page like '%clid=%'
),

-- an id that stands alone is known by how it begins, else by where the click came from
clicks as (
    select
        lead_key,
        occurred_at,
        coalesce(
            nullif(regexp_extract(page, '[?&]gclid=([^&#]+)', 1), ''),
            case when regexp_matches(click_id, '^(Cj|EAIaI)') or source like '%google%'
                then click_id end
        ) as gclid,
        coalesce(
            nullif(regexp_extract(page, '[?&]fbclid=([^&#]+)', 1), ''),
            case when regexp_matches(click_id, '^(Iw|fb[.])')
                or regexp_matches(source, 'facebook|instagram|meta|^fb|^ig') then click_id end
        ) as fbclid
    from visits
)

select
    happened.*,
    people.email,
    phones.phone,
    -- the newest click before it that the platforms still remember
    max_by(clicks.gclid, clicks.occurred_at) filter (where clicks.gclid is not null) as gclid,
    max_by(clicks.fbclid, clicks.occurred_at) filter (where clicks.fbclid is not null) as fbclid,
    max(clicks.occurred_at) filter (where clicks.fbclid is not null) as fbclid_at
from happened
inner join people on happened.lead_key = people.lead_key
left join phones on happened.lead_key = phones.lead_key
left join clicks
    on happened.lead_key = clicks.lead_key
    and clicks.occurred_at between happened.happened_at - interval 90 day and happened.happened_at
group by all
