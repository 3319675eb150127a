import { BreakReason, callRoutes, type Me } from '@hearthline/shared'
import { skipToken, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { fetchAnswer } from '../../api/query.ts'
import { railItems } from '../../app/navigation.ts'
import { goOnBreak, goReady } from '../../desk/index.ts'
import { shortcuts } from '../../keys/index.ts'
import { liveStore, useOwn, useReadyGate } from '../../realtime/index.ts'
import { useAudio, useCallCommands, useControls, usePhoneCommands } from '../../softphone/index.ts'
import { shownState, useStateWord } from '../../ui/components/state-mark.tsx'
import { setColorScheme } from '../../ui/theme/color-scheme.ts'
import { languages, setLanguage } from '../../i18n/i18n.ts'
import { fit, numberIn, type PaletteItem } from './palette-match.ts'

/** What an agent can do now, with the phone and with their state. */
const useAgentActions = (): PaletteItem[] => {
  const { t } = useTranslation('palette')
  const word = useStateWord()
  const own = useOwn()
  const gate = useReadyGate()
  const navigate = useNavigate()
  const { microphone, openMicrophone } = useAudio()
  const phone = usePhoneCommands()
  const { hold, resume } = useCallCommands(false)
  const { hold: held } = useControls()
  const state = own?.state
  const free = state?.type === 'ready' || state?.type === 'not-ready' || state?.type === 'break'
  const ready = async (): Promise<void> => {
    // As in the dock: no microphone, no Ready.
    if (microphone.type === 'on' || (await openMicrophone?.()) === true) await goReady()
  }
  const closed = gate?.open === false
  const inCall: PaletteItem[] = [
    {
      id: 'mute',
      group: 'actions',
      text: t('action.mute'),
      keys: shortcuts.mute.keys,
      run: phone.toggleMute,
    },
    {
      id: 'hold',
      group: 'actions',
      text: t(held.sinceMs === null ? 'action.hold' : 'action.resume'),
      keys: shortcuts.hold.keys,
      run: held.sinceMs === null ? hold : resume,
    },
  ]
  return [
    ...inCall.filter(({ run }) => run !== undefined),
    {
      id: 'ready',
      group: 'actions',
      text: t('action.ready'),
      ...(closed ? { note: t('note.checkFirst') } : {}),
      run: free && !closed && state.type !== 'ready' ? () => void ready() : undefined,
    },
    ...BreakReason.options.map((reason): PaletteItem => ({
      id: `break-${reason}`,
      group: 'actions',
      text: t('action.break', { reason: word(reason) }),
      run:
        free && !(state.type === 'break' && state.reason === reason)
          ? () => void goOnBreak(reason)
          : undefined,
    })),
    {
      id: 'redial',
      group: 'actions',
      text: t('action.redial'),
      also: t('also.redial'),
      ...(state?.type === 'ready' ? {} : { note: t('note.readyFirst') }),
      run: state?.type === 'ready' ? phone.redial : undefined,
    },
    {
      id: 'check',
      group: 'actions',
      text: t('action.check'),
      run: () => void navigate({ to: '/check' }),
    },
  ]
}

/** The customers an agent may call, and a number as it was typed. */
const useCalls = (query: string, enabled: boolean): PaletteItem[] => {
  const { t } = useTranslation('palette')
  const own = useOwn()
  const { place } = usePhoneCommands()
  const dial = own?.state.type === 'ready' ? place : undefined
  const asked = query.trim().slice(0, 100)
  const customers = useQuery({
    queryKey: ['customers', 'palette', asked],
    queryFn:
      enabled && asked !== ''
        ? ({ signal }) => fetchAnswer(callRoutes.customers, { query: { limit: 6, search: asked }, signal })
        : skipToken,
    placeholderData: (before) => before,
  })
  if (!enabled || asked === '') return []
  const note = dial === undefined ? { note: t('note.readyFirst') } : {}
  const number = numberIn(asked)
  return [
    ...(number === null
      ? []
      : [
          {
            id: 'call-number',
            group: 'call',
            text: t('call', { name: number }),
            ...note,
            run: dial && (() => dial({ type: 'number', text: number })),
          } as const satisfies PaletteItem,
        ]),
    ...(customers.data?.items ?? []).map(({ customerId, displayName, maskedNumber }): PaletteItem => ({
      id: customerId,
      group: 'people',
      text: t('call', { name: displayName }),
      note: maskedNumber,
      run: dial && (() => dial({ type: 'customer', customerId })),
    })),
  ]
}

/** People of the floor: into the call they are in, or to the floor. */
const useFloorPeople = (query: string): PaletteItem[] => {
  const { t } = useTranslation('palette')
  const word = useStateWord()
  const navigate = useNavigate()
  const floor = useStore(liveStore, ({ floor: now }) => now)
  if (floor === null || query.trim() === '') return []
  return [...floor.agents.values()]
    .filter(({ displayName }) => fit(displayName, query) > 0)
    .map(({ personId, displayName, state }): PaletteItem => {
      const callId = floor.callOf.get(personId)
      const connected = callId !== undefined && floor.calls.get(callId)?.phase === 'connected'
      return {
        id: personId,
        group: 'people',
        text: connected ? t('openCall', { name: displayName }) : t('onFloor', { name: displayName }),
        note: word(shownState(state)),
        run: () =>
          void (connected
            ? navigate({ to: '/live/$callId', params: { callId } })
            : navigate({ to: '/floor' })),
      }
    })
}

const adminPages = [
  '/admin/devices',
  '/admin/networks',
  '/admin/people',
  '/admin/shifts',
  '/admin/sign-ins',
  '/admin/alerts',
  '/admin/policies',
  '/admin/trunks',
  '/admin/audit',
] as const

const usePages = (me: Me, onKeys: () => void): PaletteItem[] => {
  const { t } = useTranslation('palette')
  const { t: common, i18n } = useTranslation()
  const navigate = useNavigate()
  return [
    ...railItems
      .filter(({ roles }) => roles.includes(me.role))
      .map(({ to, word }): PaletteItem => ({
        id: to,
        group: 'pages',
        text: common(`nav.${word}`),
        run: () => void navigate({ to }),
      })),
    ...(me.role === 'administrator' ? adminPages : []).map((to): PaletteItem => ({
      id: to,
      group: 'pages',
      text: t(`page.${to}`),
      also: common('nav.admin'),
      run: () => void navigate({ to }),
    })),
    {
      id: 'account',
      group: 'pages',
      text: common('account.account'),
      run: () => void navigate({ to: '/account' }),
    },
    { id: 'keys', group: 'actions', text: common('nav.keys'), keys: ['Ctrl', '/'], run: onKeys },
    ...(['light', 'dark'] as const).map((scheme): PaletteItem => ({
      id: scheme,
      group: 'actions',
      text: t(`scheme.${scheme}`),
      run: () => setColorScheme(scheme),
    })),
    ...languages
      .filter((language) => language !== i18n.language)
      .map((language): PaletteItem => ({
        id: language,
        group: 'actions',
        text: common(`language.${language}`),
        also: 'language 语言',
        run: () => void setLanguage(i18n, language),
      })),
  ]
}

/** Everything this person can do or open from where they are. */
export const usePaletteItems = (me: Me, query: string, onKeys: () => void): PaletteItem[] => {
  const agent = me.role === 'agent'
  const actions = useAgentActions()
  const calls = useCalls(query, agent)
  const people = useFloorPeople(query)
  const pages = usePages(me, onKeys)
  return [...(agent ? actions : []), ...calls, ...people, ...pages]
}
