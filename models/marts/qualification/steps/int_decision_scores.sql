-- What did each lead score when somebody had to decide, with what was known by then?
with

moments as (
    select lead_key, cut_at as moment_at, {{ local_date('cut_at') }} as moment_date
    from {{ ref('int_decision_leads') }}
),

counts_before as (
    select
        moments.lead_key,
        touches.activity,
        count(*) as touch_count,
        {{ local_date('max(touches.occurred_at)') }} as newest_date
    from moments
    inner join {{ ref('int_rule_touches') }} as touches
        on moments.lead_key = touches.lead_key and touches.occurred_at < moments.moment_at
    group by 1, 2
),

scores as (
    {{ scores_at('moments', 'counts_before', with_hits=false) | indent(4) }}
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
