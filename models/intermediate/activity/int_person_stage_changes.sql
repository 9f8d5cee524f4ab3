-- Which stage changes are recorded, and whose are they?
with

words as (
    select * from {{ ref('int_stage_words') }} where object = 'lead' and stage is not null
),

links as (
    {{ resolved_links(ref('int_lead_stage_changes'), ['lead_id']) | indent(4) }}
),

-- A further record of a person we know already begins as a lead too: no step back.
record_days as (
    select distinct lead_key, {{ local_date('created_at') }} as created_date
    from {{ ref('int_person_records') }}
),

final as (
    select
        links.lead_key,
        words.stage,
        changes.changed_at as entered_at,
        changes.changed_at_is_date_only as is_date_only,
        changes.reason
    from {{ ref('int_lead_stage_changes') }} as changes
    inner join links on {{ link_hash(['lead_id'], 'changes') }} = links.link_hash
    inner join words
        on changes.source_system = words.source_system
        and words.field = 'stage_as_given'
        and lower(trim(changes.stage_as_given)) = words.stage_word
    left join record_days
        on links.lead_key = record_days.lead_key
        and {{ local_date('changes.changed_at') }} = record_days.created_date
    where words.stage <> 'lead' or record_days.lead_key is null
)

select * from final
