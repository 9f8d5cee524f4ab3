-- Which files, loaded since the contracts were written, differ from them? One table per question,
-- then all in one, by file; then what is still so in the newest file of each series.

-- So many cases in so many rows, where the contract had few in its own: beyond chance?
-- (Chernoff's bound of a Poisson tail; half a case stands for what was never seen.)
create or replace temp macro expected_cases(n, cases_before, n_before) as
    n / n_before * (cases_before + 0.5);
create or replace temp macro too_many(cases, n, cases_before, n_before) as
    cases > expected_cases(n, cases_before, n_before)
    and exp(
        cases - expected_cases(n, cases_before, n_before)
        + cases * ln(expected_cases(n, cases_before, n_before) / nullif(cases, 0))
    ) < 0.0001;

-- A share of n cells that moved further than four standard errors. `spread` is the variance of the
-- share between files of the series, and never less than what files always differ by.
create or replace temp macro pooled(cases, n, cases_before, n_before) as
    (cases + cases_before) / (n + n_before);
create or replace temp macro has_moved(cases, n, cases_before, n_before, spread) as
    abs(cases / n - cases_before / n_before) > greatest(0.05, 4 * sqrt(
        pooled(cases, n, cases_before, n_before)
        * (1 - pooled(cases, n, cases_before, n_before)) * (1 / n + 1 / n_before)
        + greatest(spread, 0.1 * (
            pooled(cases, n, cases_before, n_before)
            * (1 - pooled(cases, n, cases_before, n_before))
        ) ** 2)
    ))
    and abs(cases - n * cases_before / n_before) >= 5;

create or replace temp table contract_series as
select system, series, count(distinct file) as files, count(distinct exported_on) as days,
    max(exported_on) as last_exported_on
from contract_files
group by all;

-- New files of a series that a contract knows.
create or replace temp table new_files as
select files.*, contract_series.files as files_before
from file_facts as files
inner join contract_series using (system, series);

create or replace temp table cells_before_and_now as
select
    now.file, before.series, now.header,
    split_part(coalesce(now.used_as, before.used_as), '.', 1) as entity,
    now.looked_at, now.empty, now.text, now.day, now.number, now.day_first, now.month_first,
    now.year_first, now.decimal_point, now.decimal_comma,
    before.looked_at as looked_at_before, before.empty as empty_before,
    before.text as text_before, before.day as day_before, before.number as number_before,
    before.day_first as day_first_before, before.month_first as month_first_before,
    before.year_first as year_first_before, before.decimal_point as decimal_point_before,
    before.decimal_comma as decimal_comma_before, before.spread
from cell_facts as now
inner join contract_cells as before
    on now.series = before.series and lower(trim(now.header)) = lower(trim(before.header));

create or replace temp table headers_of_columns as
select file, used as column_used, min_by(header, position) as header
from (select file, header, position, unnest(string_split(used_as, ', ')) as used from cell_facts)
group by all;

create or replace temp table header_changes as
-- in every file so far, and not in this one
select
    'changed_header_gone' as kind, files.file, before.series, before.header,
    split_part(before.used_as, '.', 1) as entity, null::bigint as failing,
    null::bigint as checked, null::double as before, null::double as now, null::varchar as words
from new_files as files
inner join contract_cells as before
    on files.series = before.series and files.files_before = before.files
anti join cell_facts as now
    on files.file = now.file and lower(trim(before.header)) = lower(trim(now.header))
-- a file without rows shows no header
where files.file in (select file from cell_facts)
union all
select
    'changed_header_new', now.file, now.series, now.header, split_part(now.used_as, '.', 1),
    now.looked_at - now.empty, now.looked_at, null, null, null
from cell_facts as now
inner join new_files as files on now.file = files.file
anti join contract_cells as before
    on now.series = before.series and lower(trim(before.header)) = lower(trim(now.header))
-- a renamed header is told once
where now.empty < now.looked_at;

create or replace temp table cell_changes as
select
    'changed_fill' as kind, file, series, header, entity, empty as failing,
    looked_at as checked, empty_before / looked_at_before as before, empty / looked_at as now,
    null::varchar as words
from cells_before_and_now
where
    has_moved(empty, looked_at, empty_before, looked_at_before, spread)
    -- emptied altogether, though rows enough were due
    or (
        empty = looked_at
        and exp(-0.5 * looked_at * (1 - empty_before / looked_at_before)) < 0.001
    )
union all
select
    'changed_type', file, series, header, entity, looked_at - empty - same, looked_at - empty,
    same_before / (looked_at_before - empty_before), same / (looked_at - empty), null
from (
    select
        *,
        greatest(text_before, day_before, number_before) as same_before,
        case greatest(text_before, day_before, number_before)
            when text_before then text when day_before then day else number
        end as same
    from cells_before_and_now
    where looked_at > empty and looked_at_before > empty_before
)
where
    same_before > 0.8 * (looked_at_before - empty_before)
    and same < 0.5 * (looked_at - empty)
    and has_moved(
        same, looked_at - empty, same_before, looked_at_before - empty_before, 0
    )
union all
select
    'changed_day_order', file, series, header, entity, greatest(
        case when day_first_before = 0 then day_first else 0 end,
        case when month_first_before = 0 then month_first else 0 end,
        case when year_first_before = 0 then year_first else 0 end
    ), day, null, null, null
from cells_before_and_now
where
    day > 0 and day_before > 0
    and (
        too_many(day_first, day, day_first_before, day_before)
        and day_first > greatest(month_first, year_first)
        and day_first_before < greatest(month_first_before, year_first_before)
        or too_many(month_first, day, month_first_before, day_before)
        and month_first > greatest(day_first, year_first)
        and month_first_before < greatest(day_first_before, year_first_before)
        or too_many(year_first, day, year_first_before, day_before)
        and year_first > greatest(day_first, month_first)
        and year_first_before < greatest(day_first_before, month_first_before)
    )
union all
select
    'changed_decimal_sign', file, series, header, entity,
    greatest(decimal_point, decimal_comma), number, null, null, null
from cells_before_and_now
where
    number > 0 and number_before > 0
    and (
        too_many(decimal_comma, number, decimal_comma_before, number_before)
        and decimal_comma > decimal_point and decimal_comma_before < decimal_point_before
        or too_many(decimal_point, number, decimal_point_before, number_before)
        and decimal_point > decimal_comma and decimal_point_before < decimal_comma_before
    );

create or replace temp table word_changes as
with

known as (
    select
        series, entity, column_name, sum(rows) as rows, count(*) filter (where rows = 1) as once
    from contract_words
    group by all
),

found as (
    select
        now.file, now.series, now.entity, now.column_name, sum(now.rows) as rows,
        coalesce(sum(now.rows) filter (where before.word is null), 0) as new_rows,
        list_sort(list(now.word) filter (where before.word is null)) as words
    from word_facts as now
    left join contract_words as before
        on now.series = before.series and now.entity = before.entity
        and now.column_name = before.column_name and now.word = before.word
    group by all
)

select
    case when column_name = 'currency' then 'changed_currency' else 'changed_words' end as kind,
    found.file, found.series, coalesce(header, column_name) as header, entity,
    new_rows as failing, found.rows as checked, null::double as before, null::double as now,
    array_to_string(words[:5], ', ') as words
from found
inner join known using (series, entity, column_name)
left join headers_of_columns as headers
    on found.file = headers.file and headers.column_used = concat(entity, '.', column_name)
where too_many(new_rows, found.rows, once, known.rows);

create or replace temp table number_changes as
select
    'changed_unit' as kind, now.file, now.series, coalesce(header, now.column_name) as header,
    now.entity, now.cells as failing, now.cells as checked, null::double as before,
    exp(now.mean_log - before.mean_log) as now, null::varchar as words
from number_facts as now
inner join contract_numbers as before using (series, entity, column_name)
left join headers_of_columns as headers
    on now.file = headers.file and headers.column_used = concat(entity, '.', now.column_name)
where
    now.cells >= 5 and before.cells >= 5
    and abs(now.mean_log - before.mean_log) > 4 * sqrt(
        now.spread_log / now.cells + before.spread_log / before.cells
        + greatest(before.spread, 0.06)
    );

create or replace temp table row_changes as
with

counted as (
    select
        now.*, before.rows as rows_before, before.repeated as repeated_before, log_rows,
        log_rate, before.files, days_behind, files.exported_on,
        greatest(before.spread_rows, 0.04) * (1 + 1 / before.files) + 1 / now.rows as row_variance,
        greatest(before.spread_rate, 0.04) * (1 + 1 / before.files) + 1 / now.rows
            as rate_variance,
        ln(now.rows / (last_day - first_day + 1)) as log_rate_now,
        now.rows / (last_day - first_day + 1) as rate_now,
        count(*) over (partition by now.file) as entities
    from entity_facts as now
    inner join contract_entities as before using (series, entity)
    inner join new_files as files on now.file = files.file
)

select
    'changed_ids' as kind, file, series, null::varchar as header, entity, repeated as failing,
    rows as checked, null::double as before, null::double as now, null::varchar as words
from counted
where too_many(repeated, rows, repeated_before, rows_before)
union all
select
    'changed_rows', file, series, null, entity, rows, exp(log_rows)::bigint, null, null, null
from counted
where
    ln(rows) < log_rows - 4 * sqrt(row_variance)
    and coalesce(log_rate_now < log_rate - 4 * sqrt(rate_variance), true)
union all
-- With so many rows a day, so long without one is no chance.
select
    'changed_end', file, series, null, entity, exported_on - last_day, days_behind, null, null,
    null
from counted
where
    exported_on - last_day - days_behind > 7
    -- the history of a file's own records thins out by itself
    and (entity not like '%_stage_changes' or entities = 1)
    -- fewer rows tell no rate
    and rows >= 3
    and exp(-rate_now * (exported_on - last_day - days_behind)) < 0.0001
union all
select
    'changed_unread', unread.file, unread.series, coalesce(header, unread.column_name),
    unread.entity, unread.cells, now.rows, null, null, null
from unread_facts as unread
inner join counted as now using (file, series, entity)
left join contract_unread as before using (series, entity, column_name)
left join headers_of_columns as headers
    on unread.file = headers.file
    and headers.column_used = concat(unread.entity, '.', unread.column_name)
where too_many(unread.cells, now.rows, coalesce(before.cells, 0), now.rows_before);

create or replace temp table changes_by_file as
select kind, series, file, entity, header, failing, checked, before, now, words, exported_on
from (
    select * from header_changes
    union all by name
    select * from cell_changes
    union all by name
    select * from word_changes
    union all by name
    select * from number_changes
    union all by name
    select * from row_changes
)
inner join new_files using (file, series);

-- A series without a file, or without one among exports that always had one.
create or replace temp table missing_files as
with

systems as (
    select system, count(distinct exported_on) as days from contract_files group by all
),

newest as (
    select system, max(exported_on) as exported_on
    from file_facts
    group by all
)

select
    'changed_file_missing' as kind, series, null::varchar as file, null::varchar as entity,
    null::varchar as header, null::bigint as failing, null::bigint as checked,
    null::double as before, null::double as now, null::varchar as words, newest.exported_on
from contract_series
inner join systems using (system)
left join newest using (system)
where
    series not in (select series_of(file) from raw._files)
    or (
        contract_series.days = systems.days
        and newest.exported_on > contract_series.last_exported_on
        and series not in (select series from new_files)
    );

create or replace temp table changes_in_force as
with

ordered as (
    select
        file, series,
        row_number() over (partition by series order by exported_on nulls first, file) as place,
        count(*) over (partition by series) as files
    from new_files
),

runs as (
    select
        changes.*, place, files,
        place - row_number() over (
            partition by kind, series, entity, header order by place
        ) as run
    from changes_by_file as changes
    inner join ordered using (file, series)
)

select kind, series, file, entity, header, failing, checked, before, now, words, exported_on
from runs
qualify
    max(place) over (partition by kind, series, entity, header, run) = files
    and place = min(place) over (partition by kind, series, entity, header, run)
union all by name
select * from missing_files
