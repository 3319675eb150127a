/** Why a lead steered an agent, as the agent reads it; also on the card of who was signed out. */
export const steeringReasons = {
  'customer-asked': 'Customer asked us to stop',
  compliance: 'Compliance',
  conduct: 'Conduct on the call',
  coverage: 'Too few agents are ready',
  'break-due': 'Break is due',
  technical: 'Technical problem',
  coaching: 'Coaching',
  'shift-end': 'End of the shift',
  other: 'Another reason',
}
