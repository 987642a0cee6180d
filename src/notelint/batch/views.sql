-- Views that answer a reviewer's questions. The tables (notes, facts, findings ...) are views on the Parquet files.

-- What each note that is about the problem now should show: one row an item of the checklist.
create or replace view checklist as
select note_id, patient_id, provider, clinic, month, date_of_service,
       unnest(map_keys(checklist)) as item, unnest(map_values(checklist)) as state
from notes where checklist is not null;

-- The same for the diagnoses that the note should name or rule out.
create or replace view exclusions as
select note_id, patient_id, provider, clinic, month, date_of_service,
       unnest(map_keys(exclusions)) as diagnosis, unnest(map_values(exclusions)) as standing
from notes where exclusions is not null;

-- How many notes meet each item: of those to which it applies.
create or replace view tips as
select item, count(*) filter (state = 'met') as met, count(*) filter (state = 'unmet') as unmet,
       count(*) filter (state = 'na') as not_applicable,
       round(met / nullif(met + unmet, 0), 4) as share_met
from checklist group by all order by item;

create or replace view tips_by_provider as
select provider, item, count(*) filter (state = 'met') as met, count(*) filter (state = 'unmet') as unmet,
       count(*) filter (state = 'na') as not_applicable,
       round(met / nullif(met + unmet, 0), 4) as share_met
from checklist group by all order by provider, item;

create or replace view tips_by_clinic as
select clinic, item, count(*) filter (state = 'met') as met, count(*) filter (state = 'unmet') as unmet,
       count(*) filter (state = 'na') as not_applicable,
       round(met / nullif(met + unmet, 0), 4) as share_met
from checklist group by all order by clinic, item;

create or replace view tips_by_month as
select month, item, count(*) filter (state = 'met') as met, count(*) filter (state = 'unmet') as unmet,
       count(*) filter (state = 'na') as not_applicable,
       round(met / nullif(met + unmet, 0), 4) as share_met
from checklist group by all order by month, item;

-- How many notes name or rule out each diagnosis that they should.
create or replace view exclusions_by_provider as
select provider, diagnosis, count(*) filter (standing <> 'unaddressed') as addressed,
       count(*) filter (standing = 'unaddressed') as unaddressed,
       round(addressed / count(*), 4) as share_addressed
from exclusions group by all order by provider, diagnosis;

-- Findings, counted. `notes` counts the notes with at least one; `share` is of all notes of the group.
create or replace view findings_by_rule as
select rule, name, severity, count(*) as findings, count(distinct note_id) as notes,
       round(count(distinct note_id) / (select count(*) from notes), 4) as share
from findings group by all order by findings desc, rule;

create or replace view findings_by_provider as
select n.provider, f.rule, f.name, f.severity, count(*) as findings, count(distinct f.note_id) as notes,
       round(count(distinct f.note_id) / any_value(g.notes), 4) as share
from findings f join notes n using (note_id)
join (select provider, count(*) as notes from notes group by all) g on n.provider is not distinct from g.provider
group by n.provider, f.rule, f.name, f.severity order by n.provider, findings desc, f.rule;

create or replace view findings_by_clinic as
select n.clinic, f.rule, f.name, f.severity, count(*) as findings, count(distinct f.note_id) as notes,
       round(count(distinct f.note_id) / any_value(g.notes), 4) as share
from findings f join notes n using (note_id)
join (select clinic, count(*) as notes from notes group by all) g on n.clinic is not distinct from g.clinic
group by n.clinic, f.rule, f.name, f.severity order by n.clinic, findings desc, f.rule;

create or replace view findings_by_month as
select n.month, f.rule, f.name, f.severity, count(*) as findings, count(distinct f.note_id) as notes,
       round(count(distinct f.note_id) / any_value(g.notes), 4) as share
from findings f join notes n using (note_id)
join (select month, count(*) as notes from notes group by all) g on n.month is not distinct from g.month
group by n.month, f.rule, f.name, f.severity order by n.month, findings desc, f.rule;

-- Days with a visit about the problem, one row a patient and day. `unspecified`: the unspecified code was billed;
-- `specified`: another code of the region was.
create or replace view visit_days as
with coded as (
    select billed.note_id, bool_or(billed.code = plain.code) as unspecified,
           bool_or(billed.code <> plain.code and families.prefix is not null) as specified
    from (select note_id, unnest(codes) as code from notes) as billed
    cross join (select code from guide_codes where role = 'unspecified') as plain
    left join guide_families as families on starts_with(billed.code, families.prefix)
    group by billed.note_id
)
select patient_id, date_of_service, any_value(provider order by note_id) as provider,
       list(note_id order by note_id) as note_ids, bool_or(coalesce(coded.unspecified, false)) as unspecified,
       bool_or(coalesce(coded.specified, false)) as specified, list_sort(list_distinct(flatten(list(codes)))) as codes
