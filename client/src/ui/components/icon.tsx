import type { Icon as TablerIcon } from '@tabler/icons-react'

/** One Tabler icon at the design's stroke. Decoration: the word beside it, or the button's label, says it. */
export const Icon = ({
  of: Shape,
  size = 18,
  stroke = 1.75,
}: {
  of: TablerIcon
  size?: 12 | 14 | 16 | 18 | 20 | 22
  stroke?: number
}) => <Shape className="ic" size={size} stroke={stroke} aria-hidden />
