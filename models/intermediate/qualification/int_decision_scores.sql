-- What did each lead score when somebody had to decide, with what was known by then?
with

moments as (
    select lead_key, cut_at as moment_at, {{ local_date('cut_at') }} as moment_date
    from {{ ref('int_decision_leads') }}
),

scores as (
    {{ scores_at('moments') | indent(4) }}
),

thresholds as (
    select * from {{ ref('int_score_thresholds') }}
),

final as (
    select
        scores.lead_key,
        scores.fit_points,
        scores.interest_points,
        {{ fit_band('scores', 'thresholds') }} as fit_band,
        {{ interest_band('scores', 'thresholds') }} as interest_band
    from scores
    cross join thresholds
)

select * from final
