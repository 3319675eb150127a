/** The hearth: an arch over three embers. */
export const Logo = ({ size = 32 }: { size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden className="ic">
    <rect width="32" height="32" rx="9" fill="#1B2540" />
    <path
      d="M7.5 25V15.2C7.5 10.4 11.3 7 16 7s8.5 3.4 8.5 8.2V25"
      fill="none"
      stroke="#fff"
      strokeWidth="2.4"
      strokeLinecap="round"
    />
    <path d="M12 25v-5.2M16 25V14.5M20 25v-7.4" stroke="#FF7A4D" strokeWidth="2.6" strokeLinecap="round" />
  </svg>
)
