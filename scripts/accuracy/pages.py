"""The pages of AWS's documentation that decide, by a short name: their title and their address."""

from __future__ import annotations

GUIDE = "https://docs.aws.amazon.com/IAM/latest/UserGuide/"
ORGANIZATIONS = "https://docs.aws.amazon.com/organizations/latest/userguide/"
PAGES = {
    "logic": ("IAM User Guide, Policy evaluation logic", GUIDE + "reference_policies_evaluation-logic.html"),
    "cross": (
        "IAM User Guide, Cross-account policy evaluation logic",
        GUIDE + "reference_policies_evaluation-logic-cross-account.html",
    ),
    "principal": ("IAM User Guide, Principal", GUIDE + "reference_policies_elements_principal.html"),
    "notprincipal": ("IAM User Guide, NotPrincipal", GUIDE + "reference_policies_elements_notprincipal.html"),
    "operators": (
        "IAM User Guide, Condition operators",
        GUIDE + "reference_policies_elements_condition_operators.html",
    ),
    "sets": (
        "IAM User Guide, Single-valued and multivalued context keys",
        GUIDE + "reference_policies_condition-single-vs-multi-valued-context-keys.html",
    ),
    "logic of conditions": (
        "IAM User Guide, Conditions with multiple context keys or values",
        GUIDE + "reference_policies_condition-logic-multiple-context-keys-or-values.html",
    ),
    "variables": ("IAM User Guide, Variables and tags", GUIDE + "reference_policies_variables.html"),
    "resource": ("IAM User Guide, Resource", GUIDE + "reference_policies_elements_resource.html"),
    "boundaries": ("IAM User Guide, Permissions boundaries", GUIDE + "access_policies_boundaries.html"),
    "trust": ("IAM User Guide, Update a role trust policy", GUIDE + "id_roles_update-role-trust-policy.html"),
    "web identity": (
        "IAM User Guide, IAM and AWS STS condition keys",
        GUIDE + "reference_policies_iam-condition-keys.html",
    ),
    "root": ("IAM User Guide, Root user", GUIDE + "id_root-user.html"),
    "federation": ("IAM User Guide, Compare STS credentials", GUIDE + "id_credentials_sts-comparison.html"),
    "checks": (
        "IAM Access Analyzer, Policy check reference",
        GUIDE + "access-analyzer-reference-policy-checks.html",
    ),
    "scp": (
        "AWS Organizations User Guide, Service control policies",
        ORGANIZATIONS + "orgs_manage_policies_scps.html",
    ),
    "rcp": (
        "AWS Organizations User Guide, Resource control policies",
        ORGANIZATIONS + "orgs_manage_policies_rcps.html",
    ),
    "kms": (
        "AWS KMS Developer Guide, Key policies",
        "https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html",
    ),
    "endpoint": (
        "AWS PrivateLink Guide, Endpoint policies",
        "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html",
    ),
}
