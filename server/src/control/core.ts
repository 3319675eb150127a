import { defaultPolicies, type DeviceId, type Policies } from '@hearthline/shared'
import type { Config } from '../config.ts'
import type { Keys } from '../keys.ts'
import {
  createAccount,
  createPasswordDesk,
  createPasswordRules,
  createResetLinks,
  createSecondFactor,
  type Account,
} from './account/index.ts'
import { createAccess, createPasswordChecker, type AccessService, type PasswordCost } from './access/index.ts'
import { createAnomalies, type Anomalies } from './anomalies/index.ts'
import {
  createAnchorFile,
  createAuditKeeper,
  createAuditLog,
  createAuditReader,
  createRefusalTrail,
  type AuditKeeper,
  type AuditLog,
  type RefusalTrail,
} from './audit/index.ts'
import { createAccessRequestRepository } from './db/access-request-repository.ts'
import { createAccountRepository, createResetRepository } from './db/account-repository.ts'
import { createAnomalyRepository, createPastSignIns } from './db/anomaly-repository.ts'
import { createAuditNames } from './db/audit-names.ts'
import { createAuditRepository } from './db/audit-repository.ts'
import type { Store } from './db/client.ts'
import { createDeviceKeyRepository } from './db/device-key-repository.ts'
import { createDeviceRepository } from './db/device-repository.ts'
import { createNetworkRepository } from './db/network-repository.ts'
import { createPeopleRepository } from './db/people-repository.ts'
import { createPolicyRepository } from './db/policy-repository.ts'
import { createShiftRepository } from './db/shift-repository.ts'
import {
  createEnrolmentCodeRepository,
  createFailureRepository,
  createSignInRepository,
} from './db/sign-in-repository.ts'
import { createSiteRepository } from './db/site-repository.ts'
import { createTeamRepository } from './db/team-repository.ts'
import type { BoundRoute } from './http/bind.ts'
import { bindAccessRoutes } from './http/routes/access-routes.ts'
import { bindAccountRoutes } from './http/routes/account-routes.ts'
import { bindAnomalyRoutes } from './http/routes/anomaly-routes.ts'
import { bindAuditRoutes } from './http/routes/audit-routes.ts'
import { bindDeviceRoutes } from './http/routes/device-routes.ts'
import { bindNetworkRoutes } from './http/routes/network-routes.ts'
import { bindPeopleImportRoutes, bindPeopleRoutes } from './http/routes/people-routes.ts'
import { bindPolicyRoutes } from './http/routes/policy-routes.ts'
import { bindAccessRequestRoutes } from './http/routes/request-routes.ts'
import { bindShiftRoutes } from './http/routes/shift-routes.ts'
import { createNetworks, type Networks } from './networks/index.ts'
import {
  createPeopleDirectory,
  createPeopleImports,
  createPlaces,
  type PeopleService,
} from './people/index.ts'
import { createPolicyBook, type PolicyBook } from './policies/index.ts'
import type { Clock, LiveCallActivity, Log, RandomSource } from './ports.ts'
import { createAccessRequests, createRefusalBook, type AccessRequests } from './requests/index.ts'
import { createSecretBox } from './secret-box.ts'
import { createShifts, type Shifts } from './shifts/index.ts'

/** Who may enter, from where and when, and what was done: what every other part of control stands on. */
export interface Core {
  audit: AuditLog
  refusals: RefusalTrail
  people: PeopleService
  networks: Networks
  shifts: Shifts
  policies: PolicyBook
  access: AccessService
  anomalies: Anomalies
  requests: AccessRequests
  account: Account
  routes: readonly BoundRoute[]
  start(): void
  /** Its dispose writes the last anchor: call it when nothing more is written. */
  auditKeeper: AuditKeeper
  /** Idempotent. */
  dispose(): void
}

/** The demo may be tried without a headset. */
const initialPolicies = ({ demo, demoLineCheck }: Config): Policies =>
  demo ? { ...defaultPolicies, lineCheck: demoLineCheck } : defaultPolicies

/** Argon2id runs at once: 19 MiB each. */
const passwordChecksAtOnce = 2

