-- Which open leads and deals lack something that their owner or the system's administrator can
-- mend? Ids and links only: nobody's name or address is here.
{%- set problems = [
    ('no_next_step', 'not has_next_step', 'null'),
    ('stale', "days_without_record > " ~ var('stale_days'), 'null'),
    ('empty_fields', 'empty_fields is not null', 'empty_fields'),
    ('unmapped_words', 'unmapped_fields is not null', 'unmapped_fields'),
    ('unlinked', 'not is_linked', 'null'),
] %}

with

run as (
    select * from {{ ref('run') }}
),

checks as (
    select * from {{ ref('int_record_checks') }}
),

addresses as (
    select * from {{ ref('int_record_addresses') }}
),

followup as (
    select * from {{ ref('fct_followup_status') }} where not is_opted_out
),

-- the last thing that anybody recorded of a person: progress, an attempt
lead_records as (
    select
        lead_key, has_next_step, is_snoozed,
        least(
            days_since_progress,
            coalesce(
                {{ days_between(local_date('last_attempt_at'), 'run.as_of') }}, days_since_progress
            )
        ) as days_without_record
    from followup
    cross join run
),

deal_records as (
    select
        records.opportunity_key,
        greatest(
            records.created_at, coalesce(records.updated_at, records.created_at),
            coalesce(max(changes.changed_at), records.created_at)
        ) as recorded_at
    from {{ ref('stg_opportunities') }} as records
    left join {{ ref('int_opportunity_stage_changes') }} as changes
        on records.source_system = changes.source_system
        and records.opportunity_id = changes.opportunity_id
    group by records.opportunity_key, records.created_at, records.updated_at
),

open_records as (
    select checks.*, lead_records.has_next_step, lead_records.days_without_record
    from checks
    inner join lead_records on checks.record_key = lead_records.lead_key
    where not lead_records.is_snoozed
    union all
    select
        checks.*,
        coalesce(lead_records.has_next_step, false) or checks.has_written_step,
        least(
            {{ days_between(local_date('deal_records.recorded_at'), 'run.as_of') }},
            coalesce(
                lead_records.days_without_record,
                {{ days_between(local_date('deal_records.recorded_at'), 'run.as_of') }}
            )
        )
    from checks
    cross join run
    inner join deal_records on checks.record_key = deal_records.opportunity_key
    left join lead_records on checks.lead_key = lead_records.lead_key
    where checks.record_type = 'opportunity' and not checks.is_closed
),

problems as (
    {%- for problem, condition, fields in problems %}
    select
        source_system, record_type, record_id, owner, days_without_record,
        '{{ problem }}' as problem, cast({{ fields }} as {{ dbt.type_string() }}) as fields
    from open_records
    where {{ condition }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

final as (
    select
        problems.source_system,
        problems.record_type,
        problems.record_id,
        problems.problem,
        problems.fields,
        coalesce(problems.owner, '(none)') as owner,
        cast(problems.days_without_record as bigint) as days_without_record,
        {{ record_url('addresses.url_pattern', 'problems.record_id') }} as record_url
    from problems
    left join addresses
        on problems.source_system = addresses.source_system
        and problems.record_type = addresses.record_type
)

select * from final
