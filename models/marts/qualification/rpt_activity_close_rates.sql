-- Which activities, done before sales had a hand in it, go with winning more often?
{%- set small_cell = 5 %}
{%- set points_per_unit = var('points_to_double_odds') ~ ' / ln(2.0)' %}

with

tables as (
    select
        tables.*,
        -- where nobody or everybody won there is no test
        coalesce(evidence.p_value, 1.0) as p_value,
        evidence.common_with, evidence.common_without, evidence.strength_with,
        evidence.strength_without
    from {{ ref('int_activity_tables') }} as tables
    left join {{ ref('int_activity_evidence') }} as evidence
        on tables.activity = evidence.activity and tables.lead_type = evidence.lead_type
),

-- the four cells; half a case is added to each where one is small
cells as (
    select
        *,
        all_leads - with_leads as without_leads,
        all_wins - with_wins as without_wins,
        case
            when least(with_wins, with_leads - with_wins, all_wins - with_wins,
                all_leads - with_leads - all_wins + with_wins) < {{ small_cell }} then 0.5e0
            else 0e0
        end as correction,
        row_number() over (partition by lead_type order by p_value, activity) as p_rank,
        count(*) over (partition by lead_type) as activities_tried
    from tables
),

rates as (
    select
        *,
        with_wins + correction as a,
        with_leads - with_wins + correction as b,
        without_wins + correction as c,
        without_leads - without_wins + correction as d,
        -- Benjamini–Hochberg over every activity tried
        min(activities_tried * p_value / p_rank) over (
            partition by lead_type
            order by p_rank desc rows between unbounded preceding and current row
        ) as q_value,
        with_wins / nullif(cast(with_leads as double), 0) as rate_with,
        without_wins / nullif(cast(without_leads as double), 0) as rate_without,
        all_wins / nullif(cast(all_leads as double), 0) as average_close_rate,
        with_leads / nullif(cast(all_leads as double), 0) as support_share,
        {%- for half in [1, 2] %}
        with_wins_{{ half }} / nullif(cast(with_leads_{{ half }} as double), 0)
        / nullif(all_wins_{{ half }} / nullif(cast(all_leads_{{ half }} as double), 0), 0)
            as lift_half_{{ half }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from cells
),

weighed as (
    select
        *,
        rate_with / nullif(average_close_rate, 0) as lift,
        case when with_leads > 0 and without_leads > 0
            then (a * d) / nullif(b * c, 0) end as odds_ratio,
        {%- for side in ['with', 'without'] %}
        case
            when lead_type = 'all' then rate_{{ side }}
            else {{ shrunk_rate(side ~ '_wins', side ~ '_leads',
                'common_' ~ side, 'strength_' ~ side) }}
        end as shrunk_{{ side }},
        {%- endfor %}
        case when with_leads > 0 and a > 0 and b > 0
            then ln((a / (a + c)) / (b / (b + d))) end as weight_with,
        case when with_leads > 0 and c > 0 and d > 0
            then ln((c / (a + c)) / (d / (b + d))) end as weight_without
    from rates
),

judged as (
    select
        *,
        case
            when with_leads = 0 and is_seen_later then 'after_qualification'
            when with_leads = 0 then 'before_creation'
            when with_leads < {{ var('minimum_sample') }}
                or support_share < {{ var('activity_minimum_support_share') }} then 'low_support'
            when lift is null or lift < {{ var('activity_minimum_lift') }} then 'low_lift'
            when with_wins < {{ var('activity_minimum_wins') }} then 'not_enough_wins'
            when q_value > {{ var('activity_maximum_q_value') }} then 'not_significant'
            when
                coalesce(lift_half_1 <= 1, true) or coalesce(lift_half_2 <= 1, true)
                then 'unstable'
        end as reject_reason
    from weighed
),

final as (
    select
        activity,
        lead_type,
        cast(with_leads as bigint) as with_leads,
        cast(with_wins as bigint) as with_wins,
        cast(without_leads as bigint) as without_leads,
        cast(without_wins as bigint) as without_wins,
        {{ published('rate_with') }} as rate_with,
        {{ wilson_lower('with_wins', 'with_leads') }} as rate_with_lower,
        {{ wilson_upper('with_wins', 'with_leads') }} as rate_with_upper,
        {{ published('rate_without') }} as rate_without,
        {{ wilson_lower('without_wins', 'without_leads') }} as rate_without_lower,
        {{ wilson_upper('without_wins', 'without_leads') }} as rate_without_upper,
        {{ published('shrunk_with') }} as rate_with_shrunk,
        {{ published('shrunk_without') }} as rate_without_shrunk,
        {{ published('average_close_rate') }} as average_close_rate,
        {{ published('lift') }} as lift,
        tested_from,
        tested_until,
        {{ published('lift_half_1') }} as lift_first_half,
        {{ published('lift_half_2') }} as lift_second_half,
        {{ published('odds_ratio') }} as odds_ratio,
        {{ published('p_value') }} as p_value,
        {{ published('q_value') }} as q_value,
        cast(activities_tried as bigint) as activities_tried,
        {{ published('coalesce(support_share, 0)') }} as support_share,
        {{ published('weight_with') }} as weight_of_evidence_with,
        {{ published('weight_without') }} as weight_of_evidence_without,
        {{ published(
            '(a / (a + c) - b / (b + d)) * weight_with'
            ' + (c / (a + c) - d / (b + d)) * weight_without'
        ) }} as information_value,
        {{ mutual_information_bits(
            'with_wins', 'with_leads - with_wins', 'without_wins',
            'without_leads - without_wins'
        ) }} as mutual_information_bits,
        cast(round({{ points_per_unit }} * ln(odds_ratio)) as bigint) as suggested_points,
        cast(round({{ points_per_unit }} * case
            when shrunk_with > 0 and shrunk_with < 1 and shrunk_without > 0 and shrunk_without < 1
                then ln(shrunk_with / (1 - shrunk_with)) - ln(shrunk_without / (1 - shrunk_without))
        end) as bigint) as suggested_points_shrunk,
        case when reject_reason is null then 'keep' else 'reject' end as recommendation,
        reject_reason,
        cast(naive_leads as bigint) as naive_leads,
        cast(naive_customers as bigint) as naive_customers,
        {{ rate('naive_customers', 'naive_leads') }} as naive_close_rate
    from judged
)

select * from final
