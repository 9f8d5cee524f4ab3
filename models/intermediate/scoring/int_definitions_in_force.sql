-- Which MQL definition was in force from when until when? Apart because dates, thresholds and
-- charts must agree on it. Of several that begin on one day the current one counts, else one with
-- thresholds; one without valid_from, or newer than the current one, is only a candidate.
with

definitions as (
    select * from {{ ref('mql_definitions') }}
),

current_definition as (
    select coalesce(valid_from, cast('1900-01-01' as date)) as current_from
    from definitions
    where is_current
),

agreed as (
    select
        definitions.*,
        coalesce(definitions.valid_from, current_definition.current_from) as in_force_from
    from definitions
    cross join current_definition
    where definitions.is_current or definitions.valid_from <= current_definition.current_from
),

one_a_day as (
    select *
    from agreed
    qualify row_number() over (
        partition by in_force_from
        order by
            case when is_current then 0 else 1 end,
            case when coalesce(fit_threshold, interest_threshold) is not null then 0 else 1 end,
            definition_id
    ) = 1
),

final as (
    select
        definition_id,
        fit_threshold,
        interest_threshold,
        changed_because,
        in_force_from,
        lead(in_force_from) over (order by in_force_from) as in_force_until
    from one_a_day
)

select * from final
