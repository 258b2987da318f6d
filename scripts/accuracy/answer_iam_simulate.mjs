// Reads cases of `access simulate` line by line, puts each to iam-simulate, and prints its decision.
//
//   node answer_iam_simulate.mjs MODULES < cases > answers
//
// MODULES is the folder that holds node_modules. What its interface has no place for is answered as "unsupported".

import { createInterface } from 'node:readline'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { join } from 'node:path'

const require = createRequire(join(process.argv[2], 'package.json'))
const { anonymousPrincipal, runSimulation } = await import(pathToFileURL(require.resolve('@cloud-copilot/iam-simulate')))

const DECISIONS = {
  Allowed: { decision: 'allow' },
  ExplicitlyDenied: { decision: 'deny', deny: 'explicit' },
  ImplicitlyDenied: { decision: 'deny', deny: 'implicit' },
}

/** The policies of a layer, each with a name. */
function named(list, field) {
  return (list ?? []).map((it, place) => ({ name: it.name ?? `${field}[${place}]`, policy: it.policy ?? it }))
}

/** The levels of an organization, as iam-simulate names them. */
function levels(list, field) {
  return (list ?? []).map((it) => ({ orgIdentifier: it.level, policies: named(it.policies, field) }))
}

/** Whether a policy is the one of AWS that allows all, which iam-simulate adds to each level by itself. */
function isAddedByItself(it) {
  return JSON.stringify(it.policy).includes('"Effect":"Allow"')
}

/** Resource control policies by level. */
function resourceLevels(list) {
  const found = levels(list, 'rcp')
  return found.map((level) => ({ ...level, policies: level.policies.filter((it) => !isAddedByItself(it)) }))
}

/** The simulation of a case; a text when there is no place for something in it. */
function simulation(asked) {
  const anonymous = asked.request.principal === 'anonymous'
  if ((asked.session_policies ?? []).length > 1) return 'several session policies'
  if (asked.key_grants || asked.access_control_list) return 'grants and lists'
  const account = asked.request.resource_account
  return {
    request: {
      principal: anonymous ? anonymousPrincipal : asked.request.principal,
      action: asked.request.action,
      resource: { resource: asked.request.resource, accountId: account },
      contextVariables: asked.request.context,
    },
    identityPolicies: named(asked.identity_policies, 'identity'),
    serviceControlPolicies: asked.principal_is_management_account ? [] : levels(asked.service_control_policies, 'scp'),
    resourceControlPolicies: asked.resource_is_management_account ? [] : resourceLevels(asked.resource_control_policies),
    resourcePolicy: asked.resource_policy?.policy ?? asked.resource_policy,
    permissionBoundaryPolicies: asked.permissions_boundaries ? named(asked.permissions_boundaries, 'pb') : undefined,
    vpcEndpointPolicies: asked.vpc_endpoint_policies ? named(asked.vpc_endpoint_policies, 'vpce') : undefined,
    sessionPolicy: asked.session_policies?.[0]?.policy ?? asked.session_policies?.[0],
    additionalSettings: { s3: { bucketAbacEnabled: true, blockPublicAccess: asked.public_policy_is_restricted === true } },
  }
}

/** What iam-simulate says of a case. */
async function answer(asked) {
  const given = simulation(asked)
  if (typeof given === 'string') return { decision: 'unsupported', detail: given }
  try {
    const result = await runSimulation(given, {})
    if (result.resultType === 'error') return { decision: 'refused', detail: JSON.stringify(result.errors) }
    const ignored = result.result?.ignoredContextKeys ?? []
    return { ...DECISIONS[result.overallResult], ignored }
  } catch (wrong) {
    return { decision: 'failed', detail: String(wrong.message ?? wrong) }
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line)
  process.stdout.write(JSON.stringify({ id: asked.id, ...(await answer(asked)) }) + '\n')
}
