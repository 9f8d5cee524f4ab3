-- What did each rule give each campaign in each month, and what was spent on it?
-- Touches and costs without a campaign are in `(none)`.
{{ monthly_attribution("coalesce(campaign, '(none)')", 'campaign') }}
