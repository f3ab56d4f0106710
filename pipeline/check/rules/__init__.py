"""The rules of the review policy, by what they are about."""

from pipeline.check.rule import Rule
from pipeline.check.rules import evidence, findings, policy, prose, references, timeline

RULES: tuple[Rule, ...] = (
    policy.full_form_has_its_files,
    policy.report_has_its_sections,
    policy.technical_summary_cites_evidence,
    policy.participants_have_signed_off,
    policy.verdict_names_findings_that_exist,
    policy.closed_means_settled,
    timeline.moment_can_be_read,
    timeline.events_are_in_order,
    timeline.milestones_are_in_order,
    timeline.nothing_is_in_the_future,
    evidence.cited_evidence_is_registered,
    evidence.registered_evidence_is_cited,
    evidence.evidence_id_stands_once,
    evidence.artefact_matches_its_hash,
    evidence.artefact_is_registered,
    evidence.artefact_cannot_be_run,
    references.team_exists,
    references.operating_procedure_exists,
    references.incident_exists,
    references.finding_exists,
    findings.finding_number_stands_once,
    findings.finding_has_its_sections,
    findings.done_when_can_be_seen,
    findings.priority_has_days,
    findings.target_may_hold_finding,
    prose.restricted_passage_is_closed,
    prose.mention_is_inert,
)
"""Every rule, in the order in which the documentation lists them."""
