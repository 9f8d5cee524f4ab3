-- What did working leads bring beyond what they would have bought anyway? The win rate of leads
-- created in the month less that of the ones held out by lot, times the value of a win,
-- less the cost of contact, per lead that was not held out. By intention: whoever was to be worked
-- counts as worked, since who was reached is no random choice. Without held-out leads: no rows.
{%- set difference_error %}sqrt(
            worked_rate * (1 - worked_rate) / worked + held_rate * (1 - held_rate) / held
        ){% endset %}

with

people as (
    select lead_key, is_held_out from {{ ref('int_people') }}
),

contact_values as (
    select lead_type, cast(value_per_win as double) as value_per_win
    from {{ ref('int_contact_values') }}
),

costs as (
    select lead_key, episode_number, {{ exact_sum('contact_cost') }} as contact_cost
    from {{ ref('int_attempt_costs') }}
    group by 1, 2
),

leads as (
    select
        {{ month_start('times.started_date') }} as month,
        people.is_held_out,
        times.is_mature,
        times.is_win,
        costs.contact_cost,
        contact_values.value_per_win
    from {{ ref('int_first_attempt_times') }} as times
    inner join people on times.lead_key = people.lead_key
    left join contact_values on times.lead_type = contact_values.lead_type
    left join costs
        on times.lead_key = costs.lead_key and times.episode_number = costs.episode_number
),

months as (
    select
        month,
        cast(count(case when is_mature and not is_held_out then 1 end) as double) as worked,
        cast(count(case when is_mature and is_held_out then 1 end) as double) as held,
        count(case when is_mature and not is_held_out and is_win then 1 end) as worked_wins,
        count(case when is_mature and is_held_out and is_win then 1 end) as held_wins,
        {{ exact_sum('case when is_mature and not is_held_out then contact_cost end') }} as cost,
        avg(case when is_mature then value_per_win end) as value_per_win,
        count(case when not is_mature then 1 end) as too_young
    from leads
    group by 1
    having count(case when is_held_out then 1 end) > 0
),

compared as (
    select
        *,
        worked_wins / nullif(worked, 0) as worked_rate,
        held_wins / nullif(held, 0) as held_rate,
        coalesce(cost, 0) / nullif(worked, 0) as cost_per_lead
    from months
),

final as (
    select
        'incremental_value_per_managed_lead' as kpi_id,
        month,
        'all' as segment_name,
        'all' as segment_value,
        {{ published(
            'worked * ((worked_rate - held_rate) * value_per_win - cost_per_lead)'
        ) }} as numerator,
        worked as denominator,
        {%- for column, sign in {
            'value': '+ 0', 'value_lower': '- ' ~ normal_quantile_95(),
            'value_upper': '+ ' ~ normal_quantile_95()
        }.items() %}
        {{ published(
            '(worked_rate - held_rate ' ~ sign ~ ' * ' ~ difference_error
            ~ ') * value_per_win - cost_per_lead'
        ) }} as {{ column }},
        {%- endfor %}
        cast(least(worked, held) as bigint) as sample,
        too_young > 0 as is_pending,
        'unknown' as empty_month
    from compared
)

select * from final
