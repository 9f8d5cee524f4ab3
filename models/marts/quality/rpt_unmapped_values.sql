-- Which words of the exports does no setting know, and in which file can that be mended?
with

channels as (
    select
        source_system,
        'channel' as kind,
        concat_ws(' / ', channel_word, source_word, medium_word, campaign_word) as value,
        row_count,
        'channel_rules.csv' as settings_file,
        -- ? is what a person has to say; a rule would read | as "or", * as any text
        concat_ws(',',
            '1', source_system,
            {%- for field in ['channel', 'source', 'medium', 'campaign'] %}
            {{ csv_cell("replace(" ~ field ~ "_word, '|', '*')") }},
            {%- endfor %}
            '?'
        ) as settings_line
    from {{ ref('int_origin_channels') }}
    -- what a rule calls Unassigned (GA4 says so itself) is known
    where channel = 'Unassigned' and rule_priority is null
),

stages as (
    select
        source_system,
        concat(object, '_', field) as kind,
        stage_word as value,
        row_count,
        'stage_map.csv' as settings_file,
        concat_ws(',', source_system, object, {{ csv_cell('stage_word') }}, '?') as settings_line
    from {{ ref('int_stage_words') }}
    where not is_known
),

owners as (
    select
        cast(null as {{ dbt.type_string() }}) as source_system,
        'owner' as kind,
        owner as value,
        row_count,
        'team_members.csv' as settings_file,
        concat_ws(',', {{ csv_cell('owner') }}, '?') as settings_line
    from {{ ref('int_owner_words') }}
    where not is_known
),

countries as (
    select
        people.source_system,
        'country' as kind,
        people.country_as_given as value,
        count(*) as row_count,
        'countries.csv' as settings_file,
        concat_ws(',', {{ csv_cell('people.country_as_given') }}, '?') as settings_line
    from {{ ref('int_people') }} as people
    where
        people.country_as_given is not null
        and lower(trim(people.country_as_given)) not in (
            select lower(trim(alias)) from {{ ref('countries') }} where alias is not null
        )
    group by 1, 2, 3
),

all_values as (
    select * from channels
    union all
    select * from stages
    union all
    select * from owners
    union all
    select * from countries
),

final as (
    select
        source_system, kind, value, cast(sum(row_count) as bigint) as row_count, settings_file,
        min(settings_line) as settings_line
    from all_values
    group by 1, 2, 3, 5
)

select * from final
