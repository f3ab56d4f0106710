"""A finding's title says what to do. The good ones and many of the bad ones are action items of real postmortems."""

import pytest

from pipeline.check.titles import judge
from pipeline.diagnostic import Severity
from pipeline.documents.document import parse_document
from tests.check.edited import FINDING, Said, of
from tests.needs import ROOT

GOOD = [
    "Document procedure for breaking Terraform state locks",
    "Consider separate prioritization of SRE tasks",
    "Implement least-privilege in Hellman Kubernetes cluster",
    "Make sure all deployed resources have a plan for monitoring",
    "Run `terraform plan` in CI step to test commits",
    "Separate Kubernetes node autoscaling groups per AWS availability zone",
    "Actively monitor critical pipeline executions.",
    'Add a "deployment to staging" checklist to the documentation',
    "Add alarms for sustained high CPU and memory usage",
    "Agree as a team what the procedures are for dealing with outages after work hours",
    "Align SLA's with business and support & operations",
    "Allow disabling image culler in helm chart",
    "Ask datacenters to apply monitoring and follow up",
    "Assess if the current EC2 instances are sized correctly",
    "Automate the limitranges for namespaces.",
    "Avoid drift by ensuring production state reflects the configuration",
    "Bring down alert noise even more",
    "Change Traefik v2 healthcheck path to something more robust",
    "Change scheduled deployment pipeline timeslot",
    "Check why did not get alert of kafka-exporter response times.",
    "Continue to attempt a resolution for the NodeNotReady issues",
    "Create a process for identifying the missing capability owners.",
    "Create ingress test suite.",
    "Describe process for deploying jupyterhub image bumps",
    "Disable pipeline until issue fixed",
    "Discuss modularity of our infrastructure modules",
    "Diversify our channels of communication",
    "Do not use a single team member's email address for letsencrypt",
    "Document in the helm chart repo that the deployment may be delayed",
    "Document rollover process",
    "Enhance daily pipeline run with a synthetic monitoring",
    "Ensure that everyone gets notification on alerts",
    "Figure out how to monitor the critical CVEs",
    "Fix bugs in image-culler preventing it from running",
    "Get in touch with users of Hellman",
    "Have a short initial round sharing thought",
    "Identify a clear path for migration away from ADFS",
    "Improve handling of spawners that are slow to stop",
    "Investigate and fix memory leak in kubespawner",
    "Keep log book",
    "Keep our own apt mirror",
    "Look into Grafana Cloud's Kubernetes integration alerts",
    "Make it possible for Binder to launch multiple JupyterHubs",
    "Minimize copy-paste errors by user",
    "Monitor 5xx status codes for Kube API server",
    "Monitor Kubernetes deployments for timeouts",
    "Note that Ubuntu non-LTS is on a ~9 month cycle",
    "Prevent EKS Add-ons from being included with other changes",
    "Prioritize upgrading our kubernetes prometheus stack.",
    "Quickly address the actions in postmortems",
    "Raise an incident quicker",
    "Record war room meeting",
    "Reflect on how our critical announcements can become more visible.",
    "Release JupyterHub 0.9",
    "Remove hardcoded version variable for Fluentd docker image",
    "Rephrase alert messages that are unclear.",
    "Revert to default of 300 seconds for de-registration delay on the ALBs.",
    "Review if our pods have appropriate resource requests and limits set.",
    "Revisit automatic pull requests",
    "Search for relevant provider upgrade documentation.",
    "Simplify steps into a checklist",
    "Subscribe to the ubuntu-announce mailing list",
    "Teach the Product Owners about how to look up the CVEs",
    "Update SRE guide to include guidance for moving ingress controller pods",
    "Upgrade Traefik to v2.5 where bug is fixed",
    "Version lock Flux",
    "Write a wiki article on cluster capacity and pending workloads",
    "Enable SMTP for alerts from grafana metrics",
    "Systematically cordon and cull nodes older than 3-5 days",
    "avoid 400 responses by waiting for servers to stop",
    "Store the prometheus data somewhere more stable than its server pod.",
    "Handle errors on launching servers on the hub more gracefully.",
    "Find a way to avoid overloading the Binder CPU",
    "Fix failure to delete pods when pod reflector fails",
    "Set up alerts for when logs are not shipped",
    "Test backups every week",
    "Patch Log4j on every build host",
    "Log every sign-in of an administrator",
    "Alert on failed sign-ins",
    "Rotate the signing key",
    "Audit permissions of service accounts",
    "Report abuse with one form",
    "Never store tokens in images",
    "Re-check every service against the release",
    "Don't log authorization headers",
    "Access-log every read of the vault",
    "Page the on-call when certificates expire",
    "Limit who can approve a release",
    "Back up the configuration daily",
    "Require review of workflow changes",
    "Lock accounts after ten failures",
    "Process abuse reports at weekends",
    "Backport the fix to the supported releases",
    "Open-source the scanner",
    "Cherry-pick the patch to stable",
]
BAD = [
    "Missing alert",
    "The backup",
    "Better logging",
    "@alice",
    "@alice rotates the key",
    "@example-org/identity please rotate",
    "Better governance of excluded namespaces.",
    "Better monitoring of OOM in pods.",
    "Flux metrics and alerts",
    "All applications should run in containers",
    "An idea would be to separate staging from production",
    "Appointing an incident manager could have helped",
    "Automatic process to detect CVE in products",
    "Continuous tests should be run against binder",
    "Difficult to verify transitive dependencies.",
    "App review process to require 3 reviewers before release",
    "API keys should owned be by service accounts",
    "Investigating allowing deletion of users whose servers are slow",
    "It was very difficult to identify the root cause",
    "Need to devise a strategy for wiping the build cache",
    "Outage went unnoticed for 40minutes",
    "Removing the redirect page will get rid of the timeout",
    "We need to improve our test coverage",
    "We should have a talk about ingress",
    "There are unclear agreements in place",
    "Several root causes can display similar symptoms",
    "Should nominate one person to be the driver",
    "Something about how to notice limits",
    "Log retention",
    "Alert fatigue",
    "Patch management",
    "Access control",
    "Test coverage",
    "Password policy",
    "Secret in logs",
    "Monitoring",
    "Fix",
    "Rotation of keys",
    "Token expiry",
    "Tokens never expire",
    "MFA not enforced",
    "No monitoring of the queue",
    "Lack of tests",
    "Unencrypted backups",
    "Documentation of the process",
    "Improved alerting",
    "Rotated the key",
    "Adds a check",
    "Change management process",
    "Audit trail missing",
    "Bytecode in image",
    "Postmortem process",
    "Insufficient rate limiting",
    "2FA for all",
    '"Rotate" button missing',
    "`terraform plan` leaks secrets",
    "Old keys were valid",
    "Log shipping was broken",
    "Key rotation",
    "Long-lived tokens",
    "Phishing",
    "CI runners share a cache",
    "Review process",
    "Deployment keys",
    "Backup failures",
    "Runbook for revoking tokens",
    "Expiry of certificates",
]


