const onMac = /Mac|iPhone|iPad/.test(typeof navigator === 'undefined' ? '' : navigator.userAgent)

const printed: Record<string, string> = {
  Alt: onMac ? '⌥' : 'Alt',
  Ctrl: onMac ? '⌘' : 'Ctrl',
  Shift: onMac ? '⇧' : 'Shift',
  Enter: '↵',
  Left: '←',
  Right: '→',
}

/** Keys as this computer prints them: `<Kbd keys={['Alt', 'M']} />`. The button itself carries `aria-keyshortcuts`. */
export const Kbd = ({ keys }: { keys: readonly string[] }) => (
  <span className="kbds" aria-hidden>
    {keys.map((key) => (
      <kbd key={key}>{printed[key] ?? key}</kbd>
    ))}
  </span>
)
