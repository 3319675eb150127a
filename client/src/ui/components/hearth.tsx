const arches = [
  ['M110 900V430c0-150 112-260 250-260s250 110 250 260V900', 0.05],
  ['M156 900V464c0-124 94-214 204-214s204 90 204 214V900', 0.085],
  ['M202 900V498c0-98 76-168 158-168s158 70 158 168V900', 0.12],
  ['M248 900V532c0-72 58-122 112-122s112 50 112 122V900', 0.155],
  ['M294 900V566c0-46 40-76 66-76s66 30 66 76V900', 0.19],
] as const

/** x, y and opacity of the embers; each ends below the edge. */
const embers = [
  [253.0, 855, 0.44],
  [264.4, 844, 0.49],
  [275.8, 839, 0.55],
  [287.2, 822, 0.61],
  [298.6, 802, 0.66],
  [310.0, 750, 0.72],
  [321.4, 735, 0.78],
  [332.8, 731, 0.84],
  [344.2, 708, 0.89],
  [355.6, 628, 0.95],
  [367.0, 638, 0.89],
  [378.4, 675, 0.84],
  [389.8, 728, 0.78],
  [401.2, 783, 0.72],
  [412.6, 783, 0.66],
  [424.0, 821, 0.61],
  [435.4, 828, 0.55],
  [446.8, 846, 0.49],
  [458.2, 855, 0.44],
] as const

/** The hearth beside the sign-in form. Decoration only. */
export const Hearth = () => (
  <svg className="hearth" viewBox="0 0 720 900" preserveAspectRatio="xMidYMid slice" aria-hidden>
    <rect width="720" height="900" fill="#161F36" />
    {arches.map(([path, opacity]) => (
      <path key={path} d={path} fill="none" stroke="#fff" strokeOpacity={opacity} strokeWidth="1.5" />
    ))}
    {embers.map(([x, y, opacity]) => (
      <rect key={x} x={x} y={y} width="4.6" height={906 - y} rx="2.3" fill="#FF7A4D" fillOpacity={opacity} />
    ))}
  </svg>
)
