-- Why: a report by ad group and one by campaign tell the same money; where they differ by more than
-- report_difference_share, one of them is cut short or filtered. A newer export of the same report
-- may well differ. Remedy: look at both files, or name their accounts if they are of two.
{{ config(severity='warn') }}
select
    file,
    kept_file,
    entity,
    reason,
    count(*) as days,
    max(abs(difference_share)) as difference_share
from {{ ref('rpt_superseded_reports') }}
where is_contradiction
group by 1, 2, 3, 4
