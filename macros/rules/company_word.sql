{#-
  The name by which a company is known: folded, without its legal form (S.A., Cía. Ltda., SpA,
  S.A.S., S. de R.L. de C.V., GmbH & Co. KG, Inc.); null for what is written where nobody
  employs anybody (n/a, particular).
-#}
{% macro company_word(expression) -%}
    {%- set forms = [
        's a', 's a s', 's a c', 's a a', 's r l', 's a u', 's p a', 's l', 's l u', 's c', 's en c', 's e n c',
        's de r l', 's de rl', 's a de c v', 's a de cv', 's a b de c v', 's a p i de c v', 'e i r l', 'l l c',
        'sa', 'sas', 'sac', 'saa', 'sacs', 'srl', 'sau', 'spa', 'sl', 'slu', 'slne', 'sll', 'sc', 'scs', 'sca',
        'sarl', 'sasu', 'eurl', 'snc', 'scrl', 'sprl', 'sapi', 'sab', 'saic', 'sacif', 'saci', 'sci', 'bic', 'eirl',
        'de rl', 'de r l', 'de cv', 'de c v', 'sociedad anonima', 'sociedad por acciones', 'sociedad limitada',
        'sociedad anonima cerrada', 'sociedad por acciones simplificada', 'compania anonima', 'c a',
        'compania limitada', 'cia limitada', 'c ltda', 'cia ltda', 'y cia', 'e cia', 'cia', 'y compania',
        'ltda', 'limitada', 'ltd', 'limited', 'llc', 'llp', 'lp', 'plc', 'inc', 'incorporated', 'corp',
        'corporation', 'co', 'company', 'gmbh', 'mbh', 'ag', 'kg', 'ohg', 'ug', 'kgaa', 'e v', 'ev', 'se', 'b v',
        'bv', 'n v', 'nv', 'oy', 'oyj', 'ab', 'as', 'a s', 'aps', 'pty', 'pte', 'pvt', 'sdn', 'bhd',
        'me', 'epp', 'eireli', 'ca',
    ] -%}
    {%- set name -%}
        trim({{ without_pattern(
            folded_text("replace(" ~ expression ~ ", '&', ' ')"),
            '( (' ~ (forms | join('|')) ~ '))+$'
        ) }})
    {%- endset -%}
    case when {{ name }} not in ('', '{{ var("company_placeholders") | join("', '") }}') then {{ name }} end
{%- endmacro %}
