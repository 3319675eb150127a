import type { steeringReasons as english } from '../en/steering-reasons.ts'
import type { Mirror } from '../mirror.ts'

export const steeringReasons: Mirror<typeof english> = {
  'customer-asked': '客户要求停止',
  compliance: '合规',
  conduct: '通话行为',
  coverage: '就绪坐席不足',
  'break-due': '应休息',
  technical: '设备问题',
  coaching: '辅导',
  'shift-end': '班次结束',
  other: '其他原因',
}
