import { IconAlertTriangle } from '@tabler/icons-react'
import { Component, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from './button.tsx'
import { ToneTile } from './state-mark.tsx'

/** A chunk that is gone means that the server was updated under the open page. */
const isChunkError = (error: Error): boolean =>
  /dynamically imported module|module script|Loading chunk/i.test(error.message)

/** In place of a part that threw: what it means, and the way on. */
export const Failed = ({ error, onRetry }: { error: Error; onRetry: () => void }) => {
  const { t } = useTranslation()
  const stale = isChunkError(error)
  return (
    <div className="middle fill" role="alert">
      <ToneTile tone="bad" icon={IconAlertTriangle} />
      <h2 className="h3">{t('failed.title')}</h2>
      <div className="sm t2">{t(stale ? 'failed.chunk' : 'failed.text')}</div>
      <Button onPress={stale ? () => location.reload() : onRetry}>
        {t(stale ? 'reload' : 'action.tryAgain')}
      </Button>
    </div>
  )
}

/** Keeps a bug in one part of the screen from taking the rest, above all the dock, with it. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null }
  static getDerivedStateFromError(error: unknown): { error: Error } {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }
  override render(): ReactNode {
    return this.state.error === null ? (
      this.props.children
    ) : (
      <Failed error={this.state.error} onRetry={() => this.setState({ error: null })} />
    )
  }
}
