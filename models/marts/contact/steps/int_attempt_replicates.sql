-- How often does each pattern occur if leads are drawn anew? (replicate 0 is the data)
-- Every lead has a Poisson(1) weight, so a pattern of c leads has a Poisson(c) one: drawn by
-- inversion where c is small, by its Cornish-Fisher expansion where it is large. The draw comes
-- from a hash of the pattern and the replicate, so it is the same in every run.
{%- set limit = var('attempt_curve_limit') %}

with

-- a few thousand rows hold all counts of the curve, however many leads there are
episodes as (
    select
        lead_type,
        fit_band,
        least(attempts, {{ limit }}) as attempts,
        case when attempts > {{ limit }} then 'gave_up' else exit_kind end as exit_kind,
        is_mature and attempts <= {{ limit }} as is_mature,
        is_win and attempts <= {{ limit }} as is_win,
        is_customer,
        cast(count(*) as bigint) as leads
    from {{ ref('int_attempt_exits') }}
    group by 1, 2, 3, 4, 5, 6, 7
),

patterns as (
    select
        *,
        concat_ws('|', lead_type, fit_band, attempts, exit_kind, is_mature, is_win, is_customer)
            as pattern_key
    from episodes
),

replicates as (
    {{ number_rows(1, var('bootstrap_replicates')) }}
),

draws as (
    select
        replicates.number as replicate,
        patterns.*,
        concat_ws('|', patterns.pattern_key, replicates.number) as draw_key
    from patterns
    cross join replicates
),

counts as (
    {{ number_rows(1, 60) }}
),

factorials as (
    select number, {{ ln_factorial('number') }} as ln_factorial
    from counts
),

poisson_terms as (
    select
        means.number as mean_count,
        outcomes.number as outcome,
        exp(outcomes.number * ln(means.number) - means.number - outcomes.ln_factorial)
            as probability
    from factorials as means
    cross join factorials as outcomes
    where means.number <= {{ var('bootstrap_exact_leads') }}
    union all
    select number, 0, exp(-number) from counts where number <= {{ var('bootstrap_exact_leads') }}
),

poisson as (
    select
        mean_count,
        outcome,
        sum(probability) over (partition by mean_count order by outcome) - probability
            as from_probability,
        sum(probability) over (partition by mean_count order by outcome) as to_probability
    from poisson_terms
),

small as (
    select draws.replicate, draws.draw_key, poisson.outcome as weight
    from draws
    inner join poisson
        on draws.leads = poisson.mean_count
        and {{ hashed_uniform('draws.draw_key') }} >= poisson.from_probability
        and {{ hashed_uniform('draws.draw_key') }} < poisson.to_probability
),

normal as (
    select
        *,
        {{ normal_draw(hashed_uniform('draw_key', 1), hashed_uniform('draw_key', 2)) }} as z
    from draws
    where leads > {{ var('bootstrap_exact_leads') }}
),

final as (
    select cast(0 as bigint) as replicate, * except (pattern_key), cast(leads as double) as weight
    from patterns
    union all
    select draws.* except (pattern_key, draw_key), cast(small.weight as double)
    from draws
    inner join small on draws.draw_key = small.draw_key
    where small.weight > 0
    union all
    select * except (pattern_key, draw_key, z),
        {{ poisson_sum_draw('leads', 'z') }}
    from normal
)

select * from final
