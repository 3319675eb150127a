import type { callBacks as english } from '../en/call-backs.ts'
import type { Mirror } from '../mirror.ts'

export const callBacks: Mirror<typeof english> = {
  title: '回拨',
  all: '全部回拨',
  count_one: '{{count}} 项待回拨',
  count_other: '{{count}} 项待回拨',
  dueNow: '{{count}} 项到期',
  dueTitle: '现在到期',
  laterTitle: '稍后',
  failed: '无法加载回拨',
  empty: '没有需要回拨的客户',
  emptyText: '可以从最近通话中约定回拨。通话中断的客户会自动出现在这里。',
  notReady: '先切换为就绪再拨打。',
  call: '拨打',
  callOne: '回拨 {{name}}',
  done: '完成',
  doneOne: '完成 {{name}}',
  notDone: '此回拨仍未完成',
  made: '已将 {{name}} 加入回拨',
  reason: {
    asked: '已约定',
    'line-lost': '线路中断',
    'missed-ring': '漏接',
    abandoned: '客户放弃等待',
  },
  due: {
    soon: '尽快',
    since: '{{time}} 已到期',
    inMinutes: '{{time}}，{{count}} 分钟后',
    inHours: '{{time}}，{{count}} 小时后',
  },
  form: {
    title: '回拨 {{name}}',
    when: '时间',
    whenHint: '按你的时钟。留空表示尽快。',
    past: '该时间已过。请选择更晚的时间。',
    note: '备注',
    save: '保存回拨',
  },
}