OWN = frozenset({"yeet"})
NONE: frozenset[str] = frozenset()


def titles() -> list[str]:
    """The titles of the findings in this repository's incidents."""
    paths = (ROOT / "incidents").glob("*/findings/*.md")
    return [str((parse_document("", path.read_text("utf-8")).data or {})["title"]) for path in paths]


def test_the_titles_of_real_findings_are_right() -> None:
    assert len(titles()) > 50
    assert [title for title in titles() if judge(title, NONE)] == []


@pytest.mark.parametrize("title", GOOD)
def test_a_title_that_says_what_to_do_is_right(title: str) -> None:
    assert judge(title, NONE) is None


@pytest.mark.parametrize("title", BAD)
def test_a_title_that_names_a_thing_or_tells_a_fact_is_reported(title: str) -> None:
    assert judge(title, NONE) is not None


@pytest.mark.parametrize(
    "title", ["Missing alert", "The backup", "Better logging", "@alice", "Token expiry", "Monitoring"]
)
def test_what_is_certain_is_certain(title: str) -> None:
    verdict = judge(title, NONE)
    assert verdict is not None
    assert verdict.sure


@pytest.mark.parametrize("title", ["Log retention", "Alert fatigue", "Yeet the tokens", "MFA not enforced"])
def test_what_the_lists_cannot_tell_is_not_certain(title: str) -> None:
    verdict = judge(title, NONE)
    assert verdict is not None
    assert not verdict.sure


def test_a_team_has_verbs_of_its_own() -> None:
    assert judge("Yeet the tokens", OWN) is None


@pytest.mark.parametrize(
    ("title", "verb"),
    [
        ("Rotating of keys", "rotate"),
        ("Monitoring of logs", "monitor"),
        ("Planned a drill", "plan"),
        ("Tests", "test"),
        ("Tidied up", "tidy"),
    ],
)
def test_the_verb_that_a_title_could_begin_with_is_named(title: str, verb: str) -> None:
    verdict = judge(title, NONE)
    assert verdict is not None
    assert verdict.verb == verb


@pytest.mark.parametrize("title", ["\u00dcberpr\u00fcfe die Protokolle", "\u9375\u3092\u66f4\u65b0\u3059\u308b"])
def test_a_title_that_is_not_english_is_left_alone(title: str) -> None:
    assert judge(title, NONE) is None


def test_a_finding_is_told_where_its_title_stands(said: Said) -> None:
    found = of("title-says-what-to-do", said({FINDING: "title: Rotation of the signing key"}))
    assert [(item.location.line, item.location.column, item.severity) for item in found] == [(2, 8, Severity.ERROR)]


def test_a_draft_may_have_any_title(said: Said) -> None:
    found = said({"README.md": "status: draft", FINDING: "title: Token expiry"})
    assert of("title-says-what-to-do", found) == []


def test_a_verb_goes_into_the_configuration(said: Said) -> None:
    edits = {FINDING: "title: Yeet the old tokens"}
    (found,) = of("title-begins-with-verb", said(edits))
    assert "`words: {verbs: {yeet: true}}`" in found.hint
    assert of("title-begins-with-verb", said(edits, "words: {verbs: {yeet: true}}\n")) == []
