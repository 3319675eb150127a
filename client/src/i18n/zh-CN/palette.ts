import type { palette as english } from '../en/palette.ts'
import type { Mirror } from '../mirror.ts'

export const palette: Mirror<typeof english> = {
  title: '搜索与操作',
  placeholder: '搜索客户、页面、操作，或输入号码',
  placeholderLead: '搜索人员、页面、操作',
  results: '结果',
  none: '没有找到“{{query}}”。',
  group: { actions: '操作', call: '拨打', people: '人员', pages: '页面' },
  call: '拨打 {{name}}',
  openCall: '打开 {{name}} 的通话',
  onFloor: '大厅中的 {{name}}',
  note: { readyFirst: '请先就绪', checkFirst: '检测后可用' },
  also: { redial: '重拨 再拨' },
  action: {
    ready: '就绪',
    break: '休息：{{reason}}',
    redial: '再次拨打上一个号码',
    mute: '静音或取消静音',
    hold: '保持',
    resume: '取消保持',
    check: '打开班前检测',
  },
  scheme: { light: '浅色屏幕', dark: '深色屏幕' },
  page: {
    '/admin/devices': '设备',
    '/admin/networks': '网络',
    '/admin/people': '人员',
    '/admin/shifts': '班次',
    '/admin/sign-ins': '登录',
    '/admin/alerts': '警报',
    '/admin/policies': '策略',
    '/admin/trunks': '中继',
    '/admin/audit': '审计日志',
  },
}
