import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { onSignInOver, signRequestsWith } from '../api/call.ts'
import { createQueryClient } from '../api/query.ts'
import { signAsSignedIn } from '../device/signing.ts'
import { startI18n } from '../i18n/i18n.ts'
import { ErrorBoundary } from '../ui/components/error-boundary.tsx'
import { followColorScheme } from '../ui/theme/color-scheme.ts'
import { createAppRouter } from './router.tsx'
import { currentMe, requestRefused } from './session.ts'
import './styles.css'

const container = document.getElementById('root')
if (container === null) throw new Error('index.html has no #root')

followColorScheme()
await startI18n()
onSignInOver(requestRefused)
signRequestsWith((text) => signAsSignedIn(currentMe()?.device.deviceId ?? null, text))
createRoot(container).render(
  <StrictMode>
    <QueryClientProvider client={createQueryClient()}>
      <ErrorBoundary>
        <RouterProvider router={createAppRouter()} />
      </ErrorBoundary>
    </QueryClientProvider>
  </StrictMode>,
)
