import type { checks as english } from '../en/floor-checks.ts'
import type { Mirror } from '../mirror.ts'

export const checks: Mirror<typeof english> = {
  title: '为 {{name}} 放行就绪',
  text: '{{name}} 在本次登录中无需通过检测即可就绪。客户可能听不清。',
  reasonHint: '原因会记录在案，{{name}} 可以看到。',
  last: '最近的线路检测',
  none: '还没有保存过检测。',
  noList: '无法加载检测列表',
  passed: '通过',
  failed: '未通过',
  opened: '由 {{name}} 放行',
  done: '已为 {{name}} 放行就绪',
  item: {
    microphone: '麦克风',
    headset: '耳机',
    ringer: '振铃设备',
    server: '服务器',
    media: '音频通路',
    notifications: '通知',
    power: '电源与睡眠',
  },
}
