import type { Dialog } from '../dialog.ts'
import type { DigestClient } from '../digest/digest-client.ts'
import type { Peer } from './peer.ts'

/** Who has a dialog: the one place where its current value is kept. */
export interface DialogHolder {
  dialog: Dialog
  readonly peer: Peer
  /** For trunks that challenge requests. */
  readonly digest: DigestClient | null
}
