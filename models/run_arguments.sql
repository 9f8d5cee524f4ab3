-- What was this run asked for?
-- Apart because between the runs of two days the SQL of this row alone differs: all other SQL is
-- kept from one to the next (smarketing/warehouse/recorded_build.py).
select
    cast('{{ var("as_of") | string | trim }}' as {{ dbt.type_string() }}) as as_of,
    cast('{{ var("as_of_default") }}' as {{ dbt.type_string() }}) as as_of_default,
    cast('{{ var("settings_hash") }}' as {{ dbt.type_string() }}) as settings_hash,
    cast('{{ var("code_version") }}' as {{ dbt.type_string() }}) as code_version,
    cast(
        '{{ tojson(invocation_args_dict.get("vars") or {}, sort_keys=true) | replace("'", "''") }}'
        as {{ dbt.type_string() }}
    ) as vars_given
