-- One row per conversion Meta still takes as an offline event: 62 days back.
-- Normalised as it documents: lower case, telephones as digits from the country code on; SHA-256.
-- fbc is version, subdomain, when the click was seen in milliseconds, the click's id.
select
    conversion_id,
    case kind when 'mql' then 'Lead' else 'Purchase' end as name,
    epoch(happened_at)::bigint as happened,
    value,
    currency,
    sha256(email) as email,
    sha256(ltrim(phone, '+')) as phone,
    case
        when fbclid like 'fb._.%' then fbclid
        else 'fb.1.' || epoch_ms(fbclid_at) || '.' || fbclid
    end as fbc
from conversions
where
    (fbclid is not null or email is not null or phone is not null)
    and local_of(happened_at)::date >= $as_of::date - 62
