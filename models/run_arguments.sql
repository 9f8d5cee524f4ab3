-- What was this run asked for?
-- Apart because between the runs of two days the SQL of this row alone differs: all other SQL is
-- kept from one to the next (smarketing/warehouse/recorded_build.py).
{% set text = dbt.type_string() %}
{% set as_of = var('as_of') | string | trim %}

select
    cast('{{ as_of }}' as {{ text }}) as as_of,
    cast('{{ var("as_of_default") }}' as {{ text }}) as as_of_default,
    cast('{{ var("settings_hash") }}' as {{ text }}) as settings_hash,
    cast('{{ var("code_version") }}' as {{ text }}) as code_version,
    cast(
        '{{ tojson(invocation_args_dict.get("vars") or {}, sort_keys=true) | replace("'", "''") }}'
        as {{ text }}
    ) as vars_given
