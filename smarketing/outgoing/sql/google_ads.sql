-- One row per conversion Google Ads can still credit: at most 90 days old, with a click or a hash.
-- Normalised as it documents: lower case, before gmail's @ neither dots nor what follows a plus,
-- telephones as +593…; SHA-256.
select
    conversion_id,
    gclid,
    sha256(case
        when regexp_matches(email, '@(gmail|googlemail)\.com$')
            then regexp_replace(split_part(email, '@', 1), '\.|\+.*', '', 'g')
                || '@' || split_part(email, '@', 2)
        else email
    end) as email,
    sha256(phone) as phone,
    case kind when 'mql' then $mql_name else $sale_name end as name,
    local_time(happened_at) as happened,
    value,
    currency
from conversions
where
    (gclid is not null or email is not null or phone is not null)
    and local_of(happened_at)::date >= $as_of::date - 90
