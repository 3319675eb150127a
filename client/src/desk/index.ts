export { type NoteShown, shownNote } from './note-draft.ts'
export {
  chooseOutcome,
  closeDesk,
  extendWrapUp,
  forgetProblem,
  goOnBreak,
  goReady,
  openCall,
  saveOutcome,
  typeNote,
  useDeskStore,
} from './desk-store.ts'
export { outcomeGroups, outcomeOfKey } from './outcomes.ts'
