{#-
  Common table expressions that apply the corrections by hand to identity keys (record_key, kind,
  identity_key); the last one is `corrected_keys`, in which what was set aside is of kind split.

  split: a value joins nobody, or not the one record named; a record stands alone, or shares no
  key with the other one. join: who carries the one and who carries the other share a key.
-#}
{% macro corrected_keys(keys, corrections) -%}
-- the few keys and records that corrections speak of
spoken_of as (
    select *
    from {{ keys }}
    where
        identity_key in (select identity_key from {{ corrections }})
        or record_key in (select identity_key from {{ corrections }})
),

set_aside as (
    -- a value that joins nobody, a record that stands alone
    select keys.record_key, keys.identity_key
    from spoken_of as keys
    inner join {{ corrections }} as corrections
        on corrections.action = 'split'
        and corrections.side = 'value'
        and not corrections.is_between_two
        and (keys.identity_key = corrections.identity_key or keys.record_key = corrections.identity_key)
    where keys.kind <> 'record'
    union
    -- a value that one record does not carry
    select keys.record_key, keys.identity_key
    from {{ corrections }} as split_values
    inner join {{ corrections }} as split_records
        on split_values.correction = split_records.correction and split_records.side = 'with'
    inner join spoken_of as keys
        on split_records.identity_key = keys.record_key and split_values.identity_key = keys.identity_key
    where
        split_values.action = 'split' and split_values.side = 'value' and split_values.side_kind <> 'record'
        and keys.kind <> 'record'
    union
    -- two records that share nothing
    select own.record_key, own.identity_key
    from {{ corrections }} as ones
    inner join {{ corrections }} as others
        on ones.correction = others.correction and ones.side <> others.side
    inner join spoken_of as own on ones.identity_key = own.record_key
    inner join spoken_of as shared
        on others.identity_key = shared.record_key and own.identity_key = shared.identity_key
    where ones.action = 'split' and ones.side_kind = 'record' and others.side_kind = 'record' and own.kind <> 'record'
),

joined_by_hand as (
    select keys.record_key, 'by_hand' as kind, concat('by_hand|', corrections.correction) as identity_key
    from spoken_of as keys
    inner join {{ corrections }} as corrections
        on corrections.action = 'join' and keys.identity_key = corrections.identity_key
    group by 1, 2, 3
),

corrected_keys as (
    select
        keys.record_key,
        case when set_aside.record_key is null then keys.kind else 'split' end as kind,
        keys.identity_key
    from {{ keys }} as keys
    left join set_aside
        on keys.record_key = set_aside.record_key and keys.identity_key = set_aside.identity_key
    union all
    select record_key, kind, identity_key from joined_by_hand
)
{%- endmacro %}
