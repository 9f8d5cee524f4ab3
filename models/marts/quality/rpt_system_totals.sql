-- How far is our figure from the total that a system's own report shows, and why? The totals stand
-- in the seed system_totals; theirs = ours + the parts + the rest that nothing explains. Parts that
-- may or may not apply (the system counts by UTC days, adds currencies unconverted, has rows that
-- we refused or set aside) count where they bring the rest nearer to nothing.
{%- set certain = ['merged_records', 'other_types', 'later_purchases'] %}
with

totals as (
    select
        lower(trim(system)) as source_system, month, measure,
        cast(value as double) as theirs, note
    from {{ ref('system_totals') }}
),

figures as (
    select * from {{ ref('int_system_figures') }}
),

files as (
    select distinct file, entity, system from {{ source('raw', '_files') }}
),

-- rows that were refused have no date of their own: the month is looked for in their text
rejects as (
    select
        files.system as source_system, rejects.raw_text, rejects.entity as measure
    from {{ source('raw', '_rejects') }} as rejects
    inner join files on rejects.file = files.file and rejects.entity = files.entity
    where
        rejects.entity in ('leads', 'opportunities', 'contact_attempts')
        and rejects.reason not like '%total row%'
),

refused as (
    select totals.source_system, totals.month, totals.measure, count(*) as amount
    from totals
    inner join rejects
        on totals.source_system = lower(rejects.source_system)
        and totals.measure = rejects.measure
        and (
            rejects.raw_text
            like concat('%', substr(cast(totals.month as {{ dbt.type_string() }}), 1, 8), '%')
            or rejects.raw_text like concat(
                '%/', substr(cast(totals.month as {{ dbt.type_string() }}), 6, 2), '/',
                substr(cast(totals.month as {{ dbt.type_string() }}), 1, 4), '%'
            )
        )
    group by 1, 2, 3
),

parts as (
    select
        totals.source_system, totals.month, totals.measure, figures.part, figures.amount,
        figures.part in {{ one_of(certain) }} as is_certain
    from totals
    inner join figures
        on totals.source_system = lower(figures.source_system)
        and totals.month = figures.month
        and totals.measure = figures.measure
    where figures.part <> 'ours' and figures.amount <> 0
    union all
    select source_system, month, measure, 'refused_rows', amount, false from refused
),

gaps as (
    select
        totals.*,
        coalesce(ours.amount, 0) as ours,
        totals.theirs - coalesce(ours.amount, 0)
        - coalesce(sum(parts.amount) filter (where parts.is_certain), 0) as unexplained
    from totals
    left join figures as ours
        on totals.source_system = lower(ours.source_system)
        and totals.month = ours.month
        and totals.measure = ours.measure
        and ours.part = 'ours'
    left join parts
        on totals.source_system = parts.source_system
        and totals.month = parts.month
        and totals.measure = parts.measure
    group by totals.source_system, totals.month, totals.measure, totals.theirs, totals.note,
        ours.amount
),

-- the one that explains most comes first; the next has to explain what it left
ordered as (
    select
        parts.*, gaps.unexplained,
        coalesce(sum(parts.amount) filter (where not parts.is_certain) over (
            partition by parts.source_system, parts.month, parts.measure
            order by abs(gaps.unexplained - parts.amount), parts.part
            rows between unbounded preceding and 1 preceding
        ), 0) as explained_before
    from parts
    inner join gaps using (source_system, month, measure)
    where
        parts.is_certain
        or abs(gaps.unexplained - parts.amount) < abs(gaps.unexplained)
),

used as (
    select source_system, month, measure, part, amount
    from ordered
    where
        is_certain
        or abs(unexplained - explained_before - amount) < abs(unexplained - explained_before)
),

everything as (
    select * from used
    union all
    select
        gaps.source_system, gaps.month, gaps.measure, 'rest',
        gaps.theirs - gaps.ours - coalesce(sum(used.amount), 0)
    from gaps
    left join used using (source_system, month, measure)
    group by gaps.source_system, gaps.month, gaps.measure, gaps.theirs, gaps.ours
),

final as (
    select
        everything.source_system, everything.month, everything.measure,
        gaps.theirs, gaps.ours,
        {{ published('gaps.theirs - gaps.ours') }} as gap,
        everything.part,
        {{ published('everything.amount') }} as amount,
        gaps.note
    from everything
    inner join gaps using (source_system, month, measure)
)

select * from final
