-- At which thresholds is each definition tried? At its own, and in steps of a score band.
with

scores as (
    select definition_id, max(own_threshold) as own_threshold, max(score) as highest_score
    from {{ ref('int_definition_scores') }}
    group by 1
),

conditions as (
    select distinct definition_id from {{ ref('int_mql_condition_checks') }}
),

steps as (
    select
        scores.definition_id, step * cast({{ var('backtest_band_points') }} as double) as threshold
    from scores
    cross join ({{ number_rows(0, var('backtest_maximum_steps'), 'step') }}) as numbers
    where
        step
        <= greatest(0, floor(coalesce(scores.highest_score, 0) / {{ var('backtest_band_points') }}))
        and scores.definition_id not in (select conditions.definition_id from conditions)
),

final as (
    select definition_id, own_threshold as threshold, true as is_own_threshold
    from scores
    union all
    select steps.definition_id, steps.threshold, false
    from steps
    inner join scores on steps.definition_id = scores.definition_id
    where steps.threshold <> scores.own_threshold
)

select * from final
