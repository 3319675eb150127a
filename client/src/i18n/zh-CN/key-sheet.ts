import type { keySheet as english } from '../en/key-sheet.ts'
import type { Mirror } from '../mirror.ts'

export const keySheet: Mirror<typeof english> = {
  title: '键盘快捷键',
  find: '查找操作',
  noMatch: '没有匹配的操作。',
  on: '启用快捷键',
  foot: '输入文字或使用中文输入法时，Alt 键同样有效。Mac 上请用 ⌥。单键只在列出的位置有效。',
  group: {
    call: '通话中',
    around: '通话前后',
    everywhere: '任何位置',
    lead: '组长',
    floor: '现场',
  },
  action: {
    mute: '静音或取消静音',
    audio: '音频设备',
    help: '向组长求助',
    'hang-up': '挂断，按两次',
    'call-or-answer': '拨打或接听',
    decline: '暂不接听',
    notes: '转到备注',
    status: '状态菜单',
    outcome: '话后处理中选择结果',
    save: '保存并就绪',
    dock: '跳到软电话',
    sheet: '本快捷键表',
    close: '关闭或返回',
    listen: '旁听',
    move: '在人员间移动',
    open: '打开此人',
    listenTile: '旁听此人',
    filter: '按姓名筛选',
  },
}
