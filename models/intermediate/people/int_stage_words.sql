-- Which stage does each word of a system mean? A known word may mean no stage at all (a status
-- such as "contacted"); one that no row of the seed stage_map knows is reported.
-- What the map doesn't know in full, "5. closed won (sales pipeline)", is looked for without its
-- number and without its pipeline, whose own name may have brackets.
{%- set number, pipeline = '^[0-9]+ *[-.:)]+ *', ' *[(\\[](?:[^()]|[(][^()]*[)])*[)\\]]$' %}
{%- set sources = [
    ('stg_leads', 'lead', 'lifecycle_stage'),
    ('stg_leads', 'lead', 'status'),
    ('int_lead_stage_changes', 'lead', 'stage_as_given'),
    ('stg_opportunities', 'opportunity', 'stage_as_given'),
    ('int_opportunity_stage_changes', 'opportunity', 'stage_as_given'),
] %}

with

words as (
    {%- for model, object, column in sources %}
    select
        source_system,
        '{{ object }}' as object,
        '{{ column }}' as field,
        lower(trim({{ column }})) as stage_word,
        count(*) as row_count
    from {{ ref(model) }}
    where {{ column }} is not null
    group by 1, 2, 3, 4
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

-- the states and the history of deals say the same words
counted as (
    select source_system, object, field, stage_word, sum(row_count) as row_count
    from words
    group by 1, 2, 3, 4
),

forms as (
    select
        counted.*,
        {{ replace_pattern('stage_word', number, '') }} as without_number,
        {{ replace_pattern('stage_word', pipeline, '') }} as without_pipeline,
        {{ replace_pattern(replace_pattern('stage_word', number, ''), pipeline, '') }} as bare_word
    from counted
),

stage_map as (
    select
        lower(trim(system)) as system,
        object,
        lower(trim(raw_stage)) as stage_word,
        stage
    from {{ ref('stage_map') }}
    union all
    -- the canonical names need no row in the map
    select '*', 'lead', stage, stage from {{ ref('stages') }}
    union all
    select '*', 'opportunity', stage, stage from {{ ref('opportunity_stages') }}
),

final as (
    select
        forms.source_system,
        forms.object,
        forms.field,
        forms.stage_word,
        forms.row_count,
        stage_map.stage_word is not null as is_known,
        stage_map.stage
    from forms
    left join stage_map
        on forms.object = stage_map.object
        and stage_map.stage_word in (
            forms.stage_word, forms.without_number, forms.without_pipeline, forms.bare_word
        )
        and stage_map.system in (forms.source_system, '*')
    qualify row_number() over (
        partition by forms.source_system, forms.object, forms.field, forms.stage_word
        order by
            case stage_map.stage_word
                when forms.stage_word then 1
                when forms.without_number then 2
                when forms.without_pipeline then 3
                else 4
            end,
            case when stage_map.system = '*' then 1 else 0 end, stage_map.stage
    ) = 1
)

select * from final
