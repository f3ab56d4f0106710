"""Pairs of the real incidents, judged by hand before the code was run: whether the later one is a recurrence, and why.

The question was: would somebody who reads the later one in review say "we have had this before", and want to see what
was left undone then?
"""

LOG4SHELL = "2021-12-10-log4shell"
LOGS = "2022-01-31-logs-not-shipped"
NODE_IPC = "2022-03-18-node-ipc-protestware"
TAKEOVER = "2023-11-22-account-takeover"
TOKEN = "2024-06-28-leaked-admin-token"  # noqa: S105  # an incident
ULTRALYTICS = "2024-12-ultralytics-supply-chain"
PRIVILEGES = "2025-04-14-organisation-team-privileges"
PLAN = "2025-07-23-secrets-in-public-plan"
PHISHING = "2025-07-26-phishing-attack"

JUDGED = (
    (
        PHISHING,
        TAKEOVER,
        True,
        "sign-ins to index accounts that a second factor did not protect, used by somebody else",
    ),
    (PHISHING, ULTRALYTICS, True, "malicious releases on the index, uploaded with an API token in the wrong hands"),
    (PHISHING, PRIVILEGES, False, "the index as well, but one is an attack and the other a defect"),
    (PHISHING, TOKEN, False, "a phished sign-in is not a token in an image"),
    (PHISHING, NODE_IPC, False, "both end in a bad release, by different ways in and at different organisations"),
    (ULTRALYTICS, TOKEN, True, "a long-lived token that was no longer needed, and was not revoked"),
    (ULTRALYTICS, TAKEOVER, False, "the index as well, but no account was taken over"),
    (ULTRALYTICS, NODE_IPC, True, "a dependency's release turned against its users"),
    (
        ULTRALYTICS,
        LOG4SHELL,
        False,
        "an injected release is not a vulnerability, although both are called supply chain",
    ),
    (NODE_IPC, LOG4SHELL, True, "no inventory of dependencies, and no scanner that raises an alert"),
    (NODE_IPC, LOGS, False, "nothing in common but the organisation"),
    (LOGS, LOG4SHELL, False, "an outage of logging; the cluster is the place of both, not the reason"),
    (PLAN, TOKEN, True, "credentials in a file that everybody could read"),
    (PLAN, ULTRALYTICS, False, "both revoke credentials, but a committed plan is not an attack on a build"),
    (PLAN, LOGS, False, "the same team, and nothing else"),
    (PLAN, LOG4SHELL, False, "the same team, and nothing else"),
    (PRIVILEGES, TAKEOVER, False, "the index as well, but a defect in roles is not a stolen account"),
    (PRIVILEGES, TOKEN, False, "a role that stayed is not a token that leaked"),
    (PRIVILEGES, LOG4SHELL, False, "nothing in common but the need to tell people quickly"),
    (TOKEN, TAKEOVER, False, "a token in an image is not an account without a second factor"),
)
"""The later incident, the earlier one, the judgement, and the reason for it."""