export async function createCore(deps: {
  config: Config
  keys: Keys
  store: Store
  clock: Clock
  random: RandomSource
  log: Log
  liveCalls: LiveCallActivity
  passwordCost: PasswordCost | undefined
  policies: Policies | undefined
}): Promise<Core> {
  const { config, keys, clock, random, log } = deps
  const { db, transact } = deps.store
  const repository = createAuditRepository(db)
  const rows = createAuditLog({ repository, clock, transact })
  const trail = createRefusalTrail({ audit: rows, clock })
  const audit: AuditLog = { ...rows, append: (entry) => trail.audit.append(entry) }
  const basics = { audit, clock, random, transact, log }
  const [checker, passwords] = await Promise.all([
    createPasswordChecker(passwordChecksAtOnce, deps.passwordCost),
    createPasswordRules(),
  ])

  const policies = createPolicyBook({
    ...basics,
    repository: createPolicyRepository(db),
    initial: deps.policies ?? initialPolicies(config),
  })
  const peopleRows = createPeopleRepository(db)
  const liveSignIns = () => access.signIns.live()
  const networks = createNetworks({
    ...basics,
    rules: createNetworkRepository(db),
    people: peopleRows,
    liveSignIns,
    onRevoke: (personId) => people.onRevoke(personId),
  })
  const accounts = createAccountRepository(db)
  const links = createResetLinks({
    ...basics,
    accounts,
    resets: createResetRepository(db),
    origin: config.origins[0],
  })
  const places = {
    ...basics,
    people: peopleRows,
    teams: createTeamRepository(db),
    sites: createSiteRepository(db),
    networks,
    passwords,
    hasher: checker,
    firstPasswords: links,
  }
  const people: PeopleService = { ...createPeopleDirectory(places), ...createPlaces(places) }
  const shifts = createShifts({
    ...basics,
    shifts: createShiftRepository(db),
    people,
    teams: people,
    policies,
    liveSignIns,
  })

  const signInRows = createSignInRepository(db)
  const deviceRows = createDeviceRepository(db)
  const deviceName = (deviceId: DeviceId) => deviceRows.find(deviceId)?.name ?? null
  const secondFactor = createSecondFactor({
    ...basics,
    accounts,
    box: createSecretBox(keys.secretBox, random),
    issuer: config.organisation,
  })
  const refusals = createRefusalBook(clock)
  const anomalies = createAnomalies({
    ...basics,
    cards: createAnomalyRepository(db),
    past: createPastSignIns(db),
    people,
    policies,
    deviceName,
    devices: () => access.devices,
  })
  const access: AccessService = createAccess({
    ...basics,
    people,
    policies,
    fence: networks,
    shifts,
    secondFactor,
    refusals,
    alarm: anomalies,
    checker,
    devices: deviceRows,
    deviceKeys: createDeviceKeyRepository(db),
    codes: createEnrolmentCodeRepository(db),
    signInRows,
    failures: createFailureRepository(db),
    liveCalls: deps.liveCalls,
    settings: {
      origin: config.origins[0],
      organisation: config.organisation,
      defaultCountry: config.defaultCountry,
      publicHost: config.publicHost,
      sipWsPort: config.sipWsPort,
      tls: config.tls !== null,
      sipSecret: keys.sipCredential,
      turn: config.turn,
      macKey: keys.accessMac,
    },
  })
  const requests = createAccessRequests({
    ...basics,
    rows: createAccessRequestRepository(db),
    refusals,
    people,
    fence: networks,
    shifts,
    policies,
    devices: access.devices,
    deviceName,
  })
  const passwordDesk = createPasswordDesk({
    ...basics,
    accounts,
    links,
    rules: passwords,
    checker,
    access,
    signInRows,
  })
  const account = createAccount({
    ...basics,
    access,
    passwords: passwordDesk,
    links,
    secondFactor,
    signInRows,
    devices: deviceRows,
    people,
    fence: networks,
  })
  const subscriptions = [
    access.devices.whenSuspended((suspended) => {
      if (suspended.reason === 'key-reused') anomalies.keyReused(suspended)
    }),
  ]
  const auditKeeper = createAuditKeeper({
    ...basics,
    repository,
    file: createAnchorFile(config.dataDir),
    keys,
  })
  const reader = createAuditReader({ repository, names: createAuditNames(db) })

  const newestRowAtMs = () => {
    const head = repository.last()
    return head === null ? null : (repository.after(head.seq - 1, 1)[0]?.at ?? null)
  }

  return {
    audit,
    refusals: trail,
    people,
    networks,
    shifts,
    policies,
    access,
    anomalies,
    requests,
    account,
    routes: [
      ...bindAccessRoutes(access, config),
      ...bindDeviceRoutes(access),
      ...bindAccountRoutes(account),
      ...bindAccessRequestRoutes(requests),
      ...bindAnomalyRoutes(anomalies),
      ...bindPolicyRoutes(policies, access.signIns, people),
      ...bindPeopleRoutes(people),
      ...bindPeopleImportRoutes(createPeopleImports(places)),
      ...bindNetworkRoutes(networks),
      ...bindShiftRoutes(shifts),
      ...bindAuditRoutes({ audit, reader, keeper: auditKeeper, clock }),
    ],
    start: () => {
      access.start(newestRowAtMs())
      networks.start()
      requests.start()
      auditKeeper.start()
    },
    auditKeeper,
    dispose: () => {
      for (const end of subscriptions) end()
      requests.dispose()
      networks.dispose()
      access.dispose()
    },
  }
}
