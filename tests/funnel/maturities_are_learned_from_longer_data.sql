{{ config(severity="warn") }}
-- Where the data end while leads still become more, nobody knows yet how long it takes: the
-- fallback counts, and whoever knows better writes the days into the setting maturity.
select distinct
    from_stage,
    to_stage,
    maturity_days as fallback_days
from {{ ref('int_maturities') }}
where maturity_source = 'data_too_short'
