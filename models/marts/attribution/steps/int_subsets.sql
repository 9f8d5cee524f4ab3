-- Which sets of six things are part of which others? Sets are numbers, a bit per thing.
with

days as (
    {{ date_series("cast('2000-01-01' as date)", dbt.dateadd('day', 63, "cast('2000-01-01' as date)")) }}
),

sets as (
    select cast(row_number() over (order by day_date) - 1 as bigint) as things from days
),

final as (
    select subsets.things as subset, supersets.things as superset
    from sets as subsets
    inner join sets as supersets on (subsets.things & supersets.things) = subsets.things
)

select * from final
