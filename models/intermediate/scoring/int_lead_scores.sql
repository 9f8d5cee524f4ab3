-- How many points of fit and interest has each person at as_of, and which rules gave them?
with

run as (
    select * from {{ ref('run') }}
),

moments as (
    select people.lead_key, run.as_of_end_at as moment_at, run.as_of as moment_date
    from {{ ref('int_people') }} as people
    cross join run
),

scores as (
    {{ scores_at('moments', ref('int_rule_touch_counts')) | indent(4) }}
),

thresholds as (
    select * from {{ ref('int_score_thresholds') }}
),

banded as (
    select
        scores.*,
        {{ fit_band('scores', 'thresholds') }} as fit_band,
        {{ interest_band('scores', 'thresholds') }} as interest_band
    from scores
    cross join thresholds
),

final as (
    select
        banded.lead_key,
        banded.fit_points,
        banded.interest_points,
        banded.fit_band,
        banded.interest_band,
        coalesce(
            routes.quadrant, concat(banded.fit_band, '_fit_', banded.interest_band, '_interest')
        ) as quadrant,
        routes.route_es,
        routes.route_en,
        routes.sla_hours,
        banded.rule_hits
    from banded
    left join {{ ref('quadrant_routes') }} as routes
        on banded.fit_band = routes.fit_band and banded.interest_band = routes.interest_band
)

select * from final