from notes left join coded using (note_id),
     (select list(code) as ours from guide_codes where role not in ('family', 'plain')) as guide
where patient_id is not null and date_of_service is not null
  and (status = 'current' or list_has_any(codes, guide.ours))
group by patient_id, date_of_service;

-- Drift: runs of a patient's visits on which the unspecified code was billed. Another code of the region ends a run, and
-- so does more than a year; visits that bill none do not count and end nothing.
create or replace view unspecified_runs as
with kept as (
    select *, lag(date_of_service) over visits as before from visit_days where unspecified or specified
    window visits as (partition by patient_id order by date_of_service)
),
marked as (
    select *, sum(case when unspecified and date_of_service <= before + interval 1 year then 0 else 1 end)
              over (partition by patient_id order by date_of_service) as run,
           max(date_of_service) over (partition by patient_id) as latest
    from kept
)
select patient_id, count(*) as visits, min(date_of_service) as first_visit, max(date_of_service) as last_visit,
       date_diff('day', min(date_of_service), max(date_of_service)) as days,
       flatten(list(note_ids order by date_of_service)) as note_ids,
       max(date_of_service) = any_value(latest) as still
from marked where unspecified group by patient_id, run having count(*) > 1
order by visits desc, days desc, patient_id;

-- Work-ups that a visit orders or awaits, and the next visit that has what they show. One row a patient, study and day.
create or replace view workups as
with asked as (
    select distinct n.patient_id, n.date_of_service, n.note_id, n.provider, n.clinic, f.concept as study,
           s.means = 'pending' as awaited
    from facts f join notes n using (note_id) join guide_studies s on f.concept = s.concept
    where n.patient_id is not null and n.date_of_service is not null and n.status = 'current' and not f.past
      and ((s.means = 'study' and f.assertion = 'planned')
           or (s.means = 'pending' and f.assertion in ('present', 'planned')))
),
shown as (
    -- A study that is told as done, and findings or readings of one.
    select distinct n.patient_id, n.date_of_service, n.note_id, f.concept, s.means
    from facts f join notes n using (note_id) join guide_studies s on f.concept = s.concept
    where n.patient_id is not null and n.date_of_service is not null and not f.past
      and ((s.means = 'study' and f.assertion = 'present')
           or (s.means = 'result' and f.assertion in ('present', 'absent', 'possible')))
),
matched as (
    select a.*, min_by(s.note_id, s.date_of_service) as answered_by, min(s.date_of_service) as answered_on
    from asked a left join shown s
      on s.patient_id = a.patient_id and s.date_of_service > a.date_of_service
     and (s.concept = a.study or (a.awaited and s.means = 'result'))
    group by all
)
select patient_id, study, awaited, date_of_service as asked_on, note_id, provider, clinic, answered_on, answered_by,
       date_diff('day', date_of_service, coalesce(answered_on, greatest((select as_of from run), date_of_service))) as days_waiting
from matched;

-- The list for another look: nothing later has the result. The first time that it was asked for counts. A result that
-- is awaited without a name is told only where the patient has no open study with one.
create or replace view open_workups as
select patient_id, study, min(asked_on) as asked_on, arg_min(note_id, asked_on) as note_id,
       arg_min(provider, asked_on) as provider, arg_min(clinic, asked_on) as clinic, max(days_waiting) as days_waiting,
       count(*) as times_asked,
       (select max(n.date_of_service) from notes n where n.patient_id = w.patient_id) as last_visit
from workups w
where answered_on is null
  and not (awaited and exists(
      select 1 from workups o where o.patient_id = w.patient_id and o.answered_on is null and not o.awaited))
group by patient_id, study order by days_waiting desc, patient_id, study;

-- The code that the words support against the codes of the problem that were billed.
create or replace view code_matrix as
with billed as (
    select code as suggested, codes, list_sort(list_intersect(codes, guide.ours)) as ours
    from notes, (select list(code) as ours from guide_codes where role <> 'family') as guide
)
select suggested,
       case when len(ours) > 0 then array_to_string(ours, ', ') when len(codes) > 0 then 'another code' else 'no code' end
           as billed,
       count(*) as notes
from billed group by all order by suggested, notes desc, billed;

-- Questions that are open, by clinician: each is neutral and can be sent as it is.
create or replace view open_questions as
select n.provider, n.patient_id, n.date_of_service, f.note_id, f.rule, f.name, f.question
from findings f join notes n using (note_id) where f.question is not null
order by n.provider, n.date_of_service, f.note_id;
